"""Lists a page at a time, both ways, from a row already seen: no OFFSET, no total. It knows no model.

The last page costs what the first does, as long as an index has the columns of the order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

ROWS = 25


@dataclass(frozen=True)
class Page:
    """Some rows, and the marks to ask for what stands before and after them; empty at an end."""

    rows: list[Any]
    before: str = ""
    after: str = ""


def marks(asked: Mapping[str, str]) -> dict[str, str]:
    """What the query of an address says of its page."""
    return {"after": asked.get("after", ""), "before": asked.get("before", "")}


def page(
    rows: QuerySet,
    *,
    order: Sequence[str],
    mark: str,
    seen: QuerySet | None = None,
    after: str = "",
    before: str = "",
    size: int | None = None,
) -> Page:
    """The `size` (ROWS) rows after, or before, the row an address names; from the start without a name.

    `order`: columns, "-" for descending, never null, the last one unique. `mark`: the unique field that names
    a row in an address. `seen`: the rows a mark may name, when they are more than the filtered ones: all that
    the reader may see. Any other mark is as none, so that it tells nothing. Too near the start, `before`
    gives the first page.
    """
    size = size or ROWS
    start = _place(rows if seen is None else seen, order, mark, before or after)
    if before and start:
        back = [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order]
        found = list(rows.filter(beyond(back, start)).order_by(*back)[: size + 1])
        if len(found) > size:
            shown = found[:size][::-1]
            return Page(shown, _mark(shown[0], mark), _mark(shown[-1], mark))
        start = None
    found = list((rows.filter(beyond(order, start)) if start else rows).order_by(*order)[: size + 1])
    shown = found[:size]
    return Page(
        shown,
        _mark(shown[0], mark) if shown and start else "",
        _mark(shown[-1], mark) if len(found) > size else "",
    )


def beyond(order: Sequence[str], place: Sequence[Any]) -> Q:
    """Rows that come after the values of `place` in this order; the first column alone bounds an index."""
    found, equal = Q(), {}
    for name, value in zip(order, place, strict=True):
        column, way = name.removeprefix("-"), "lt" if name.startswith("-") else "gt"
        found |= Q(**equal, **{f"{column}__{way}": value})
        equal[column] = value
    if len(order) == 1:
        return found
    way = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{order[0].removeprefix('-')}__{way}": place[0]}) & found


def _place(seen: QuerySet, order: Sequence[str], mark: str, value: str) -> tuple[Any, ...] | None:
    if not value or not value.isprintable():
        return None
    columns = [name.removeprefix("-") for name in order]
    try:
        return seen.filter(**{mark: value}).order_by().values_list(*columns).first()
    except (ValidationError, ValueError):  # not even the shape of a mark
        return None


def _mark(row: Any, mark: str) -> str:
    return str(getattr(row, mark))
