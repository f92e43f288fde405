"""Allocation de soutien aux parents d’enfants handicapés: a monthly sum for each of them (IV-1.3).

Only this benefit must enter.
"""

from eligibility.rules.case import Case, depends, disabled_child, untold
from eligibility.rules.general import general
from eligibility.rules.title import Benefit, Title
from eligibility.rules.verdict import (
    Condition,
    Quantity,
    at_most,
    every_of,
    exactly,
    fact,
    hull,
    total,
    unknown,
)
from eligibility.situation import Person

CODE = "aspeh"
DAYS = 365


def families(case: Case) -> tuple[Condition, ...]:
    """a/1: a disabled dependent child; d/1: or one in care who comes home."""
    family = case.children_with_prorata
    holds = family.test(lambda world: world.disabled >= 1)
    return (fact("disabled_child", "IV-1.3 a/1", holds, *family.dependency, *family.disability),)


def conditions(case: Case) -> tuple[Condition, ...]:
    income, basis = case.declared_income(home=False)
    ceiling = exactly(case.parameter(f"{CODE}.ceiling"))
    return (
        *general(case, moved="IV-A 5"),
        at_most("declared_income", "IV-1.3 b/1", income, ceiling, "€/month", basis),
    )


def amount(case: Case) -> Quantity:
    """a/1: for each child; half of it in shared custody (IV-A 3)."""
    if not case.situation.described:
        return unknown("persons")
    each = exactly(case.parameter(f"{CODE}.amount"))
    children = [(n, person) for n, person in enumerate(case.persons) if person.role == "child"]
    shares = total(_share(case, f"persons[{n}]", child) for n, child in children)
    high = round(shares.high * each.high, 6) if shares.high else 0
    return Quantity(round(shares.low * each.low, 6), high, shares.missing)


def _share(case: Case, path: str, child: Person) -> Quantity:
    """Which part of the sum the child gives right to; `days_home_per_year` of a year when in care (d/1)."""
    disabled, dependent = disabled_child(child), depends(child, case.on)
    entitles = every_of((disabled, dependent, None if child.in_care is None else True))
    if entitles is False or (child.in_care and not child.returns_home):
        return exactly(0)
    days = child.days_home_per_year if child.in_care else DAYS
    if days is None:
        return Quantity(0, 1, (f"{path}.days_home_per_year",))
    halves = {True: (0.5,), False: (1,), None: (0.5, 1)}[child.shared_custody]
    part = [min(days / DAYS, 1) * half for half in halves]
    gaps = {
        "disability": disabled,
        untold(child, case.on): dependent,
        "in_care": child.in_care,
        "shared_custody": child.shared_custody,
    }
    missing = tuple(f"{path}.{name}" for name, known in gaps.items() if known is None)
    return hull((*part, *((0,) if entitles is None else ())), missing)


NEEDS = (
    *("identity", "right_to_stay", "residence", "family", "declared_income_of_couple", "bank_details"),
    *("disabled_children", "shared_custody"),
)
BENEFIT = Benefit(CODE, every="month", titles=(Title("IV-1.3", families, conditions, amount, NEEDS),))
