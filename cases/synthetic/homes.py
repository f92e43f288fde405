"""Believable households as values, the same for a same seed. No row and no file enters.

Five ways of living, with what is usually known of them and a little that is not. People are specimens.
"""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

UNSAID = 0.04  # how often a fact was not asked
OPTIONAL_OF_PERSON = ("nationality", "disability", "legal_benefits_claimed", "schooling")
OPTIONAL = ("tax", "energy", "health_cover")


def households(number: int, on: date, seed: int = 20) -> Iterator[dict[str, Any]]:
    """`number` households in the shape `Situation.from_json` reads."""
    draw = random.Random(seed)  # noqa: S311 - invented people
    kinds = (_retired, _lone_parent, _family, _alone, _disabled)
    for _ in range(number):
        kind = draw.choices(kinds, weights=(25, 30, 25, 12, 8))[0]
        yield _forgetful(draw, kind(draw, on))


def _retired(draw: random.Random, on: date) -> dict[str, Any]:
    couple = draw.random() < 0.3
    roles = ("applicant", "partner") if couple else ("applicant",)
    pension = [{"kind": "retirement_pension", "monthly_net": draw.randrange(400, 1900, 10)}]
    persons = [_adult(draw, on, role, draw.randint(64, 92), pension) for role in roles]
    return _home(draw, persons, draw.choice(("married", "pacs")) if couple else "none")


def _lone_parent(draw: random.Random, on: date) -> dict[str, Any]:
    parent = _adult(draw, on, "applicant", draw.randint(22, 52), _working(draw))
    if draw.random() < 0.5:
        received = {"kind": "maintenance_received", "monthly_net": draw.randrange(60, 300, 10)}
        parent["incomes"] = [*parent["incomes"], received]
    return _home(draw, [parent, *_children(draw, on, draw.choice((1, 1, 2, 2, 3)))], "none")


def _family(draw: random.Random, on: date) -> dict[str, Any]:
    age = draw.randint(25, 50)
    adults = [_adult(draw, on, role, age, _working(draw)) for role in ("applicant", "partner")]
    couple = draw.choice(("married", "pacs", "cohabiting"))
    return _home(draw, [*adults, *_children(draw, on, draw.choice((0, 1, 2, 2, 3, 4)))], couple)


def _alone(draw: random.Random, on: date) -> dict[str, Any]:
    incomes = draw.choice(([], [{"kind": "rsa", "monthly_net": 534}], _working(draw)))
    return _home(draw, [_adult(draw, on, "applicant", draw.randint(20, 63), incomes)], "none")


def _disabled(draw: random.Random, on: date) -> dict[str, Any]:
    person = _adult(draw, on, "applicant", draw.randint(25, 61), [{"kind": "aah", "monthly_net": 971}])
    person["disability"] = {"title": "aah", "rate": 80}
    return _home(draw, [person], "none")


def _working(draw: random.Random) -> list[dict[str, Any]]:
    kind = draw.choices(("wage", "unemployment_benefit", "self_employment", ""), weights=(6, 2, 1, 1))[0]
    return [{"kind": kind, "monthly_net": draw.randrange(300, 2600, 10)}] if kind else []


def _adult(draw: random.Random, on: date, role: str, age: int, incomes: list) -> dict[str, Any]:
    nationality = draw.choices(("french", "eu", "other"), weights=(7, 1, 2))[0]
    permit = {"residence_permit": "listed", "residence_permit_years": draw.randint(1, 15)}
    return {
        "role": role,
        "birth_date": date(on.year - age, draw.randint(1, 12), draw.randint(1, 28)).isoformat(),
        "nationality": nationality,
        **(permit if nationality == "other" else {}),
        "months_in_paris_last_5_years": draw.choice((60, 60, 60, 48, 36, 30, 12)),
        "incomes": [dict(income) for income in incomes],
        "disability": {"title": "none"},
        "legal_benefits_claimed": draw.random() < 0.8,
    }


def _children(draw: random.Random, on: date, number: int) -> list[dict[str, Any]]:
    ages = [draw.randint(0, 17) for _ in range(number)]
    return [
        {
            "role": "child",
            "birth_date": date(on.year - age, 1, draw.randint(1, 28)).isoformat(),
            "nationality": "french",
            "incomes": [],
            "dependent": True,
            "shared_custody": draw.random() < 0.1,
            "in_care": False,
            "schooling": "college" if 11 <= age <= 14 else "lycee" if age >= 15 else "none",
            "disability": {"title": "aeeh"} if draw.random() < 0.04 else {"title": "none"},
        }
        for age in ages
    ]


def _home(draw: random.Random, persons: list[dict[str, Any]], couple: str) -> dict[str, Any]:
    tenure = draw.choices(("tenant", "owner", "housed", "hotel"), weights=(82, 6, 8, 4))[0]
    paying = tenure in ("tenant", "hotel")
    aided = paying and draw.random() < 0.5
    rent = {"rent": draw.randrange(280, 1200, 10), "service_charges": draw.randrange(0, 120, 10)}
    for number, person in enumerate(persons):
        person["id"] = str(number)
    return {
        "couple": couple,
        "persons": persons,
        "housing": {
            "tenure": tenure,
            **(rent if paying else {}),
            "lease_in_name": tenure == "tenant",
            "flat_share": draw.random() < 0.05,
            "arrears": draw.random() < 0.1,
            "decent": True,
            "housing_benefit": {"claimed": aided, "monthly": draw.randrange(40, 320, 5) if aided else 0},
        },
        "tax": {"income_tax": draw.choice((0, 0, 0, 120, 800)), "recent_change": False},
        "health_cover": draw.choice(("paid", "css", "css_paid", "none")),
        "energy": {"contract": tenure == "tenant", "other_preventive_aid": draw.random() < 0.1},
    }


def _forgetful(draw: random.Random, home: dict[str, Any]) -> dict[str, Any]:
    """Leave out what was not asked."""
    for keys, held in ((OPTIONAL, home), *((OPTIONAL_OF_PERSON, person) for person in home["persons"])):
        for key in keys:
            if draw.random() < UNSAID:
                held.pop(key, None)
    return home


def facts_of(said: dict[str, Any], on: date) -> Iterator[tuple[str, Any]]:
    """A person's facts under the names they are recorded by."""
    for name, value in flat(said):
        if name == "incomes":
            kinds = {income["kind"]: {**income} for income in value}  # one fact for each kind
            for kind, income in kinds.items():
                del income["kind"]
                yield f"incomes.{kind}", income
            if not value:
                yield "no_income", True
        elif name == "months_in_paris_last_5_years":
            months = on.year * 12 + on.month - 1 - value
            yield "in_paris_since", f"{months // 12}-{months % 12 + 1:02d}"
        elif name not in ("id", "role", "birth_date", "nationality"):
            yield name, value


def flat(tree: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """A tree as dotted names and values."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value
