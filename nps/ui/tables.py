"""Tables that leave the page, as XLSX or CSV: text is never a formula, days and sums are real ones.

Who may read the rows, and the entry in the journal, are known above.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, TextIOWrapper
from itertools import islice
from math import isfinite
from tempfile import TemporaryDirectory
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from nps.ui import formats
from nps.ui.components import Table

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
MOST = 10_000  # rows of one table
LONGEST = 32_767  # characters of a cell
BATCH = 500  # rows made together
SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # a formula begins with one, full width too
BREAKS = ("\t", "\r", "\n")
KINDS = {"date": {"num_format": "dd/mm/yyyy"}, "money": {"num_format": '#,##0.00\u00a0"€"'}, "text": {}}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
Value = str | int | float | Decimal | date | None


@dataclass(frozen=True)
class Made:
    """Tables as a file; `rows` of each without headings, `cut` when one had more than it may hold."""

    name: str
    data: bytes
    rows: tuple[int, ...]
    cut: bool


def whole(build: Callable[[Sequence], Table], found: Iterable[Any]) -> Table:
    """The table `build` makes of some rows, made of all of them without holding them together."""
    rows = found.iterator(chunk_size=BATCH) if isinstance(found, QuerySet) else iter(found)
    batches = iter(lambda: list(islice(rows, BATCH)), [])
    return replace(build([]), rows=(line for some in batches for line in build(some).rows))


def make(ending: str, *tables: Table, on: date) -> Made:
    """These tables as one file, named after the first: its caption holds no name of anybody.

    A CSV holds the first only. Every table stops at MOST rows and says so on its last line.
    """
    write = {"xlsx": _workbook, "csv": _csv}[ending]
    counts: list[int] = []
    data = write([(table, _lines(table, counts)) for table in tables])
    rows = tuple(min(count, MOST) for count in counts)
    name = f"{slugify(str(tables[0].caption))}-{on.isoformat()}.{ending}"
    return Made(name, data, rows, any(count > MOST for count in counts))


def plain(cell: object) -> Value:
    """The value of a cell of a page: of a link its text, of a tag its word."""
    cell = getattr(cell, "plain", cell)
    if isinstance(cell, datetime):
        return timezone.localdate(cell) if timezone.is_aware(cell) else cell.date()
    if cell is None or isinstance(cell, date | int | float | Decimal) and not isinstance(cell, bool):
        return cell
    return str(cell)


def _lines(table: Table, counts: list[int]) -> Iterable[list[Value]]:
    """The rows without the cells that only serve the page; the last says when there were more."""
    kept = [at for at, column in enumerate(table.columns) if column.leaves]
    count = 0
    for count, row in enumerate(islice(table.rows, MOST + 1), 1):
        if count <= MOST:
            yield [plain(row[at]) for at in kept]
    counts.append(count)
    if count > MOST:
        yield [
            _("Le tableau s’arrête à %(most)s lignes : filtrez la liste pour lire la suite.") % {"most": MOST}
        ]


def _heads(table: Table) -> list[str]:
    return [str(column.label) for column in table.columns if column.leaves]


# XLSX


def _workbook(tables: Iterable[tuple[Table, Iterable[list[Value]]]]) -> bytes:
    """Rows wait in a folder nobody else reads, and leave it with the file."""
    made = BytesIO()
    with TemporaryDirectory() as folder, Workbook(made, {**OPTIONS, "tmpdir": folder}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        styles = {kind: book.add_format({"valign": "top", **told}) for kind, told in KINDS.items()}
        styles["quoted"] = book.add_format({"valign": "top", "quote_prefix": True})
        for table, lines in tables:
            sheet = book.add_worksheet(_sheet_name(str(table.caption)))
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 0, 32)
            sheet.set_column(1, len(table.columns), 18)
            for at, label in enumerate(_heads(table)):
                sheet.write_string(0, at, label, head)
            for row, line in enumerate(lines, 1):
                for at, value in enumerate(line):
                    _write(sheet, row, at, value, styles)
    return made.getvalue()


def _write(sheet: Any, row: int, at: int, value: Value, styles: dict[str, Any]) -> None:
    match value:
        case None:
            pass
        case date() if value.year >= 1900:
            sheet.write_datetime(row, at, value, styles["date"])
        case Decimal():
            sheet.write_number(row, at, value, styles["money"])
        case int() | float() if isfinite(value):
            sheet.write_number(row, at, value)
        case _:
            text = _text(value)
            sheet.write_string(row, at, text, styles["quoted" if _is_formula(text) else "text"])


def _sheet_name(caption: str) -> str:
    """What a spreadsheet allows: 31 characters, none of its own signs."""
    return "".join(c for c in caption if c not in "[]:*?/\\'")[:31].strip() or "1"


# CSV


def _csv(tables: Sequence[tuple[Table, Iterable[list[Value]]]]) -> bytes:
    """As French spreadsheets read it: a mark that says UTF-8, semicolons, decimal commas."""
    (table, lines), *_others = tables
    made = BytesIO()
    text = TextIOWrapper(made, encoding="utf-8-sig", newline="")
    sheet = csv.writer(text, delimiter=";")
    sheet.writerow(_quoted(label) for label in _heads(table))
    sheet.writerows([_written(value) for value in line] for line in lines)
    text.flush()
    return made.getvalue()


def _written(value: Value) -> str:
    match value:
        case None:
            return ""
        case date():
            return formats.date_short(value)
        case Decimal() | float():
            return str(value).replace(".", ",")
        case int():
            return str(value)
        case _:
            return _quoted(_text(value))


def _quoted(text: str) -> str:
    return f"'{text}" if _is_formula(text) else text


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet could take this text for one, typed again or read from a CSV."""
    return text.startswith(BREAKS) or text.lstrip().startswith(SIGNS)


def _text(value: object) -> str:
    """Text as a spreadsheet keeps it; a day before 1900 is text to XLSX."""
    text = formats.date_short(value) if isinstance(value, date) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
