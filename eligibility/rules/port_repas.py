"""Port de repas: meals brought home (II-4.3 the elderly, III-4.3 disabled adults).

Only this benefit must enter.
"""

from typing import Any

from eligibility.rules.bands import by_tax_or_legal_aid, tariff
from eligibility.rules.case import Case
from eligibility.rules.derogations import by_decision, disabled, general_or, seniors, way_in
from eligibility.rules.home_support import DURATION, NEEDS, for_the_disabled, for_the_elderly
from eligibility.rules.title import Benefit, Title, in_kind
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


BENEFIT = Benefit(
    CODE,
    every="in_kind",
    titles=(
        Title("II-4.3", seniors, for_the_elderly, in_kind, NEEDS, DURATION, tariff=prices),
        Title(
            "II-4.3",
            seniors,
            urgent_for_the_elderly,
            in_kind,
            NEEDS,
            URGENT_MONTHS,
            by_decision,
            tariff=prices,
        ),
        Title(
            "III-4.3", disabled, for_the_disabled, in_kind, (*NEEDS, "disability"), DURATION, tariff=prices
        ),
        Title(
            "III-4.3",
            disabled,
            urgent_for_the_disabled,
            in_kind,
            (*NEEDS, "disability"),
            URGENT_MONTHS,
            by_decision,
            tariff=prices,
        ),
    ),
)
