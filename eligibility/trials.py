"""What new figures are tried on before anybody approves them. Values only: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from eligibility import engine
from eligibility.effect import Change, changes
from eligibility.parameters import Figures
from eligibility.situation import Situation

JUMP = 0.20  # of the former value: beyond, somebody must look twice
NEGATIVE, ZERO, OUT_OF_ORDER = "negative", "zero", "out_of_order"

# Of two figures whose names differ by this part only, the first is never above the second.
ORDERED = (
    *(("single", "couple"), ("couple", "couple_with_child"), ("without_child", "couple_with_child")),
    *(("one", "two"), ("two", "three"), ("one_or_two", "three")),
    *(("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")),
)
ORDERED_CEILINGS = (("lower", "upper"),)  # the lower band may well pay more


class Fault(NamedTuple):
    """A value that cannot be: `kind`, the figure, and the one that it should not be above."""

    kind: str
    name: str
    other: str = ""


class Jump(NamedTuple):
    """A figure that moves by more than JUMP; `share` of its former value, 0.25 for a quarter more."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Household:
    """A readable household on which figures are tried; `name` in French and in English."""

    code: str
    name: Mapping[str, str]
    situation: Situation


@dataclass(frozen=True, slots=True)
class Trial:
    """What changes for one household; `failed`: benefits that could not be computed."""

    household: Household
    changes: tuple[Change, ...]
    failed: tuple[str, ...]


def faults(figures: Figures, changed: Mapping[str, float], on: date) -> list[Fault]:
    """What forbids these figures: a negative one, one that falls to nothing, two in the wrong order."""
    values, found = figures.on(on), []
    for name in changed:
        before = [version.value for version in figures.history(name) if version.since < on]
        if values[name] < 0:
            found.append(Fault(NEGATIVE, name))
        elif values[name] == 0 and before and before[-1] != 0:
            found.append(Fault(ZERO, name))
    pairs = {pair for name in changed for pair in ordered_pairs(name) if set(pair) <= values.keys()}
    found += [Fault(OUT_OF_ORDER, low, high) for low, high in sorted(pairs) if values[low] > values[high]]
    return found


def ordered_pairs(name: str) -> list[tuple[str, str]]:
    """The pairs of names this figure must be in order with, whether the other exists or not."""
    parts = name.split(".")
    table = (*ORDERED, *(ORDERED_CEILINGS if parts[-1] == "ceiling" else ()))
    found = []
    for n, part in enumerate(parts):
        for low, high in table:
            if part in (low, high):
                found.append(tuple(".".join([*parts[:n], side, *parts[n + 1 :]]) for side in (low, high)))
    return found


def jumps(before: Figures, changed: Mapping[str, float], on: date) -> list[Jump]:
    """The figures that move by more than JUMP from what they would be that day."""
    former = before.on(on)
    shares = {name: value / former[name] - 1 for name, value in changed.items() if former[name]}
    return [Jump(name, share) for name, share in shares.items() if abs(share) > JUMP]


@cache
def households() -> tuple[Household, ...]:
    """The readable households of trial_households.yaml."""
    read = yaml.safe_load((files("eligibility") / "trial_households.yaml").read_text(encoding="utf-8"))
    return tuple(
        Household(code, one["name"], Situation.from_json(one["situation"])) for code, one in read.items()
    )


def trials(before: Figures, after: Figures, on: date) -> list[Trial]:
    """The by-law's answer for each household on that day, with the former figures and with the new ones."""
    found = []
    for household in households():
        then, now = (
            engine.check(household.situation, on=on, national=False, figures=figures)
            for figures in (before, after)
        )
        failed = tuple(right.code for right in now.rights if right.error)
        found.append(Trial(household, changes(then, now), failed))
    return found
