"""Days, months and sums as French papers write them. Pure: text in, values and their place in it out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nps.people.names import normalise

MONTHS = (
    ("janvier", "janv", "jan"), ("fevrier", "fevr", "fev"), ("mars",), ("avril", "avr"), ("mai",), ("juin",),
    ("juillet", "juil"), ("aout",), ("septembre", "sept"), ("octobre", "oct"), ("novembre", "nov"),
    ("decembre", "dec"),
)  # fmt: skip
MONTH_OF = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
FIRST_YEAR, LAST_YEAR = 1900, 2199
LARGEST = Decimal("99999999.99")

_WRITTEN = re.compile(r"(?<!\w)(?:(\d{1,2})(?:er)?\s+)?([^\W\d_]{3,9})\.?\s+(\d{4})(?!\d)")
_DIGITS = re.compile(r"(?<![\d/.-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4})(?![\d/]|[.-]\d)")
_MONTH = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{4})(?![\d/])")
_YEAR = re.compile(r"(?<![\d/.,-])(\d{4})(?![\d/]|[.,-]\d)")
_BLANK = r"[ \u00a0\u202f]"
_SUM = re.compile(
    rf"(?<![\d.,/-])(\d{{1,3}}(?:{_BLANK}\d{{3}})+|\d{{1,3}}(?:\.\d{{3}})+(?=,)|\d{{1,8}})"
    rf"(?:[.,](\d{{2}}))?(?!\d|[.,/-]\d)(?:{_BLANK}?(€|euros?\b|eur\b))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day written between two places of a text; only a month (`day` None) or a year (`month` None too)."""

    start: int
    end: int
    year: int
    month: int | None = None
    day: int | None = None

    @property
    def on(self) -> date | None:
        """The day itself, when it was written whole."""
        return date(self.year, self.month, self.day) if self.day else None

    @property
    def period(self) -> str:
        """The month, or the year alone: `2024-02`, `2024`."""
        return f"{self.year}-{self.month:02d}" if self.month else f"{self.year}"


@dataclass(frozen=True, slots=True)
class Sum:
    """Euros written between two places of a text; `certain` when decimals or a unit say that it is a sum."""

    start: int
    end: int
    value: Decimal
    certain: bool


def days(text: str) -> list[Day]:
    """Days and months written in the text, in order: « 4 mai 1987 », 04/05/2024, « mai 2024 », 02/2024."""
    found = [*_in_words(text), *_in_digits(text), *_months(text)]
    return sorted(found, key=lambda day: day.start)


def years(text: str) -> list[Day]:
    """Years that stand alone, in order."""
    return [
        Day(*match.span(), int(match[1]))
        for match in _YEAR.finditer(text)
        if FIRST_YEAR <= int(match[1]) <= LAST_YEAR
    ]


def sums(text: str) -> list[Sum]:
    """Sums written in the text, in order: 900 · 1 234,56 € · 1.234,56 · 900.50."""
    found = []
    for match in _SUM.finditer(text):
        whole = re.sub(r"\D", "", match[1])
        value = Decimal(f"{whole}.{match[2] or '00'}")
        if value <= LARGEST:
            found.append(Sum(*match.span(), value, bool(match[2] or match[3])))
    return found


def _in_words(text: str) -> Iterator[Day]:
    for match in _WRITTEN.finditer(text):
        month = MONTH_OF.get(normalise(match[2]))
        if month:
            day = int(match[1]) if match[1] else None
            yield from _existing(match.span(), int(match[3]), month, day)


def _in_digits(text: str) -> Iterator[Day]:
    for match in _DIGITS.finditer(text):
        yield from _existing(match.span(), int(match[4]), int(match[3]), int(match[1]))


def _months(text: str) -> Iterator[Day]:
    for match in _MONTH.finditer(text):
        yield from _existing(match.span(), int(match[2]), int(match[1]), None)


def _existing(span: tuple[int, int], year: int, month: int, day: int | None) -> Iterator[Day]:
    """The day when the calendar has it."""
    try:
        date(year, month, 1 if day is None else day)
    except ValueError:
        return
    if FIRST_YEAR <= year <= LAST_YEAR:
        yield Day(*span, year, month, day)
