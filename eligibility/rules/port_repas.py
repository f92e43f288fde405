"""Port de repas: meals brought home (II-4.3 the elderly, III-4.3 disabled adults).

Only this benefit must enter.
"""

from dataclasses import replace
from typing import Any

from eligibility.rules.bands import by_tax_or_legal_aid, tariff
from eligibility.rules.case import Case
from eligibility.rules.derogations import by_decision, general_or, way_in
from eligibility.rules.home_support import for_the_disabled, for_the_elderly, titles
from eligibility.rules.title import Benefit
from eligibility.rules.verdict import Condition, fact

CODE = "port_repas"
ITEMS = ("breakfast", "lunch", "dinner", "day")
URGENT_MONTHS = 3  # d/1


def urgent_for_the_elderly(case: Case) -> tuple[Condition, ...]:
    return (*in_emergency(case, "II-4.3 d/1"), *for_the_elderly(case)[3:])


def urgent_for_the_disabled(case: Case) -> tuple[Condition, ...]:
    return (*in_emergency(case, "III-4.3 d/1"), *for_the_disabled(case)[3:])


def in_emergency(case: Case, article: str) -> tuple[Condition, ...]:
    """d/1: found by a social inquiry; the three years in Paris are not asked for; renewed once."""
    again = CODE in case.situation.renewals and CODE in case.situation.renewed_before
    urgent = False if again else case.claimant.urgent_need
    return (
        *general_or(case, way_in(article, True)),
        fact("urgent_need", article, urgent, f"{case.path}.urgent_need"),
    )


def prices(case: Case) -> dict[str, Any]:
    """c/2: share of the meals and of bringing them, by tax band."""
    return tariff(case, CODE, ITEMS, by_tax_or_legal_aid(case))


ELDERLY, DISABLED = titles("4.3", prices)
BENEFIT = Benefit(
    CODE,
    every="in_kind",
    titles=(
        ELDERLY,
        replace(
            ELDERLY,
            conditions=urgent_for_the_elderly,
            duration_months=URGENT_MONTHS,
            at_discretion=by_decision,
        ),
        DISABLED,
        replace(
            DISABLED,
            conditions=urgent_for_the_disabled,
            duration_months=URGENT_MONTHS,
            at_discretion=by_decision,
        ),
    ),
)
