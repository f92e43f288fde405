"""Dates as people write them: whole or partial, read without guessing. No Django, no clock."""

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass

# First letters that tell a month apart, French then English, without accents.
MONTHS = {
    "janv": 1, "jan": 1, "fev": 2, "feb": 2, "mars": 3, "mar": 3, "avr": 4, "apr": 4, "mai": 5, "may": 5,
    "juin": 6, "jun": 6, "juil": 7, "jul": 7, "aou": 8, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip

UNREADABLE, NO_SUCH_DAY, SHORT_YEAR = "unreadable", "no_such_day", "short_year"


class DateFault(ValueError):
    """What is wrong with a written date: `code` is one of the three constants above."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date known to the day, the month or only the year. An unknown day is None, never the first."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self):
        if self.day is not None and self.month is None:
            raise DateFault(UNREADABLE)
        if not 1 <= self.year <= 9999 or not 1 <= (self.month or 1) <= 12:
            raise DateFault(NO_SUCH_DAY)
        if self.day is not None and not 1 <= self.day <= monthrange(self.year, self.month)[1]:
            raise DateFault(NO_SUCH_DAY)

    @property
    def is_full(self) -> bool:
        return self.day is not None

    @property
    def earliest(self) -> dt.date:
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        month = self.month or 12
        return dt.date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """ISO 8601 with reduced precision: 1987, 1987-05, 1987-05-04."""
        return "-".join(
            f"{part:0{width}d}"
            for part, width in ((self.year, 4), (self.month, 2), (self.day, 2))
            if part is not None
        )


def read_date(text: str) -> PartialDate:
    """Read 04/05/1987, 4 mai 1987, 1er mars 2024, 04051987, 1987-05-04, 05/1987, mai 1987 or 1987.

    Day comes before month, as written in France. A day or month written 00 is unknown. Raises DateFault.
    """
    words = _words(text)
    if len(words) == 1 and re.fullmatch(r"[0-9]{8}", words[0]):
        words = [words[0][:2], words[0][2:4], words[0][4:]]
    if len(words) == 3 and re.fullmatch(r"[0-9]{4}", words[0]):
        words.reverse()
    if not 1 <= len(words) <= 3 or not re.fullmatch("[0-9]+", words[-1]):
        raise DateFault(UNREADABLE)
    if len(words[-1]) != 4:
        raise DateFault(SHORT_YEAR if len(words) == 3 and len(words[-1]) <= 2 else UNREADABLE)
    month = _month(words[-2]) if len(words) > 1 else None
    day = _number(words[0]) if len(words) == 3 else None
    return PartialDate(int(words[-1]), month or None, day or None)


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    plain = re.sub(r"\b([0-9]{1,2})(?:er|st|nd|rd|th)\b", r"\1", plain)
    return [word for word in re.split(r"[\s/.\-,]+", plain) if word]


def _month(word: str) -> int:
    if word[0].isdigit():
        return _number(word)
    for start in (word[:4], word[:3]):
        if start in MONTHS:
            return MONTHS[start]
    raise DateFault(UNREADABLE)


def _number(word: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", word):
        raise DateFault(UNREADABLE)
    return int(word)
