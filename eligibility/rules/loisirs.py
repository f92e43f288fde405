"""Loisirs: holidays, outings, clubs (II-3.3 the elderly, III-3.2 disabled adults). The annexe gives the tax
bands; their prices are in a decision of the board that is not at hand. Only this benefit must enter.
"""

from typing import Any

from eligibility.rules.bands import by_tax, tariff
from eligibility.rules.case import Case
from eligibility.rules.derogations import DEROGATION, by_decision, general_or, or_else
from eligibility.rules.general import disabled_adults, the_elderly
from eligibility.rules.seniors import retired_from_55, retired_from_60, spouse_of_the_elderly
from eligibility.rules.title import Benefit, Title, in_kind
from eligibility.rules.verdict import Condition

CODE = "loisirs"
NEEDS = ("identity", "right_to_stay", "residence", "income_tax")


def elderly_retired_or_spouse(case: Case) -> tuple[Condition, ...]:
    return (case.once("leisure", _welcome, case),)


def _welcome(case: Case) -> Condition:
    """II-A 2, else c/1, c/3, c/5."""
    return or_else(
        the_elderly(case)[0],
        retired_from_60(case, "II-3.3 c/1"),
        spouse_of_the_elderly(case, "II-3.3 c/3"),
        retired_from_55(case, "II-3.3 c/5"),
    )


def for_the_elderly(case: Case) -> tuple[Condition, ...]:
    return general_or(case, places="II-3.3 c/2")


def for_the_disabled(case: Case) -> tuple[Condition, ...]:
    return general_or(case, places="III-3.2 c/1")


def prices_for_the_elderly(case: Case) -> dict[str, Any]:
    """b/2: by tax band; at cost for holidays and outings of those of c/1 to c/3 (c/4)."""
    elderly = the_elderly(case)[0]
    if elderly.holds is None and retired_from_60(case, "II-3.3 c/1").holds:
        return tariff(case, CODE, (), (None, elderly.missing))
    conditions = (*elderly_retired_or_spouse(case), *for_the_elderly(case))
    by_way_in = any(condition.basis == DEROGATION for condition in conditions)
    return tariff(case, CODE, (), ("cost", ()) if by_way_in else by_tax(case))


def prices_for_the_disabled(case: Case) -> dict[str, Any]:
    """b/2: by tax band."""
    return tariff(case, CODE, (), by_tax(case))


BENEFIT = Benefit(
    CODE,
    every="in_kind",
    titles=(
        Title(
            "II-3.3",
            elderly_retired_or_spouse,
            for_the_elderly,
            in_kind,
            (*NEEDS, "retirement"),
            None,
            by_decision,
            tariff=prices_for_the_elderly,
        ),
        Title(
            "III-3.2",
            disabled_adults,
            for_the_disabled,
            in_kind,
            (*NEEDS, "disability"),
            None,
            by_decision,
            tariff=prices_for_the_disabled,
        ),
    ),
)
