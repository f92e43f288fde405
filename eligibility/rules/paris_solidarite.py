"""Paris Solidarité: a monthly complement up to a ceiling (II-1.1 the elderly, III-1.1 disabled adults).

Only this benefit must enter.
"""

from collections.abc import Sequence

from eligibility.rules.case import Case, left
from eligibility.rules.general import (
    disabled_adults,
    minimum,
    not_lodged_by_social_aid,
    residence,
    right_to_stay,
    the_elderly,
)
from eligibility.rules.title import Benefit, Title
from eligibility.rules.verdict import Condition, Quantity, above, at_most, every_of, exactly, fact
from eligibility.versions import TEXT_APRIL_2018

CODE = "paris_solidarite"
NEEDS = ("identity_of_couple", "right_to_stay", "residence", "resources_of_couple", "bank_details")


def for_the_elderly(case: Case) -> tuple[Condition, ...]:
    return (
        *common(case, "II-1.1", "elderly"),
        above("amount_paid", "II-1.1 d/2", amount_for_the_elderly(case), least_paid(case), "€/month"),
        not_lodged_by_social_aid(case, "II-1.1 e/2, e/3"),
    )


def for_the_disabled(case: Case) -> tuple[Condition, ...]:
    return (
        *common(case, "III-1.1", "disabled"),
        above("amount_paid", "III-1.1 d/2", amount_for_the_disabled(case), least_paid(case), "€/month"),
        not_lodged_by_social_aid(case, "III-1.1 e/2, e/3"),
    )


def common(case: Case, by_law: str, title: str) -> tuple[Condition, ...]:
    """b/1 to b/3; the text of 2016 has the same words one number further (b/1 and b/2 are one now)."""
    legal, exception, limit = ("b/1", "b/2", "b/3") if recent(case) else ("b/1, b/2", "b/3", "b/4")
    resources = case.resources("couple", "own")
    return (
        residence(case, suburb=f"{by_law} e/1"),
        case.once("right_to_stay", right_to_stay, case),
        legal_benefits_or_exception(case, f"{by_law} {legal}", f"{by_law} {exception}"),
        at_most("resources", f"{by_law} {limit}", resources, ceiling(case, title), "€/month"),
    )


def recent(case: Case) -> bool:
    """Whether a text later than that of 2016 applies."""
    return case.text >= TEXT_APRIL_2018


def amount_for_the_elderly(case: Case) -> Quantity:
    """b/3 and b/4: the ceiling less the couple's resources, deemed at least the minimum vieillesse."""
    return complement(case, "elderly", minimum_vieillesse(case))


def amount_for_the_disabled(case: Case) -> Quantity:
    """b/3 and b/4: the same, deemed at least one AAH, couple or not; in 2016, the minimum vieillesse."""
    floor = exactly(case.parameter("national.aah")) if recent(case) else minimum_vieillesse(case)
    return complement(case, "disabled", floor)


def minimum_vieillesse(case: Case) -> Quantity:
    return case.by_couple(case.parameter("national.aspa.single"), case.parameter("national.aspa.couple"))


def complement(case: Case, title: str, floor: Quantity) -> Quantity:
    return left(ceiling(case, title), minimum(case.resources("couple", "own"), floor))


def ceiling(case: Case, title: str) -> Quantity:
    return case.by_couple(
        case.parameter(f"paris_solidarite.{title}.single"),
        case.parameter(f"paris_solidarite.{title}.couple"),
    )


def least_paid(case: Case) -> float:
    return case.parameter("paris_solidarite.least_paid")


def legal_benefits_or_exception(case: Case, article: str, exception: str) -> Condition:
    """b/1; or b/2: granted once, for 12 months, to who does not have them yet, never renewed."""
    person = case.claimant
    if person.legal_benefits_claimed is not False:
        return fact(
            "legal_benefits", article, person.legal_benefits_claimed, f"{case.path}.legal_benefits_claimed"
        )
    never = None if person.one_off_used is None else not person.one_off_used
    holds = every_of((CODE not in case.situation.renewals, never))
    return fact("legal_benefits", exception, holds, f"{case.path}.one_off_used", basis="exception")


def by_exception(conditions: Sequence[Condition]) -> bool:
    return any(condition.basis == "exception" for condition in conditions)


BENEFIT = Benefit(
    CODE,
    every="month",
    titles=(
        Title(
            "II-1.1",
            the_elderly,
            for_the_elderly,
            amount_for_the_elderly,
            NEEDS,
            at_discretion=by_exception,
            later_months=24,
        ),
        Title(
            "III-1.1",
            disabled_adults,
            for_the_disabled,
            amount_for_the_disabled,
            (*NEEDS, "disability"),
            at_discretion=by_exception,
            later_months=24,
        ),
    ),
)
