"""Many different households, the same at every run, to compare ways of calculating with one another."""

import random
from datetime import date
from typing import Any

from eligibility.situation import Situation

KINDS = (
    *("wage", "wage", "wage", "unemployment_benefit", "retirement_pension", "self_employment"),
    *("sickness_benefit", "invalidity_pension", "maintenance_received", "work_accident_annuity"),
    *("aah", "ass", "veteran_pension", "family_benefit"),
)


def many(number: int, on: date, seed: int = 3) -> list[Situation]:
    """`number` households with every fact that national rights need."""
    draw = random.Random(seed)
    return [Situation.from_json(_household(draw, on), on) for _ in range(number)]


def _household(draw: random.Random, on: date) -> dict[str, Any]:
    couple = draw.choice(("none", "none", "married", "pacs", "cohabiting"))
    persons = [_adult(draw, on, "applicant", "a")]
    if couple != "none":
        persons.append(_adult(draw, on, "partner", "b"))
    parent = min(int(person["birth_date"][:4]) for person in persons)
    if parent > on.year - 55:
        persons += [_child(draw, on, n) for n in range(draw.choice((0, 0, 1, 2, 3)))]
    if draw.random() < 0.1:
        persons.append(_adult(draw, on, "other_adult", "o"))
    tenure = draw.choice(("tenant", "tenant", "tenant", "owner", "buyer", "housed", "hotel"))
    return {
        "couple": couple,
        "persons": persons,
        "housing": {
            "tenure": tenure,
            "rent": draw.randrange(300, 1400, 20) if tenure in ("tenant", "hotel") else None,
            "loan_repayment": 600 if tenure == "buyer" else None,
            "service_charges": draw.choice((0, 50)),
            "flat_share": draw.random() < 0.1,
        },
    }


def _adult(draw: random.Random, on: date, role: str, name: str) -> dict[str, Any]:
    age = draw.choice((22, 28, 35, 45, 58, 63, 67, 80))
    incomes = [_income(draw, on) for _ in range(draw.choice((0, 1, 1, 1, 2)))]
    rate = draw.choice((0, 0, 0, 0, 60, 80))
    return {
        "id": name,
        "role": role,
        "birth_date": f"{on.year - age}-0{draw.randint(1, 9)}-15",
        "nationality": draw.choice(("french", "french", "french", "eu", "other")),
        "residence_permit": "listed",
        "residence_permit_years": draw.choice((1, 6, 12)),
        "incomes": incomes,
        "disability": {"title": "aah" if rate else "none", "rate": rate},
        "ass_condition_met": draw.random() < 0.1,
        "unfit_for_work": draw.random() < 0.1,
        "student": age == 22 and draw.random() < 0.5,
    }


def _income(draw: random.Random, on: date) -> dict[str, Any]:
    kind = draw.choice(KINDS)
    months = {
        0: {},
        1: {"from": f"{on.year - 1}-06"},
        2: {"until": f"{on.year}-01"},
        3: {"from": f"{on.year}-02"},
    }
    return {
        "kind": kind,
        "monthly_net": draw.randrange(100, 2000, 50),
        **months[draw.choice((0, 0, 1, 2, 3))],
    }


def _child(draw: random.Random, on: date, n: int) -> dict[str, Any]:
    age = draw.choice((0, 2, 5, 8, 12, 15, 17, 19))
    return {
        "id": f"c{n}",
        "role": "child",
        "birth_date": f"{on.year - age}-01-10",
        "incomes": [],
        "dependent": age < 18 or draw.random() < 0.7,
        "shared_custody": draw.random() < 0.15,
        "in_care": draw.random() < 0.05,
        "schooling": "college" if 11 <= age <= 14 else "lycee" if 15 <= age <= 19 else "none",
        "disability": {"title": "aeeh", "rate": 80} if draw.random() < 0.1 else {"title": "none", "rate": 0},
    }
