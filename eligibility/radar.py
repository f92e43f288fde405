"""Rights found and not received: what a household could still claim. Values only, no database.

What was applied for is known one floor above; a discretionary aid is no right and is left out.
"""

from typing import Any, NamedTuple

from eligibility.engine import Result
from eligibility.received import AUTOMATIC, received
from eligibility.rules.verdict import ENTITLED, UNDETERMINED, Right
from eligibility.situation import Situation


class Unclaimed(NamedTuple):
    """A right due, or that one answer (`missing`) would decide. Euros per `every`, None when none is told."""

    code: str
    status: str
    amount: float | None
    every: str
    missing: tuple[str, ...]


def unclaimed(situation: Situation, result: Result) -> tuple[Unclaimed, ...]:
    """What the household may claim and does not receive, in the order of the result."""
    held = received(situation, result.on.isoformat()[:7])
    return tuple(
        Unclaimed(
            right.code,
            right.status,
            right.amount if right.status == ENTITLED else None,
            right.every,
            right.missing if right.status == UNDETERMINED else (),
        )
        for right in result.rights
        if _worth_telling(right, result) and right.code not in held
    )


def _worth_telling(right: Right, result: Result) -> bool:
    """Due, or one answer away; of by-law rights that exclude each other, the best only."""
    if right.discretionary or right.error or right.code in AUTOMATIC:
        return False
    if right.status == ENTITLED:
        return right.by_law is None or right.code in result.bundle.rights
    one_away = right.status == UNDETERMINED and len(right.missing) == 1
    return one_away and (right.by_law is None or right.code in result.possible.rights)


def tally(found: tuple[Unclaimed, ...]) -> dict[str, Any]:
    """What one household adds to the counts of a run; sums of rights that are due only."""
    benefits: dict[str, dict[str, float]] = {}
    for one in found:
        line = benefits.setdefault(one.code, {})
        line[one.status] = 1
        if one.amount:
            line[one.every] = one.amount
    due = any(one.status == ENTITLED for one in found)
    return {"households": 1, "with_a_right": int(due), "benefits": benefits}
