"""What a page of the audit file is made of: tables, terms, sentences, headings. No HTML may enter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cases.exports.context import Coded
from cases.exports.wording import readable

# Kinds of tags, SCREENS §2: the word carries the meaning, the colour only repeats it.
KINDS = {
    "ok": ("granted", "active", "accepted", "obtained", "reversed", "entitled", "follow_up"),
    "warn": ("incomplete", "suspended", "interrupted"),
    "bad": ("refused", "lapsed", "implicitly_refused", "rejected"),
    "info": ("received", "complete", "under_review", "answered", "intake", "assessment", "processing"),
    "wait": ("opinion_requested", "proposed", "appeal_pending", "sent", "to_check", "undetermined"),
}
KIND_OF = {code: kind for kind, codes in KINDS.items() for code in codes}


@dataclass(frozen=True)
class Cell:
    """A cell: `kind` makes a tag of the text; `number` and `code` choose the type; `note` follows."""

    text: str
    note: str = ""
    kind: str = ""
    number: bool = False
    code: bool = False


@dataclass(frozen=True)
class Table:
    """The first cell of a row is its head; `shape` names the widths of the columns in case.css."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shape: str = ""
    template: str = "cases/exports/_table.html"


@dataclass(frozen=True)
class Terms:
    """Names and values of one thing: a table of two columns, which every reader announces well."""

    caption: str
    rows: tuple[tuple[str, Cell], ...]
    template: str = "cases/exports/_terms.html"


@dataclass(frozen=True)
class Text:
    text: str
    strong: bool = False
    template: str = "cases/exports/_text.html"


@dataclass(frozen=True)
class Heading:
    text: str
    tag: Cell | None = None
    template: str = "cases/exports/_heading.html"


@dataclass(frozen=True)
class Section:
    title: str
    blocks: tuple[Table | Terms | Text | Heading, ...]


Blocks = Iterator[Table | Terms | Text | Heading]


def tag(state: Coded | None) -> Cell:
    return Cell(state.label, kind=KIND_OF.get(state.code, "idle")) if state else Cell("")


def terms(caption: str, *rows: tuple[str, Cell | str]) -> Terms:
    cells = ((label, _cell(value)) for label, value in rows)
    return Terms(caption, tuple((label, cell) for label, cell in cells if cell.text))


def table(caption: str, heads: Iterable[str], rows: Iterable[tuple[Cell | str, ...]], shape: str) -> Table:
    cells = tuple(tuple(_cell(value) for value in row) for row in rows)
    return Table(caption, tuple(heads), cells, shape)


def _cell(value: Cell | str) -> Cell:
    cell = value if isinstance(value, Cell) else Cell(value)
    return replace(cell, text=readable(cell.text), note=readable(cell.note))
