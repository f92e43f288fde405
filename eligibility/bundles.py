"""Rights that may be held together: the best compatible bundle under the by-law's non-cumul, sums kept apart.

Values only: no household must enter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from eligibility.rules import BENEFITS, EXCLUSIVE
from eligibility.rules.verdict import ENTITLED, UNDETERMINED, Right


@dataclass(frozen=True, slots=True)
class Bundle:
    """Rights that go together; sums of months and of years, never added to each other."""

    rights: tuple[str, ...]
    monthly: float
    yearly: float

    def to_json(self) -> dict[str, Any]:
        """The shape of CONTRACTS."""
        return {"rights": list(self.rights), "monthly": self.monthly, "yearly": self.yearly}


def best_bundle(rights: Iterable[Right]) -> Bundle:
    """The by-law rights that may be held together, the highest of each exclusive group, sums apart."""
    kept = {right.code: right for right in rights if right.by_law is not None}
    for group in EXCLUSIVE:
        rivals = [kept.pop(code) for code in group if code in kept]
        if rivals:
            best = max(rivals, key=lambda right: right.amount or 0)  # the first of equals
            kept[best.code] = best
    order = [benefit.code for benefit in BENEFITS if benefit.code in kept]
    sums = {
        every: round(sum(right.amount or 0 for right in kept.values() if right.every == every), 2)
        for every in ("month", "year")
    }
    return Bundle(tuple(order), sums["month"], sums["year"])


def possible_bundle(rights: tuple[Right, ...], bundle: Bundle) -> Bundle:
    """What the undetermined rights would add to the bundle."""
    open_ = [right for right in rights if right.status == UNDETERMINED and right.by_law]
    held = [right for right in rights if right.status == ENTITLED and right.by_law]
    more = best_bundle((*held, *open_))
    added = tuple(code for code in more.rights if code not in bundle.rights)
    return Bundle(added, round(more.monthly - bundle.monthly, 2), round(more.yearly - bundle.yearly, 2))
