"""Allocation exceptionnelle: a sum for necessary expenses in money troubles, left to a decision (V-2.1).

Only this benefit must enter.
"""

from eligibility.rules.case import Case, left
from eligibility.rules.general import legal_benefits, months_in_paris, residence, right_to_stay
from eligibility.rules.title import Benefit, Title, always, in_kind
from eligibility.rules.verdict import (
    Condition,
    Quantity,
    above,
    any_of,
    at_least,
    exactly,
    fact,
    merged,
    unknown,
)

CODE = "allocation_exceptionnelle"


def in_trouble(case: Case) -> tuple[Condition, ...]:
    """a/1: money troubles for a time; b/2: a fire, a flood."""
    hardship = case.situation.hardship
    holds = any_of((hardship.temporary, hardship.disaster))
    path = "hardship.temporary" if hardship.temporary is None else "hardship.disaster"
    return (fact("temporary_trouble", "V-2.1 a/1", holds, path),)


def conditions(case: Case) -> tuple[Condition, ...]:
    return (
        residence(case, months=f"{CODE}.months", stay="V-2.1 b/1"),
        case.once("right_to_stay", right_to_stay, case),
        legal_benefits(case, "I-A 4"),
        above("left_of_the_year", "V-2.1 b/2", ceiling(case), 0, "€"),
    )


def ceiling(case: Case) -> Quantity:
    """b/2: what is left of the sum of twelve months; of the higher one for a disaster, asked at the latest
    when nothing else is left.
    """
    hardship = case.situation.hardship
    usual = _left(yearly(case), hardship.exceptional_aid, "exceptional_aid")
    if hardship.disaster is None and usual.high == 0:
        return unknown("hardship.disaster")
    if not hardship.disaster:
        return usual
    most = exactly(case.parameter(f"{CODE}.ceiling_disaster"))
    higher = _left(most, hardship.disaster_aid, "disaster_aid")
    low, high = max(usual.low, higher.low), max(usual.high, higher.high)
    return Quantity(low, high, merged((higher.missing, usual.missing)) if low != high else ())


def yearly(case: Case) -> Quantity:
    """b/2: by time in Paris."""
    long = exactly(case.parameter("general.residence_months"))
    settled = at_least("", "", months_in_paris(case), long, "").holds
    names = {True: ("ceiling",), False: ("ceiling_newcomers",), None: ("ceiling", "ceiling_newcomers")}[
        settled
    ]
    sums = [exactly(case.parameter(f"{CODE}.{name}")) for name in names]
    missing = months_in_paris(case).missing
    return Quantity(min(one.low for one in sums), max(one.high for one in sums), missing)


def _left(most: Quantity, given: float | None, name: str) -> Quantity:
    received = unknown(f"hardship.{name}") if given is None else exactly(given)
    return left(most, received)


NEEDS = ("identity", "right_to_stay", "home_in_paris", "expenses", "bank_details")
BENEFIT = Benefit(
    CODE,
    every="once",
    titles=(
        Title(
            "V-2.1",
            in_trouble,
            conditions,
            in_kind,
            NEEDS,
            duration_months=None,
            at_discretion=always,
            ceiling=ceiling,
        ),
    ),
)
