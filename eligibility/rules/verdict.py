"""Three-valued reasoning: what is known of a quantity, whether a condition holds, what right follows.

Values only: no by-law article, no household must enter.
"""

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

ENTITLED, NOT_ENTITLED, UNDETERMINED = "entitled", "not_entitled", "undetermined"
NO_FIGURE = "no_figure"
INFINITY = math.inf


class Quantity(NamedTuple):
    """A number known to lie between `low` and `high`; `missing`: the facts that would fix it."""

    low: float
    high: float
    missing: tuple[str, ...] = ()

    @property
    def value(self) -> float | None:
        """The number when it is known, else None."""
        low = self.low
        return low if low == self.high and -INFINITY < low < INFINITY else None


def exactly(value: float) -> Quantity:
    """A known quantity; a figure that is not at hand (not a number) may be anything."""
    return Quantity(value, value) if value == value else Quantity(0, math.inf)


def unknown(*missing: str) -> Quantity:
    """A quantity of which nothing is known but that it is not negative."""
    return Quantity(0, math.inf, missing)


def total(parts: Iterable[Quantity]) -> Quantity:
    """The sum of quantities, free of the noise of binary fractions."""
    parts = tuple(parts)
    if len(parts) == 1:
        return parts[0]
    lows, highs = [part.low for part in parts], [part.high for part in parts]
    low = round(math.fsum(lows), 6)
    if lows == highs:
        return Quantity(low, low)
    return Quantity(low, round(math.fsum(highs), 6), merged([part.missing for part in parts]))


def hull(values: Iterable[float], missing: tuple[str, ...] = ()) -> Quantity:
    """The quantity that may be any of `values`; anything when one of them is not at hand."""
    values = tuple(values)
    if True in [value != value for value in values]:
        return Quantity(0, math.inf, missing)
    low, high = min(values), max(values)
    return Quantity(low, high, missing if low != high else ())


def merged(paths: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The paths in order, each once."""
    found: dict[str, None] = {}
    for group in paths:
        if group:
            found |= dict.fromkeys(group)
    return tuple(found)


class Condition(NamedTuple):
    """One named condition of an article: it holds, does not, or cannot be told (None).

    `basis`: how the value was come by when the article allows several ways ("declared", "estimated",
    "personal", "exception"); "no_figure": nobody can tell, the figure of that day is not at hand.
    """

    name: str
    article: str
    holds: bool | None
    value: float | str | None = None
    threshold: float | None = None
    unit: str = ""
    missing: tuple[str, ...] = ()
    basis: str = ""

    def to_json(self) -> dict[str, Any]:
        """The shape of CONTRACTS; `missing` and `basis` only where they say something."""
        shape: dict[str, Any] = {
            "name": self.name,
            "article": self.article,
            "holds": self.holds,
            "value": round(self.value, 4) if isinstance(self.value, float) else self.value,
            "threshold": self.threshold,
            "unit": self.unit,
        }
        if self.missing:
            shape["missing"] = list(self.missing)
        if self.basis:
            shape["basis"] = self.basis
        return shape


def fact(
    name: str,
    article: str,
    holds: bool | None,
    *paths: str,
    value: float | str | None = None,
    threshold: float | None = None,
    unit: str = "",
    basis: str = "",
) -> Condition:
    """A yes-or-no condition; `paths`: the facts that decide it when it cannot be told."""
    return Condition(name, article, holds, value, threshold, unit, paths if holds is None else (), basis)


def at_most(
    name: str, article: str, value: Quantity, threshold: Quantity, unit: str, basis: str = ""
) -> Condition:
    """Holds when `value` ≤ `threshold` for all they may be; fails when > for all."""
    holds = True if value.high <= threshold.low else False if value.low > threshold.high else None
    missing = () if holds is not None else value.missing + threshold.missing
    basis = NO_FIGURE if holds is None and not missing else basis
    return Condition(name, article, holds, value.value, threshold.value, unit, missing, basis)


def at_least(
    name: str, article: str, value: Quantity, threshold: Quantity, unit: str, basis: str = ""
) -> Condition:
    """Holds when `value` ≥ `threshold` for all they may be; fails when < for all."""
    holds = True if value.low >= threshold.high else False if value.high < threshold.low else None
    missing = () if holds is not None else value.missing + threshold.missing
    basis = NO_FIGURE if holds is None and not missing else basis
    return Condition(name, article, holds, value.value, threshold.value, unit, missing, basis)


def above(name: str, article: str, value: Quantity, threshold: float, unit: str) -> Condition:
    """Holds when `value` > `threshold` for all it may be; fails when ≤ for all."""
    limit = exactly(threshold)
    holds = True if value.low > limit.high else False if value.high <= limit.low else None
    missing = value.missing if holds is None else ()
    basis = NO_FIGURE if holds is None and not missing else ""
    return Condition(name, article, holds, value.value, limit.value, unit, missing, basis)


def every_of(holds: Iterable[bool | None]) -> bool | None:
    """False when one is false, else unknown when one is, else true."""
    holds = tuple(holds)
    return False if False in holds else None if None in holds else True


def any_of(holds: Iterable[bool | None]) -> bool | None:
    """True as soon as one is true, unknown while one is, else false."""
    answer: bool | None = False
    for one in holds:
        if one:
            return True
        if one is None:
            answer = None
    return answer


class Right(NamedTuple):
    """What follows for one benefit. `amount` in euros per `every`; `by_law`: the title applied.

    `claimant`: id of the person who may claim it; `estimated`: built on an estimated fact;
    `error`: why it could not be computed. `authority`: who decides (a key of `wording.AUTHORITIES`).
    `ceiling`: the most a discretionary aid may come to, euros. `tariff`: what the household pays for a
    benefit in kind: {"band": "B", "prices": {"lunch": 5.38}}, the band null while it cannot be told.
    """

    code: str
    by_law: str | None
    status: str
    every: str
    amount: float | None = None
    duration_months: int | None = None
    conditions: tuple[Condition, ...] = ()
    missing: tuple[str, ...] = ()
    proofs: tuple[str, ...] = ()
    discretionary: bool = False
    estimated: bool = False
    claimant: str | None = None
    error: str | None = None
    authority: str = ""
    ceiling: float | None = None
    tariff: dict[str, Any] | None = None
    name: Mapping[str, str] = MappingProxyType({})

    @property
    def entitled(self) -> bool:
        """Whether every condition holds."""
        return self.status == ENTITLED

    def to_json(self) -> dict[str, Any]:
        """The shape of CONTRACTS, with what this class adds to it."""
        return {
            "code": self.code,
            "by_law": self.by_law,
            "name": dict(self.name),
            "status": self.status,
            "discretionary": self.discretionary,
            "amount": self.amount,
            "every": self.every,
            "duration_months": self.duration_months,
            "conditions": [condition.to_json() for condition in self.conditions],
            "missing": list(self.missing),
            "proofs": list(self.proofs),
            "estimated": self.estimated,
            "claimant": self.claimant,
            "error": self.error,
            "authority": self.authority,
            "ceiling": self.ceiling,
            "tariff": self.tariff,
        }
