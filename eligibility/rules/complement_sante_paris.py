"""Complément Santé Paris: a yearly share of a paid health cover (II-1.2 elderly, III-1.2 disabled adults).

Only this benefit must enter.
"""

from eligibility.rules.case import Case
from eligibility.rules.general import disabled_adults, general, minimum, not_lodged_by_social_aid, the_elderly
from eligibility.rules.title import Benefit, Title
from eligibility.rules.verdict import Condition, Quantity, at_most, exactly, fact

NEEDS = ("identity", "right_to_stay", "residence", "health_cover", "bank_details")


def for_the_elderly(case: Case) -> tuple[Condition, ...]:
    return (
        *general(case, legal="II-1.2 b/1", suburb="II-1.2 d/1"),
        paid_cover(case, "II-1.2 b/2"),
        at_most(
            "resources", "II-1.2 b/3", case.resources("couple", "own"), ceiling(case, "elderly"), "€/month"
        ),
        not_lodged_by_social_aid(case, "II-1.2 d/2, d/3"),
    )


def for_the_disabled(case: Case) -> tuple[Condition, ...]:
    return (
        *general(case, legal="III-1.2 b/1", suburb="III-1.2 d/1"),
        paid_cover(case, "III-1.2 b/2"),
        at_most(
            "resources", "III-1.2 b/3", case.resources("claimant", "own"), higher_ceiling(case), "€/month"
        ),
        not_lodged_by_social_aid(case, "III-1.2 d/2, d/3, d/4"),
    )


def paid_cover(case: Case, article: str) -> Condition:
    """b/2: adhesion to a complementary cover against payment, the paid CSS included (b/5)."""
    cover = case.situation.health_cover
    paid = None if cover is None else cover in ("paid", "css_paid")
    return fact("paid_health_cover", article, paid, "health_cover", value=cover)


def amount(case: Case) -> Quantity:
    """a/2; next to the paid CSS only what is left to pay, not known here (b/5, b/6)."""
    yearly = exactly(case.parameter("complement_sante_paris.amount"))
    cover = case.situation.health_cover
    return yearly if cover == "paid" else Quantity(0, yearly.high, ("health_cover",) if not cover else ())


def ceiling(case: Case, title: str) -> Quantity:
    return case.by_couple(
        case.parameter(f"complement_sante_paris.{title}.single"),
        case.parameter(f"complement_sante_paris.{title}.couple"),
    )


def higher_ceiling(case: Case) -> Quantity:
    """III-1.2 b/3: the ceiling of the annexe or AAH with MVA, whichever lets the person in."""
    minima = exactly(case.parameter("national.aah") + case.parameter("national.mva"))
    return minimum(ceiling(case, "disabled"), minima)


BENEFIT = Benefit(
    "complement_sante_paris",
    every="year",
    titles=(
        Title(
            "II-1.2",
            the_elderly,
            for_the_elderly,
            amount,
            (*NEEDS, "resources_of_couple"),
            later_months=24,
        ),
        Title(
            "III-1.2",
            disabled_adults,
            for_the_disabled,
            amount,
            (*NEEDS, "resources_of_claimant", "disability"),
            later_months=24,
        ),
    ),
)
