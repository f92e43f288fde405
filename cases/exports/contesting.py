"""What an audit file shows of opinions, appeals and decisions replayed, as values. No database enters."""

from dataclasses import dataclass
from datetime import date

from cases.exports.coded import Coded


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What the commission was asked about an application (I-B 5), and what it answered, if it did."""

    application: str
    benefit: str
    question: str
    article: str
    asked_by: str
    asked_on: date
    session: str = ""
    given_on: date | None = None
    advice: Coded | None = None
    reasons: str = ""
    members: tuple[str, ...] = ()
    recorded_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """A decision contested before the authority (I-C 3), before the tribunal (I-C 4), or both."""

    application: str
    benefit: str
    contested: Coded
    recorded_by: str
    lodged_on: date | None = None
    grounds: str = ""
    outcome: Coded | None = None
    answered_on: date | None = None
    answered_by: str = ""
    answer: str = ""
    article: str = ""
    tribunal_seized_on: date | None = None
    tribunal_reference: str = ""
    tribunal_decided_on: date | None = None
    tribunal_outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """A decision whose check was made again as on its day; `differences` and `changed` name what differs.

    `changed`: texts and packages that are not those of that day; they alone change no right.
    """

    application: str
    benefit: str
    result: Coded
    checked_on: date
    differences: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
