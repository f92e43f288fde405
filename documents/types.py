"""The types of supporting documents on a day, and their validity as pure dates.

The published rows (fixtures/document_types.json), and over them the dated versions of catalogue.py.
No document and no household enters.
"""

import json
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils import timezone

from nps.calendar import months_after

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "document_types.json"
HOUSEHOLD = "household"  # the subject of a piece that speaks for the whole household


class Whom(StrEnum):
    """Whose document it is: each person's, each adult's, or one for the household."""

    PERSON = "person"
    ADULT = "adult"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One row of the catalogue. Articles are of the CRPA unless they say otherwise."""

    code: str
    name: Mapping[str, str]
    proves: tuple[str, ...]
    whom: Whom
    validity: str  # none | until_changed | stated | date_on_it | months:N | year | school_year | tax_year
    issuer: Mapping[str, str]
    held_by: str  # the administration that holds the same fact, "" when none does
    article: str
    note: Mapping[str, str]
    dispensed_by: tuple[str, ...]  # types that prove as much: one of them held, this one is not asked for
    dispenses_from: tuple[str, ...]  # papers nobody may ask for once this one is there
    sensitive: bool
    expired_accepted: bool

    def label(self, language: str) -> str:
        """The name in French, or in English for any language starting with "en"."""
        return self.name["en" if language.startswith("en") else "fr"]


class UnknownType(LookupError):
    """No such code in the catalogue."""


@dataclass(frozen=True, slots=True)
class DatedType:
    """A row of the catalogue from one day. `key`: the version's own name, the same for the same row."""

    since: date
    key: str
    type: DocumentType

    def __hash__(self) -> int:
        return hash((self.since, self.key))


Versions = tuple[DatedType, ...]
_versions: Callable[[], Versions] = tuple


def follow(versions: Callable[[], Versions]) -> None:
    """Where the dated versions are read, oldest first: told once, when the program starts."""
    global _versions
    _versions = versions


@cache
def published() -> Mapping[str, DocumentType]:
    """Code → type as delivered with the program, in the catalogue's order."""
    rows = json.loads(FIXTURE.read_text(encoding="utf-8"))
    return MappingProxyType({row["code"]: read_row(row) for row in rows})


def catalogue(on: date | None = None) -> Mapping[str, DocumentType]:
    """Code → type as it stands on a day, today unless given."""
    return laid_over(_versions(), on or timezone.localdate())


@lru_cache(maxsize=64)
def laid_over(versions: Versions, on: date) -> Mapping[str, DocumentType]:
    """The published types with the versions of `on` and before over them; new types come last."""
    reached = [version for version in versions if version.since <= on]
    if not reached:
        return published()
    latest = {version.type.code: version.type for version in sorted(reached, key=lambda v: v.since)}
    return MappingProxyType({**published(), **latest})


def type_of(code: str, on: date | None = None) -> DocumentType:
    """The type with this code. Raises UnknownType."""
    try:
        return catalogue(on)[code]
    except KeyError:
        raise UnknownType(code) from None


def valid_until(
    document_type: DocumentType, issued_on: date | None, period: str, stated_until: date | None
) -> date | None:
    """The last day on which the document proves something as of now; None when no end is known.

    `period` is "", a year or a month (`2024-02`). An end written on the document (`stated_until`) wins over
    the rule of its type, except where a document holds until it changes. Raises ValueError on a bad period.
    """
    first, last = span(period)
    rule, _, number = document_type.validity.partition(":")
    if rule in ("none", "until_changed"):
        return None
    if stated_until or rule in ("stated", "date_on_it"):
        return stated_until
    start = last or issued_on
    if start is None:
        return None
    match rule:
        case "months":
            return months_after(start, int(number))
        case "year":
            return date(start.year, 12, 31)
        case "tax_year":  # the next notice comes in the autumn
            return date(start.year + 1, 9, 30)
        case "school_year":
            begun = (first or start).year if period or start.month >= 7 else start.year - 1
            return date(begun + 1, 8, 31)
    raise ValueError(f"{document_type.code}: unknown validity rule {document_type.validity}")


def span(period: str) -> tuple[date, date] | tuple[None, None]:
    """First and last day of a period: "" (none), a year or a month. Raises ValueError."""
    if not period:
        return None, None
    if not (read := re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?", period)):
        raise ValueError(f"{period!r} is no period: expected a year or a month such as 2024-02")
    year, month = int(read[1]), int(read[2] or 0)
    if not 1900 <= year <= 2200 or month > 12 or (read[2] and not month):
        raise ValueError(f"{period!r} is no period: expected a year or a month such as 2024-02")
    return date(year, month or 1, 1), date(year, month or 12, monthrange(year, month or 12)[1])


def piece_key(code: str, subject: str, period: str = "") -> str:
    """How planning names a piece: `<type>:<subject>`, or `<type>.<period>:<subject>` for a given period."""
    return f"{code}.{period}:{subject}" if period else f"{code}:{subject}"


def read_key(piece: str) -> tuple[str, str, str]:
    """Type, period and subject of a piece key."""
    name, _, subject = piece.partition(":")
    code, _, period = name.partition(".")
    return code, period, subject


def read_row(row: Mapping[str, Any]) -> DocumentType:
    """A type from its JSON row. Raises KeyError, TypeError or ValueError on a row that is none."""
    tuples = {name: tuple(row[name]) for name in ("proves", "dispensed_by", "dispenses_from")}
    return DocumentType(**{**row, **tuples, "whom": Whom(row["whom"])})


def row_of(document_type: DocumentType) -> dict[str, Any]:
    """The JSON row of a type: `read_row` gives the type back."""
    row = {name: getattr(document_type, name) for name in DocumentType.__dataclass_fields__}
    lists = {name: list(row[name]) for name in ("proves", "dispensed_by", "dispenses_from")}
    words = {name: dict(row[name]) for name in ("name", "issuer", "note")}
    return {**row, **lists, **words, "whom": str(document_type.whom)}
