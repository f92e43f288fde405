"""Changing rows so that it can be undone: what stood there is written down first. No rule of any act."""

import base64
import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

Line = dict[
    str, Any
]  # {"row": "people.membership", "pk": 5, "was": {column: value} or None, "became": the same}
Mark = list[Any]  # [model, column, key, last row there was]
Left = list[list[Any]]  # [model, key] of rows that somebody changed since


def _plain(value: Any) -> Any:
    """A column's value as JSON holds it."""
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, (Decimal, UUID)) else value


def _columns(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _read(model: type[models.Model], columns: dict[str, Any]) -> dict[str, Any]:
    """The values back, as the model holds them."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: _value(fields[name], value) for name, value in columns.items()}


def _value(field: models.Field, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    return field.target_field.to_python(value) if field.is_relation else field.to_python(value)


class Ledger:
    """The lines of one act, in the order they were written. Work inside the act's transaction."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.marks: list[Mark] = []
        self.said: dict[str, Any] = {}  # what the floor above needs to undo what it did through its doors

    def change(self, row: models.Model, **values: Any) -> None:
        """Set these columns (by attname) of one row; what is equal already is not written."""
        model = type(row)
        stands = model._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
        differ = [name for name in values if _plain(getattr(stands, name)) != _plain(values[name])]
        if not differ:
            return
        self.lines.append(
            {
                "row": model._meta.label_lower,
                "pk": row.pk,
                "was": _columns(stands, differ),
                "became": {name: _plain(values[name]) for name in differ},
            }
        )
        model._base_manager.filter(pk=row.pk).update(**{name: values[name] for name in differ})
        for name in differ:
            setattr(row, name, values[name])

    def point(self, model: type[models.Model], column: str, former: int, new: int) -> int:
        """Make every row whose `column` (attname) points to `former` point to `new`; how many."""
        rows = model._base_manager.filter(**{column: former})
        keys = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        label = model._meta.label_lower
        self.lines += [
            {"row": label, "pk": key, "was": {column: former}, "became": {column: new}} for key in keys
        ]
        model._base_manager.filter(pk__in=keys).update(**{column: new})
        return len(keys)

    def add(self, row: models.Model) -> None:
        """Write a new row, which undoing takes away unless somebody changed it since."""
        row.save(force_insert=True)
        names = [field.attname for field in row._meta.concrete_fields]
        line = {"row": row._meta.label_lower, "pk": row.pk, "was": None, "became": _columns(row, names)}
        self.lines.append(line)

    def remove(self, row: models.Model) -> None:
        """Take a row away, kept whole in the ledger."""
        names = [field.attname for field in row._meta.concrete_fields]
        line = {"row": row._meta.label_lower, "pk": row.pk, "was": _columns(row, names), "became": None}
        self.lines.append(line)
        type(row)._base_manager.filter(pk=row.pk).delete()

    def mark(self, model: type[models.Model], column: str, key: int) -> None:
        """Remember where a table stood for `key`, so that what is added later is told apart."""
        last = model._base_manager.aggregate(last=models.Max("pk"))["last"]
        if last is None or isinstance(last, int):
            self.marks.append([model._meta.label_lower, column, key, last or 0])

    def kept(self) -> dict[str, Any]:
        """What is kept of this act."""
        return {"lines": self.lines, "marks": self.marks, "said": self.said}

    def counted(self) -> dict[str, int]:
        """How many rows of each kind were touched, for the journal."""
        keys: dict[str, set] = {}
        for line in self.lines:
            keys.setdefault(line["row"], set()).add(line["pk"])
        return {row: len(found) for row, found in sorted(keys.items())}


def added_since(marks: Iterable[Mark]) -> Left:
    """The rows written since for what went on: nobody can say whose they would have been."""
    found: Left = []
    for label, column, key, last in marks:
        rows = apps.get_model(label)._base_manager.filter(**{column: key}, pk__gt=last).order_by("pk")
        found += [[label, pk] for pk in rows.values_list("pk", flat=True)]
    return found


def undo(lines: Iterable[Line]) -> Left:
    """Put back what stood there, last change first; the rows left as they are, changed by others since.

    A column that no longer holds what the act wrote is not touched. Raises IntegrityError when what was
    added since leaves no room.
    """
    left: Left = []
    for line in reversed(list(lines)):
        model = apps.get_model(line["row"])
        how = _put_back if line["became"] is None else _take_away if line["was"] is None else _restore
        put_back = how(model, line)
        if not put_back and [line["row"], line["pk"]] not in left:
            left.append([line["row"], line["pk"]])
    return left


def _put_back(model: type[models.Model], line: Line) -> bool:
    try:
        with transaction.atomic():
            model._base_manager.bulk_create([model(**_read(model, line["was"]))])
    except IntegrityError:
        return False
    return True


def _take_away(model: type[models.Model], line: Line) -> bool:
    row = model._base_manager.select_for_update(of=("self",)).filter(pk=line["pk"]).first()
    if row is None or _columns(row, line["became"]) != line["became"]:
        return False
    model._base_manager.filter(pk=row.pk).delete()
    return True


def _restore(model: type[models.Model], line: Line) -> bool:
    """Whether every column of the line was put back."""
    row = model._base_manager.select_for_update(of=("self",)).filter(pk=line["pk"]).first()
    if row is None:
        return False
    same = [name for name, value in line["became"].items() if _plain(getattr(row, name)) == value]
    if same:
        was = _read(model, {name: line["was"][name] for name in same})
        model._base_manager.filter(pk=row.pk).update(**was)
    return len(same) == len(line["became"])
