"""Coiffure à domicile: a hairdresser at home (II-4.4 the elderly, III-4.4 disabled adults).

Only this benefit must enter.
"""

from typing import Any

from eligibility.rules.bands import by_tax, tariff
from eligibility.rules.case import Case
from eligibility.rules.home_support import titles
from eligibility.rules.title import Benefit

CODE = "coiffure"
ITEMS = tuple(f"service_{line}" for line in range(1, 6))


def prices(case: Case) -> dict[str, Any]:
    """c/3: share of each line of the annexe, which does not name the services, by tax band."""
    return tariff(case, CODE, ITEMS, by_tax(case))


BENEFIT = Benefit(CODE, every="in_kind", titles=titles("4.4", prices))
