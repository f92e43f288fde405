"""Pédicurie à domicile: foot care at home, every two months (II-4.2 the elderly, III-4.2 disabled adults).

Only this benefit must enter.
"""

from typing import Any

from eligibility.rules.bands import by_tax, tariff
from eligibility.rules.case import Case
from eligibility.rules.derogations import disabled, seniors
from eligibility.rules.home_support import DURATION, NEEDS, for_the_disabled, for_the_elderly
from eligibility.rules.title import Benefit, Title, in_kind

CODE = "pedicurie"
ITEMS = ("visit",)


def prices(case: Case) -> dict[str, Any]:
    """c/2: share of a visit, by tax band."""
    return tariff(case, CODE, ITEMS, by_tax(case))


BENEFIT = Benefit(
    CODE,
    every="in_kind",
    titles=(
        Title("II-4.2", seniors, for_the_elderly, in_kind, NEEDS, DURATION, tariff=prices),
        Title(
            "III-4.2", disabled, for_the_disabled, in_kind, (*NEEDS, "disability"), DURATION, tariff=prices
        ),
    ),
)
