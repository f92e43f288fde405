"""Everything a letter says, as values. No database, no Django, no wording of the page may enter."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class AskedPiece:
    """One piece asked for. `reference`: of the request, on its slip; `held_until`: the end of ours."""

    reference: str
    name: str
    whose: str
    proves: tuple[str, ...]
    aids: tuple[str, ...]
    due_on: date
    held_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Received:
    """Applications received, with the legal dates that apply to them.

    `lapses_on`: None once nothing is missing; `refused_on`: None where silence refuses nothing.
    """

    aids: tuple[str, ...]
    received_on: date
    lapses_on: date | None
    refused_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Service:
    """Who writes: the head of the letter. `controller`, `officer`: who answers for the data, whom to ask."""

    name: str
    address: str
    phone: str
    hours: str
    followed_by: str
    controller: str = ""
    officer: str = ""


@dataclass(frozen=True, kw_only=True)
class Means:
    """How to contest. `authority`: whom to ask again, empty when only the court is left (I-C 3, I-C 4).

    `since`: the day the delay runs from when it is not that of the letter (a decision made by silence).
    """

    authority: str
    address: str
    since: date | None = None


@dataclass(frozen=True, kw_only=True)
class Head:
    """What every letter bears. `address`: none when it may only be handed over; `large`: 16 pt."""

    reference: str
    case: str
    language: str
    at: datetime
    service: Service
    addressee: str
    address: tuple[str, ...]
    large: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether it may only be handed over: « contact prudent », or no address is known."""
        return not self.address


@dataclass(frozen=True, kw_only=True)
class PiecesLetter(Head):
    """A letter that asks for pieces, or says that applications are received (with nothing missing: none)."""

    pieces: tuple[AskedPiece, ...]
    held: tuple[str, ...] = ()
    received: tuple[Received, ...] = ()

    @property
    def aids(self) -> tuple[str, ...]:
        """The benefits it speaks of."""
        named = [aid for told in (*self.received, *self.pieces) for aid in told.aids]
        return tuple(dict.fromkeys(named))

    @property
    def due_on(self) -> date | None:
        """The one day all pieces are due, None when the days differ: each piece then bears its own."""
        days = {piece.due_on for piece in self.pieces}
        return days.pop() if len(days) == 1 else None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing any more."""
        return bool(self.received) and all(one.lapses_on is None for one in self.received)

    @property
    def dated(self) -> tuple[Received, ...]:
        """The applications that a legal date waits for."""
        return tuple(one for one in self.received if one.lapses_on or one.refused_on)

    @property
    def refuses(self) -> bool:
        """Whether silence would refuse one of them."""
        return any(one.refused_on for one in self.received)


@dataclass(frozen=True, kw_only=True)
class Notice(Head):
    """A letter about one application, one award or one sum to give back. `kind`: a letter kind.

    Sums, reasons and names are words already, in the letter's language. `on`: the day it is about;
    `before`: another legal day, the last to act; `slips`: pieces a scan of which finds its place.
    """

    kind: str
    aid: str
    about: str
    asked_on: date | None = None
    on: date | None = None
    before: date | None = None
    days_before: int | None = None
    amount: str = ""
    participation: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    months: int | None = None
    reason: str = ""
    article: str = ""
    looked_at: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    left: str = ""
    pieces: tuple[AskedPiece, ...] = ()
    means: Means | None = None
    signed_by: str = ""
    quality: str = ""

    @property
    def aids(self) -> tuple[str, ...]:
        """The benefit it speaks of."""
        return (self.aid,)


def read(data: bytes) -> PiecesLetter | Notice:
    """The letter that `cases.exports.context.plain` wrote as JSON."""
    told = json.loads(data)
    told["at"] = datetime.fromisoformat(told["at"])
    told["service"] = Service(**told["service"])
    told["pieces"] = tuple(AskedPiece(**_read(piece)) for piece in told["pieces"])
    if told.get("means"):
        told["means"] = Means(**_read(told["means"]))
    if "received" in told:
        told["received"] = tuple(Received(**_read(one)) for one in told["received"])
    shape: Callable[..., PiecesLetter | Notice] = Notice if "kind" in told else PiecesLetter
    return shape(**_read(told))


def _read(told: dict[str, Any]) -> dict[str, Any]:
    """Lists as tuples, days as days."""
    return {name: _value(name, value) for name, value in told.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str) and value and (name in DAYS or name.endswith(("_on", "_until"))):
        return date.fromisoformat(value)
    return value


DAYS = ("on", "before", "since")
