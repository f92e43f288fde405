"""What a change does to an award, from its right before and after: interrupted, since when, why (I-B 7).

Values only: no database, no present day.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cases import periods
from eligibility.rules.verdict import ENTITLED, NOT_ENTITLED, Right


class Outcome(StrEnum):
    """What becomes of an award."""

    SAME = "same"  # the same right and sum: its conditions do not depend on what changed
    OTHER_SUM = "other_sum"
    LOST = "lost"
    NOT_KNOWN = "not_known"  # nobody can tell yet: a new application will


@dataclass(frozen=True)
class Consequence:
    """`stops_on`: the first day no longer paid. Of the sums begun from `since` to `until`, each should have

    been `owed`: `overpaid` in all. Euros.
    """

    award: Any
    before: Right
    after: Right
    outcome: Outcome
    stops_on: date | None
    since: date
    until: date
    owed: Decimal
    overpaid: Decimal

    @property
    def asks_again(self) -> bool:
        """Whether a new application may open the right again."""
        return self.stops_on is not None and self.outcome != Outcome.LOST


def outcome_of(before: Right, after: Right) -> Outcome:
    """The same right before and after, or what of it changed.

    Where it was not sure before, the conditions are compared: what moved none of them changes nothing.
    """
    if _granted(before) == _granted(after) and (after.status == ENTITLED or _holds(before) == _holds(after)):
        return Outcome.SAME
    if after.status == ENTITLED:
        return Outcome.OTHER_SUM
    if after.status == NOT_ENTITLED:
        return Outcome.SAME if before.status == NOT_ENTITLED else Outcome.LOST
    return Outcome.NOT_KNOWN


def _granted(right: Right) -> tuple:
    return right.status, right.amount, right.every, right.ceiling, repr(right.tariff)


def _holds(right: Right) -> tuple:
    return tuple((condition.name, condition.holds) for condition in right.conditions)


def consequence(
    award: Any, before: Right, after: Right, *, happened_on: date, told_on: date, on: date, open_: bool
) -> Consequence:
    """What becomes of an award, open or ended since, when its household changed on a day and told it later.

    Lost: from the day of the change, for the conditions stopped being met then. Another sum, or nobody knows:
    from the day it was told, and only the difference known was too much (I-B 7, I-D 2).
    """
    outcome, since = outcome_of(before, after), max(happened_on, award.starts_on)
    owed, overpaid, stops_on = Decimal(0), Decimal(0), None
    until = min(on, periods.last_day(award) or on)
    if outcome == Outcome.LOST:
        stops_on, overpaid = since, periods.overpaid(award, since, until)
    elif outcome in (Outcome.OTHER_SUM, Outcome.NOT_KNOWN):
        stops_on = max(told_on, award.starts_on)
    if outcome == Outcome.OTHER_SUM and after.amount is not None and after.every == award.every:
        owed = Decimal(str(after.amount)).quantize(Decimal("0.01"))
        overpaid = periods.overpaid(award, since, until, owed)
    past = stops_on is not None and award.ends_on is not None and stops_on > award.ends_on
    if not open_ or past:
        stops_on = None
    return Consequence(award, before, after, outcome, stops_on, since, until, owed, overpaid)
