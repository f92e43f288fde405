"""Paris Solidarité: a monthly complement up to a ceiling (II-1.1 the elderly, III-1.1 disabled adults).

Only this benefit must enter.
"""

from collections.abc import Sequence

from eligibility.rules.case import Case, less
from eligibility.rules.general import (
    disabled_adults,
    minimum,
    not_lodged_by_social_aid,
    residence,
    right_to_stay,
    the_elderly,
)
from eligibility.rules.title import Benefit, Title
from eligibility.rules.verdict import Condition, Quantity, above, at_most, exactly, fact

CODE = "paris_solidarite"
NEEDS = ("identity_of_couple", "right_to_stay", "residence", "resources_of_couple", "bank_details")


def for_the_elderly(case: Case) -> tuple[Condition, ...]:
    return (
        residence(case),
        right_to_stay(case),
        legal_benefits_or_exception(case, "II-1.1 b/1", "II-1.1 b/2"),
        at_most("resources", "II-1.1 b/3", case.resources("couple"), ceiling(case, "elderly"), "€/month"),
        above("amount_paid", "II-1.1 d/2", amount_for_the_elderly(case), least_paid(case), "€/month"),
        not_lodged_by_social_aid(case, "II-1.1 e/2, e/3"),
    )


def for_the_disabled(case: Case) -> tuple[Condition, ...]:
    return (
        residence(case),
        right_to_stay(case),
        legal_benefits_or_exception(case, "III-1.1 b/1", "III-1.1 b/2"),
        at_most("resources", "III-1.1 b/3", case.resources("couple"), ceiling(case, "disabled"), "€/month"),
        above("amount_paid", "III-1.1 d/2", amount_for_the_disabled(case), least_paid(case), "€/month"),
        not_lodged_by_social_aid(case, "III-1.1 e/2, e/3"),
    )


def amount_for_the_elderly(case: Case) -> Quantity:
    """b/3 and b/4: the ceiling less the couple's resources, deemed at least the minimum vieillesse."""
    floor = case.by_couple(case.parameter("national.aspa.single"), case.parameter("national.aspa.couple"))
    return complement(ceiling(case, "elderly"), minimum(case.resources("couple"), floor))


def amount_for_the_disabled(case: Case) -> Quantity:
    """b/3 and b/4: the ceiling less the couple's resources, deemed at least one AAH, couple or not."""
    floor = exactly(case.parameter("national.aah"))
    return complement(ceiling(case, "disabled"), minimum(case.resources("couple"), floor))


def complement(ceiling: Quantity, resources: Quantity) -> Quantity:
    gap = less(ceiling, resources)
    return Quantity(max(gap.low, 0), max(gap.high, 0), gap.missing)


def ceiling(case: Case, title: str) -> Quantity:
    return case.by_couple(
        case.parameter(f"paris_solidarite.{title}.single"),
        case.parameter(f"paris_solidarite.{title}.couple"),
    )


def least_paid(case: Case) -> float:
    return case.parameter("paris_solidarite.least_paid")


def legal_benefits_or_exception(case: Case, article: str, exception: str) -> Condition:
    """b/1; or b/2: granted once, for 12 months, to who does not have them yet, never renewed."""
    claimed, path = case.claimant.legal_benefits_claimed, f"{case.path}.legal_benefits_claimed"
    if claimed is False and CODE not in case.situation.renewals:
        return fact("legal_benefits", exception, True, basis="exception")
    return fact("legal_benefits", article, claimed, path)


def by_exception(conditions: Sequence[Condition]) -> bool:
    return any(condition.basis == "exception" for condition in conditions)


BENEFIT = Benefit(
    CODE,
    every="month",
    titles=(
        Title("II-1.1", the_elderly, for_the_elderly, amount_for_the_elderly, NEEDS, 12, by_exception),
        Title(
            "III-1.1",
            disabled_adults,
            for_the_disabled,
            amount_for_the_disabled,
            (*NEEDS, "disability"),
            12,
            by_exception,
        ),
    ),
)
