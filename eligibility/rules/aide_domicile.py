"""Aide à domicile: home help (II-4.5 the elderly, III-4.5 disabled adults). What is paid follows the scales
of pension funds and of the Département (c/3 to c/5), not the annexe. Only this benefit must enter.
"""

from eligibility.rules.case import Case
from eligibility.rules.derogations import AFTER_PRIORITY, by_decision, general_or
from eligibility.rules.general import disabled_adults, the_elderly
from eligibility.rules.home_support import loss_of_autonomy, not_in_medical_institution
from eligibility.rules.title import Benefit, Title, in_kind
from eligibility.rules.verdict import Condition

NEEDS = ("identity", "right_to_stay", "residence", "autonomy")


def for_the_elderly(case: Case) -> tuple[Condition, ...]:
    return conditions(case, "II")


def for_the_disabled(case: Case) -> tuple[Condition, ...]:
    return conditions(case, "III")


def conditions(case: Case, title: str) -> tuple[Condition, ...]:
    """b/1, b/2; the three years in Paris may be done without as far as the platform is available (d/1)."""
    return (
        *general_or(case, places=f"{title}-4.5 d/1"),
        priority(case, title),
        not_in_medical_institution(case, f"{title}-4.5 b/2"),
    )


def priority(case: Case, title: str) -> Condition:
    """b/1: first who has lost autonomy, by the titles of A 3 (one of them gives the services at home too).

    The article shuts nobody out: the others come after them.
    """
    attested = loss_of_autonomy(case, title)._replace(name="priority", article=f"{title}-4.5 b/1")
    return attested if attested.holds is not False else attested._replace(holds=True, basis=AFTER_PRIORITY)


BENEFIT = Benefit(
    "aide_domicile",
    every="in_kind",
    titles=(
        Title(
            "II-4.5", the_elderly, for_the_elderly, in_kind, NEEDS, None, by_decision, authority="homecare"
        ),
        Title(
            "III-4.5",
            disabled_adults,
            for_the_disabled,
            in_kind,
            (*NEEDS, "disability"),
            None,
            by_decision,
            authority="homecare",
        ),
    ),
)
