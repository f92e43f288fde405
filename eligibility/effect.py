"""What other figures would change for a household: rights gained, lost, higher, lower. No database.

By-law rights as they would be paid: those of the best compatible bundle. Sums of different periods are
never added.
"""

from typing import Any, NamedTuple

from eligibility.engine import Result
from eligibility.rules.verdict import ENTITLED, NOT_ENTITLED, UNDETERMINED

GAINED, LOST, HIGHER, LOWER, UNSURE = "gained", "lost", "higher", "lower", "unsure"


class Change(NamedTuple):
    """One right before and after; euros per `every`, 0 when it is not due, None when no sum can be told."""

    code: str
    every: str
    former_status: str
    status: str
    former_amount: float | None
    amount: float | None

    @property
    def difference(self) -> float:
        """Euros per `every` more (or less) than before; 0 when a sum cannot be told."""
        if UNDETERMINED in (self.former_status, self.status):
            return 0.0
        return round((self.amount or 0) - (self.former_amount or 0), 2)

    @property
    def kind(self) -> str:
        """GAINED, LOST, HIGHER, LOWER, or UNSURE when one side cannot be told."""
        if UNDETERMINED in (self.former_status, self.status):
            return UNSURE
        if self.former_status != self.status:
            return GAINED if self.status == ENTITLED else LOST
        return HIGHER if self.difference > 0 else LOWER


def changes(before: Result, after: Result) -> tuple[Change, ...]:
    """The by-law rights that are not paid the same, in the order of the result."""
    found = []
    for right in after.rights:
        if right.by_law is None:
            continue
        then, now = _paid(before, right.code), _paid(after, right.code)
        if then != now:
            found.append(Change(right.code, right.every, then[0], now[0], then[1], now[1]))
    return tuple(found)


def _paid(result: Result, code: str) -> tuple[str, float | None]:
    """Status and sum as it would be paid: a right that gives way to a better one is not."""
    right = result.right(code)
    if right.status == UNDETERMINED:
        return UNDETERMINED, None
    if code in result.bundle.rights:
        return ENTITLED, right.amount
    return NOT_ENTITLED, 0.0


def tally(found: tuple[Change, ...]) -> dict[str, Any]:
    """What one household adds to the counts of a run."""
    sums: dict[str, float] = {}
    benefits: dict[str, dict[str, float]] = {}
    for one in found:
        line = benefits.setdefault(one.code, {})
        line[one.kind] = 1
        if one.difference:
            line[one.every] = one.difference
            sums[one.every] = round(sums.get(one.every, 0) + one.difference, 2)
    return {"households": 1, **{side(found): 1}, "sums": sums, "benefits": benefits}


def side(found: tuple[Change, ...]) -> str:
    """Whether the household wins, loses, both (not by the same period), neither, or cannot be told."""
    sums: dict[str, float] = {}
    for one in found:
        sums[one.every] = round(sums.get(one.every, 0) + one.difference, 2)
    up = any(total > 0 for total in sums.values())
    down = any(total < 0 for total in sums.values())
    for one in found:
        if not one.amount and not one.former_amount:  # in kind, or left to a decision
            up, down = up or one.kind == GAINED, down or one.kind == LOST
    if up and down:
        return "both"
    if not up and not down:
        return "unsure" if any(one.kind == UNSURE for one in found) else "same"
    return "winners" if up else "losers"
