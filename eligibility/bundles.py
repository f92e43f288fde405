"""Rights that may be held together: the best compatible bundle under the by-law's non-cumul, sums kept apart.

Values only: no household must enter.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from eligibility.rules import BENEFITS, EXCLUSIVE
from eligibility.rules.verdict import ENTITLED, UNDETERMINED, Right

PLACES = {benefit.code: place for place, benefit in enumerate(BENEFITS)}
MONTHS = 12
CONTESTED = frozenset(code for group in EXCLUSIVE for code in group)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Rights that go together: euros a month, a year and once, and benefits in kind, never added.

    `alternatives`: the other ways to choose, the best first.
    """

    rights: tuple[str, ...]
    monthly: float
    yearly: float
    once: float = 0
    in_kind: tuple[str, ...] = ()
    alternatives: tuple["Bundle", ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The shape of CONTRACTS, with `once`, `in_kind` and `alternatives` added."""
        return {
            "rights": list(self.rights),
            "monthly": self.monthly,
            "yearly": self.yearly,
            "once": self.once,
            "in_kind": list(self.in_kind),
            "alternatives": [other.to_json() for other in self.alternatives],
        }


def best_bundle(rights: Iterable[Right]) -> Bundle:
    """The by-law rights that may be held together, for the highest sums, and the other ways to choose.

    What an authority may grant or not is no right: it stays out. Amounts of different periods only order
    the bundles, over twelve months. Among equals: the by-law's preference (IV-2.2 d/2: Paris Logement
    Familles only when it is better), then its order.
    """
    held = {right.code: right for right in rights if right.by_law is not None and not right.discretionary}
    contested = [code for code in held if code in CONTESTED]
    free = [code for code in held if code not in CONTESTED]
    choices = sorted(_maximal(contested), key=lambda codes: _rank(held, codes)) if contested else [()]
    best, *others = (_bundle(held, (*free, *codes)) for codes in choices)
    return replace(best, alternatives=tuple(others)) if others else best


def possible_bundle(rights: tuple[Right, ...], bundle: Bundle) -> Bundle:
    """What the undetermined rights would add to the bundle."""
    open_ = [right for right in rights if right.status == UNDETERMINED and right.by_law]
    if not open_:
        return Bundle((), 0.0, 0.0, 0.0)
    held = [right for right in rights if right.status == ENTITLED and right.by_law]
    more = best_bundle((*held, *open_))
    return Bundle(
        tuple(code for code in more.rights if code not in bundle.rights),
        round(more.monthly - bundle.monthly, 2),
        round(more.yearly - bundle.yearly, 2),
        round(more.once - bundle.once, 2),
        tuple(code for code in more.in_kind if code not in bundle.in_kind),
    )


def compatible(codes: Collection[str]) -> bool:
    """Whether no two of these exclude each other."""
    return all(sum(code in group for code in codes) <= 1 for group in EXCLUSIVE)


def _maximal(codes: list[str]) -> list[tuple[str, ...]]:
    """The sets of compatible codes to which no other can be added. Few codes are ever contested."""
    sets = [
        chosen for size in range(len(codes) + 1) for chosen in combinations(codes, size) if compatible(chosen)
    ]
    return [one for one in sets if not any(set(one) < set(other) for other in sets)]


def _rank(held: dict[str, Right], codes: tuple[str, ...]) -> tuple:
    rights = [held[code] for code in codes]
    worth = _sum(rights, "month") * MONTHS + _sum(rights, "year") + _sum(rights, "once")
    preference = [group.index(code) for group in EXCLUSIVE for code in group if code in codes]
    return -round(worth, 2), -len(codes), preference, [PLACES.get(code, 0) for code in codes]


def _sum(rights: Iterable[Right], every: str) -> float:
    return round(sum(right.amount or 0 for right in rights if right.every == every), 2)


def _bundle(held: dict[str, Right], codes: tuple[str, ...]) -> Bundle:
    order = sorted(codes, key=lambda code: PLACES.get(code, len(PLACES)))
    rights = [held[code] for code in order]
    in_kind = tuple(right.code for right in rights if right.every == "in_kind")
    return Bundle(tuple(order), *(_sum(rights, every) for every in ("month", "year", "once")), in_kind)
