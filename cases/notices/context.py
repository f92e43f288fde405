"""Everything a letter says, as values. No database, no Django, no wording of the page may enter."""

import json
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
    """Applications received and not complete, with the legal dates that apply to them."""

    aids: tuple[str, ...]
    received_on: date
    lapses_on: date
    refused_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Service:
    """Who writes: the head of the letter."""

    name: str
    address: str
    phone: str
    hours: str
    followed_by: str


@dataclass(frozen=True, kw_only=True)
class PiecesLetter:
    """A letter that asks for pieces. `address`: none when it may only be handed over."""

    reference: str
    case: str
    language: str
    at: datetime
    service: Service
    addressee: str
    address: tuple[str, ...]
    pieces: tuple[AskedPiece, ...]
    held: tuple[str, ...] = ()
    received: tuple[Received, ...] = ()

    @property
    def due_on(self) -> date | None:
        """The one day all pieces are due, None when the days differ: each piece then bears its own."""
        days = {piece.due_on for piece in self.pieces}
        return days.pop() if len(days) == 1 else None

    @property
    def by_hand(self) -> bool:
        """Whether it may only be handed over: « contact prudent », or no address is known."""
        return not self.address


def read(data: bytes) -> PiecesLetter:
    """The letter that `cases.exports.context.plain` wrote as JSON."""
    told = json.loads(data)
    told["at"] = datetime.fromisoformat(told["at"])
    told["service"] = Service(**told["service"])
    told["pieces"] = tuple(AskedPiece(**_read(piece)) for piece in told["pieces"])
    told["received"] = tuple(Received(**_read(one)) for one in told["received"])
    return PiecesLetter(**{name: tuple(v) if isinstance(v, list) else v for name, v in told.items()})


def _read(told: dict[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(v) for name, v in told.items() if v and name.endswith(("_on", "_until"))}
    return {name: tuple(v) if isinstance(v, list) else v for name, v in told.items()} | days
