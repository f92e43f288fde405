"""What an audit file shows of changes of situation and sums given back, as values. No database enters."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cases.exports.coded import Coded


@dataclass(frozen=True, kw_only=True)
class LifeEvent:
    """A change told by the household (I-B 7); `left_out`: why lines of it were not applied."""

    kind: Coded
    state: Coded
    happened_on: date
    told_on: date
    told_to: str
    closed_by: str = ""
    closed_at: datetime | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Payment:
    """What came in, in euros."""

    received_on: date
    amount: Decimal
    recorded_by: str


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """A sum to be given back (I-D 2, succession, better fortune), in euros."""

    reference: str
    benefit: str
    kind: Coded
    state: Coded
    article: str
    why: str
    amount: Decimal
    paid: Decimal
    proposer: str
    computed: Decimal | None = None
    lowered_why: str = ""
    paid_from: date | None = None
    paid_until: date | None = None
    decider: str = ""
    decided_at: datetime | None = None
    due_on: date | None = None
    payments: tuple[Payment, ...] = ()
