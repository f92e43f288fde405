"""Téléalarme: an alarm at home (II-4.1 the elderly, III-4.1 disabled adults).

Only this benefit must enter.
"""

from typing import Any

from eligibility.rules.bands import by_tax, tariff
from eligibility.rules.case import Case
from eligibility.rules.home_support import titles
from eligibility.rules.title import Benefit

CODE = "telealarme"
ITEMS = ("subscription", "unbundling", "wristband", "intercom")


def prices(case: Case) -> dict[str, Any]:
    """c/2: share of the installation, subscription and upkeep, by tax band."""
    return tariff(case, CODE, ITEMS, by_tax(case))


BENEFIT = Benefit(CODE, every="in_kind", titles=titles("4.1", prices))
