"""Allocation pour le maintien à domicile d’un parent âgé: a monthly sum for each aged relative (IV-2.5).

Only this benefit must enter.
"""

from collections.abc import Iterator
from typing import NamedTuple

from eligibility.rules.case import Case
from eligibility.rules.general import general
from eligibility.rules.title import Benefit, Title
from eligibility.rules.verdict import (
    Condition,
    Quantity,
    any_of,
    at_most,
    every_of,
    exactly,
    fact,
    merged,
    unknown,
)

CODE = "maintien_parent_age"
RELATIONS = ("ascendant", "ascendant_of_late_spouse", "collateral")  # b/1


class Relative(NamedTuple):
    """Another adult of the home: aged and related (b/1, b/2), known resources, what is not known."""

    aged: bool | None
    resources: Quantity
    missing: tuple[str, ...]


def families(case: Case) -> tuple[Condition, ...]:
    """a/2, b/1 and b/2: a relative of 75 or more lives in the home; relations are told of the applicant."""
    found = relatives(case)
    holds = any_of(one.aged for one in found) if case.situation.described else None
    missing = merged(one.missing for one in found) or ("persons",)
    return (fact("aged_relative", "IV-2.5 b/1, b/2", holds, *missing),)


def conditions(case: Case) -> tuple[Condition, ...]:
    guarded, tax = case.claimant.guardianship, case.situation.tax.income_tax
    due = unknown("tax.income_tax") if tax is None else exactly(tax)
    path = f"{case.path}.guardianship"
    return (
        *general(case, moved="IV-A 5"),
        fact("no_guardianship", "IV-2.5 b/1", None if guarded is None else not guarded, path),
        at_most("income_tax", "IV-2.5 b/3", due, exactly(case.parameter(f"{CODE}.tax_ceiling")), "€/year"),
        at_most("relative_resources", "IV-2.5 b/4", least_resources(case), ceiling(case), "€/month"),
        occupier(case),
    )


def relatives(case: Case) -> tuple[Relative, ...]:
    """The other adults of the home who may be the aged relative."""
    return case.once((CODE, case.path), lambda: tuple(_relatives(case)))


def _relatives(case: Case) -> Iterator[Relative]:
    least = case.parameter(f"{CODE}.age")
    for n, person in enumerate(case.persons):
        if person.role != "other_adult" or case.claimant.role == "partner":
            continue
        age = person.age(case.on)
        related = None if person.relation is None else person.relation in RELATIONS
        aged = every_of((related, None if age is None else age >= least))
        gaps = {"relation": related, "birth_date": age}
        missing = tuple(f"persons[{n}].{name}" for name, known in gaps.items() if known is None)
        yield Relative(aged, case.income(n), missing if aged is None else ())


def ceiling(case: Case) -> Quantity:
    return exactly(case.parameter(f"{CODE}.resources_ceiling"))


def least_resources(case: Case) -> Quantity:
    """b/4, of the relative who has least: one below the ceiling is enough to claim."""
    found = [one.resources for one in relatives(case) if one.aged is not False]
    if not found:
        return unknown("persons")
    missing = merged(one.missing for one in found)
    return Quantity(min(one.low for one in found), min(one.high for one in found), missing)


def occupier(case: Case) -> Condition:
    """b/5: the claimant, or else the relative, whose own title to the home nothing here tells."""
    housing, article = case.housing, "IV-2.5 b/5"
    if housing.tenure in ("owner", "buyer") or (housing.tenure == "tenant" and housing.lease_in_name):
        return fact("occupier", article, True)
    if housing.tenure not in (None, "tenant", "housed"):
        return fact("occupier", article, False)
    unasked = (
        ("tenure",) if housing.tenure is None else ("lease_in_name",) if housing.tenure == "tenant" else ()
    )
    paths = tuple(f"housing.{name}" for name in unasked if getattr(housing, name) is None)
    return fact("occupier", article, None, *paths)


def amount(case: Case) -> Quantity:
    """a/2: for each of them within the ceiling."""
    if not case.situation.described:
        return unknown("persons")
    each, limit = exactly(case.parameter(f"{CODE}.amount")), ceiling(case)
    low = high = 0
    for one in relatives(case):
        within = at_most("", "", one.resources, limit, "").holds
        fits = every_of((one.aged, within))
        low, high = low + (fits is True), high + (fits is not False)
    missing = merged((*(one.missing for one in relatives(case)), least_resources(case).missing))
    return Quantity(low * each.low, high * each.high if high else 0, missing)


NEEDS = (
    *("identity", "right_to_stay", "residence", "declared_income_of_couple", "aged_relative"),
    *("housing_costs", "bank_details"),
)
BENEFIT = Benefit(CODE, every="month", titles=(Title("IV-2.5", families, conditions, amount, NEEDS),))
