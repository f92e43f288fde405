"""Restaurants Émeraude: meals at a reduced price (II-3.4 the elderly, III-3.3 disabled adults).

Only this benefit must enter.
"""

from typing import Any

from eligibility.rules.bands import by_tax_or_suburban_aid, receives, tariff
from eligibility.rules.case import Case
from eligibility.rules.derogations import by_decision, general_or, or_else, suburban_home
from eligibility.rules.general import disabled_adults, the_elderly
from eligibility.rules.seniors import retired_from_60
from eligibility.rules.title import Benefit, Title, in_kind
from eligibility.rules.verdict import Condition, any_of, fact

CODE = "restaurants_emeraude"
ITEMS = ("breakfast", "lunch", "dinner")
FULL_RATE = 80  # percent of incapacity; III-3.3 c/1
FIRST, LATER = 12, 24  # months; II-3.4 b/3, III-3.3 b/3
NEEDS = ("identity", "right_to_stay", "residence", "income_tax")


def elderly_or_retired(case: Case) -> tuple[Condition, ...]:
    return (or_else(the_elderly(case)[0], retired_from_60(case, "II-3.4 c/1")),)


def disabled_or_lesser_incapacity(case: Case) -> tuple[Condition, ...]:
    return (or_else(disabled_adults(case)[0], lesser_incapacity(case, "III-3.3 c/1")),)


def for_the_elderly(case: Case) -> tuple[Condition, ...]:
    return general_or(case, suburban_home(case, "II-3.4 c/3"), places="II-3.4 c/4")


def for_the_disabled(case: Case) -> tuple[Condition, ...]:
    return general_or(case, suburban_home(case, "III-3.3 c/3"), places="III-3.3 c/4")


def lesser_incapacity(case: Case, article: str) -> Condition:
    """III-3.3 c/1: an invalidity pension of the first category, a work accident annuity, or a rate of
    incapacity below 80 %.
    """
    held = case.claimant.disability
    title, rate = (held.title, held.rate) if held else (None, None)
    rate = 0 if rate is None and title == "none" else rate
    below = None if rate is None else 0 < rate < FULL_RATE
    first_category = None if title is None else title == "invalidity_1"
    annuity, gaps = receives(case, ("work_accident_annuity",))
    holds = any_of((first_category, below, annuity))
    missing = (
        *((f"{case.path}.disability.title",) if title is None else ()),
        *((f"{case.path}.disability.rate",) if rate is None else ()),
        *gaps,
    )
    return fact("lesser_incapacity", article, holds, *missing, value=title)


def prices_for_the_elderly(case: Case) -> dict[str, Any]:
    """b/2: by tax band; at cost for who does not claim the legal meal aid (c/2)."""
    return tariff(case, CODE, ITEMS, by_tax_or_suburban_aid(case))


def prices_for_the_disabled(case: Case) -> dict[str, Any]:
    """The same; a token sum, not in the annexe, for those of c/1."""
    if case.disabled:
        return prices_for_the_elderly(case)
    unknown_title = (f"{case.path}.disability.title",) if case.disabled is None else ()
    return tariff(case, CODE, ITEMS, (None if unknown_title else "token", unknown_title))


BENEFIT = Benefit(
    CODE,
    every="in_kind",
    titles=(
        Title(
            "II-3.4",
            elderly_or_retired,
            for_the_elderly,
            in_kind,
            (*NEEDS, "retirement"),
            FIRST,
            by_decision,
            later_months=LATER,
            tariff=prices_for_the_elderly,
        ),
        Title(
            "III-3.3",
            disabled_or_lesser_incapacity,
            for_the_disabled,
            in_kind,
            (*NEEDS, "disability"),
            FIRST,
            by_decision,
            later_months=LATER,
            tariff=prices_for_the_disabled,
        ),
    ),
)
