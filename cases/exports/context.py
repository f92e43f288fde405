"""Everything the audit file of one case shows, as values. No database, no Django, no wording may enter."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cases.exports import changes, contesting, following
from cases.exports.coded import Coded

FORMAT = "nps.case_export/1"


@dataclass(frozen=True, kw_only=True)
class Site:
    name: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody of the household. `birth_date` may be partial: "1987", "1987-05", or "" when unknown."""

    reference: str
    given_names: str
    birth_name: str
    role: Coded
    usage_name: str = ""
    birth_date: str = ""
    nationality: str = ""
    safe_contact: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Address:
    lines: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing known of the household; `value` is worded, `proof` names the piece that proves it."""

    label: str
    value: str
    source: Coded
    subject: str = ""
    proof: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A condition of a right; `holds` is None when a fact is missing. `value` and `threshold` are worded."""

    name: str
    sentence: str
    article: str
    holds: bool | None
    value: str = ""
    threshold: str = ""


@dataclass(frozen=True, kw_only=True)
class Right:
    """`amount`: euros for each `every` (month, year, once, in_kind); None where a decision sets it."""

    code: str
    name: str
    status: Coded
    by_law: str = ""
    amount: Decimal | None = None
    every: Coded | None = None
    duration_months: int | None = None
    conditions: tuple[Condition, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LawVersion:
    name: str
    version: str


@dataclass(frozen=True, kw_only=True)
class RightsCheck:
    """What the household could claim `on` a day, and the versions of the law that answered."""

    reference: str
    on: date
    made_at: datetime
    made_by: str
    law: tuple[LawVersion, ...] = ()
    rights: tuple[Right, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A legal delay: `on` is None when it does not run or has not started."""

    label: str
    effect: str
    on: date | None = None
    article: str = ""


@dataclass(frozen=True, kw_only=True)
class Move:
    """One change of state of an application."""

    at: datetime
    state: Coded
    actor: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Application:
    reference: str
    benefit: str
    state: Coded
    received_on: date | None = None
    complete_on: date | None = None
    proposer: str = ""
    proposed_at: datetime | None = None
    decider: str = ""
    decided_at: datetime | None = None
    decision: Coded | None = None
    amount: Decimal | None = None
    every: Coded | None = None
    reasons: str = ""
    article: str = ""
    clocks: tuple[Clock, ...] = ()
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Award:
    reference: str
    benefit: str
    state: Coded
    application: str
    since: date
    until: date | None = None
    amount: Decimal | None = None
    every: Coded | None = None


@dataclass(frozen=True, kw_only=True)
class DocumentRequest:
    piece: str
    whose: str
    state: Coded
    sent_on: date | None = None
    due_on: date | None = None
    answered_on: date | None = None
    reason: str = ""
    article: str = ""


@dataclass(frozen=True, kw_only=True)
class PiecesCounted:
    """An application on the day its pieces were first settled: those it alone would have asked for, nothing
    known, and the requests sent that count in it, each in one application only."""

    application: str
    benefit: str
    settled_on: date
    alone: int
    asked: int


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A supporting document; `sha256` (hex) and `size` (bytes) are of the content attached as `file_name`.

    `file_name` is "" when the content is not attached (erased, or outside the profile).
    """

    reference: str
    type: Coded
    whose: str
    state: Coded
    sha256: str
    size: int
    period: str = ""
    valid_until: date | None = None
    scan: str = ""
    file_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Share:
    agency: str
    purpose: str
    sections: tuple[str, ...]
    state: Coded
    legal_basis: str = ""
    agreement: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One journal entry. `leaf` is the exact text that was hashed; `index` is None until it is sealed.

    `leaf_hash` and `proof` (from the leaf up, RFC 6962 §2.1.1) are lower-case hex.
    """

    number: str
    at: datetime
    act: str
    actor: str
    role: str = ""
    reason: str = ""
    leaf: str = ""
    leaf_hash: str = ""
    index: int | None = None
    proof: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class JournalProof:
    """The signed head of the journal. `head` is the exact signed text, `signature` is Ed25519 in hex."""

    size: int
    root: str
    at: datetime
    head: str
    signature: str
    key_id: str


@dataclass(frozen=True, kw_only=True)
class CaseExport:
    """The whole audit file. Times are aware, sums Decimal euros, lists in the order they are shown."""

    reference: str
    state: Coded
    generated_at: datetime
    generated_by: str
    profile: Coded
    site: Site
    referent: str = ""
    opened_on: date | None = None
    mission: str = ""
    members: tuple[Member, ...] = ()
    addresses: tuple[Address, ...] = ()
    facts: tuple[Fact, ...] = ()
    rights_checks: tuple[RightsCheck, ...] = ()
    applications: tuple[Application, ...] = ()
    awards: tuple[Award, ...] = ()
    requests: tuple[DocumentRequest, ...] = ()
    pieces_counted: tuple[PiecesCounted, ...] = ()
    pieces: tuple[Piece, ...] = ()
    shares: tuple[Share, ...] = ()
    opinions: tuple[contesting.Opinion, ...] = ()
    appeals: tuple[contesting.Appeal, ...] = ()
    replays: tuple[contesting.Replayed, ...] = ()
    life_events: tuple[changes.LifeEvent, ...] = ()
    recoveries: tuple[changes.Recovery, ...] = ()
    plans: tuple[following.Plan, ...] = ()
    appointments: tuple[following.Appointment, ...] = ()
    contacts: tuple[following.Contact, ...] = ()
    notes: tuple[following.Note, ...] = ()
    timeline: tuple[Entry, ...] = ()
    journal: JournalProof | None = None
    format: str = field(default=FORMAT, init=False)

    def __post_init__(self) -> None:
        if self.generated_at.tzinfo is None:
            raise ValueError("generated_at: a time without its zone")
        attached = [piece.file_name for piece in self.pieces if piece.file_name]
        if len(set(attached)) != len(attached):
            raise ValueError("pieces: two pieces have the same file_name")

    def to_json(self) -> bytes:
        """Canonical JSON (sorted keys, no spaces, UTF-8): the same values always give the same bytes.

        Sums are strings ("84.00"), times ISO 8601 with their zone. Raises ValueError on NaN or infinity.
        """
        text = json.dumps(plain(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        # Only a lone surrogate cannot be encoded, and its replacement \udXXX is exactly JSON's own escape.
        return text.encode("utf-8", "backslashreplace")


def plain(value: Any) -> Any:
    """Values of this module as what `json` writes."""
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, str | bool | int | None):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()}: a time without its zone")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        if not math.isfinite(value):
            raise ValueError(f"{value}: not a sum")
        return format(value, "f")
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__}: not a value of a case export")
