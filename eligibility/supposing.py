"""Households that are only supposed: a fact answered, a fact forgotten, the answers worth trying.

Values only: no rule, no database must enter.
"""

import re
from dataclasses import fields, replace
from datetime import date
from functools import cache
from typing import Any

from eligibility import vocabulary as words
from eligibility.situation import (
    Arrival,
    Care,
    Disability,
    Energy,
    Hardship,
    Housing,
    HousingBenefit,
    Income,
    Person,
    Situation,
    Tax,
    Works,
)

# What stands under a name, for paths such as "persons[0].disability.title".
PARTS: dict[str, type] = {
    "persons": Person,
    "incomes": Income,
    "disability": Disability,
    "housing": Housing,
    "housing_benefit": HousingBenefit,
    "tax": Tax,
    "energy": Energy,
    "arrival": Arrival,
    "care": Care,
    "works": Works,
    "hardship": Hardship,
}
# Answers worth trying: every word of a closed list, and for a number one on each side of any threshold.
EUROS = (0.0, 300.0, 1000.0, 3000.0, 100_000.0)
COUNTS = (0, 1, 6, 12, 36, 60)
YEARS_AGO = (0, 2, 12, 18, 30, 62, 70)
CHOICES: dict[str, tuple[str, ...]] = {
    "couple": words.COUPLES,
    "nationality": words.NATIONALITIES,
    "residence_permit": words.PERMITS,
    "schooling": words.SCHOOLINGS,
    "loss_of_autonomy": words.AUTONOMY,
    "legal_meal_aid": words.MEAL_AIDS,
    "relation": words.RELATIONS,
    "disability.title": words.DISABILITY_TITLES,
    "housing.tenure": words.TENURES,
    "health_cover": words.HEALTH_COVERS,
    "incomes.kind": words.INCOME_KINDS,
    "arrival.kind": words.ARRIVALS,
    "care.patient": words.PATIENTS,
    "works.part": words.PARTS,
    "works.purpose": words.PURPOSES,
}


@cache
def _steps(path: str) -> tuple[str | int, ...]:
    """ "persons[0].incomes" → ("persons", 0, "incomes")."""
    return tuple(int(part) if part.isdigit() else part for part in re.findall(r"\w+", path))


@cache
def fact_at(path: str) -> str:
    """The path of the fact itself: `….disability` asks for the title."""
    return f"{path}.title" if path.endswith(".disability") else path


@cache
def _kind(path: str) -> tuple[str, type | None]:
    """The name of the fact with the part it belongs to, and the type of its values."""
    names = [step for step in _steps(fact_at(path)) if isinstance(step, str)]
    owner = PARTS.get(names[-2]) if len(names) > 1 else Situation
    held = {field.name: field.type for field in fields(owner)}.get(names[-1]) if owner else None
    told = next((kind for kind in (bool, int, float, str, date) if held == kind | None), None)
    return ".".join(names[-2:]) if ".".join(names[-2:]) in CHOICES else names[-1], told


@cache
def answers(path: str, on: date) -> tuple[Any, ...]:
    """The answers worth trying for the fact at `path`; none when it is not one question ("persons")."""
    name, kind = _kind(path)
    if name == "incomes":
        return ((), *((Income("wage", monthly_net=sum_),) for sum_ in EUROS[1:]))
    if kind is date:
        return tuple(date(on.year - years, 1, 1) for years in YEARS_AGO)
    return {bool: (True, False), float: EUROS, int: COUNTS, str: CHOICES.get(name, ())}.get(kind, ())


def put(situation: Situation, path: str, value: Any) -> Situation:
    """The household with the fact at `path` set; None forgets it."""
    return _put(situation, _steps(fact_at(path)), value)


def _put(part: Any, steps: tuple[str | int, ...], value: Any) -> Any:
    head, rest = steps[0], steps[1:]
    if isinstance(head, int):
        return (*part[:head], _put(part[head], rest, value) if rest else value, *part[head + 1 :])
    if not rest:
        return replace(part, **{head: value})
    child = getattr(part, head)
    if child is None:  # nobody is listed: facts are about the one who asks
        child = (Person(role="applicant"),) if head == "persons" else PARTS[head]()
    return replace(part, **{head: _put(child, rest, value)})
