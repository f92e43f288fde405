"""What an audit file shows of the following of a household, as values. No database, no wording may enter."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.exports.coded import Coded


@dataclass(frozen=True, kw_only=True)
class Note:
    """A note of the file, or the version of a professional one that its author included."""

    reference: str
    kind: Coded
    author: str
    created_at: datetime
    written_by: str
    written_at: datetime
    version: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One line of the log; `people` are those of the household who took part."""

    on: date
    direction: Coded
    manner: Coded
    outcome: Coded
    people: tuple[str, ...]
    said: str
    recorded_by: str


@dataclass(frozen=True, kw_only=True)
class Objective:
    """`outcome` is None while it is under way."""

    what: str
    doer: Coded
    who: str
    due_on: date
    outcome: Coded | None = None
    settled_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PlanReview:
    on: date
    reached: str
    next_on: date
    made_by: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An action plan; `ended_on` is None while it is under way."""

    reference: str
    aim: str
    agreed_on: date
    people: tuple[str, ...]
    next_review_on: date | None
    ended_on: date | None
    end_reason: str
    objectives: tuple[Objective, ...]
    reviews: tuple[PlanReview, ...]


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """`ground` says why a visit was at home (by-law I-B 1, I-B 4); `outcome` is None while planned."""

    reference: str
    kind: Coded
    starts_at: datetime
    ends_at: datetime
    host: str
    people: tuple[str, ...]
    subject: str
    ground: Coded | None = None
    ground_words: str = ""
    outcome: Coded | None = None
