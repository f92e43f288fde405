"""Pass Paris Access’, the Navigo Améthyste until August 2019: free transport for disabled adults (III-3.1).

Only this benefit must enter.
"""

from typing import Any

from eligibility.rules import transport_pass
from eligibility.rules.case import Case
from eligibility.rules.derogations import general_or, way_in
from eligibility.rules.general import disabled_adults
from eligibility.rules.title import Benefit
from eligibility.rules.verdict import Condition
from eligibility.versions import TEXT_2019

CODE = "pass_paris_access"
NEEDS = (*transport_pass.NEEDS, "disability")


def conditions(case: Case) -> tuple[Condition, ...]:
    """b/1; newcomers with an Améthyste d/1, holders of the transport aid of June 2019 d/2."""
    aided = case.claimant.transport_aid_2019 if case.text >= TEXT_2019 else False
    ways = (
        transport_pass.from_the_suburbs(case, "III-3.1 d/1"),
        way_in("III-3.1 d/2", aided, f"{case.path}.transport_aid_2019"),
    )
    return (*general_or(case, *ways), transport_pass.income_tax(case, CODE, "III-3.1 b/1"))


def share(case: Case) -> dict[str, Any]:
    """a/2 until May 2018."""
    return transport_pass.share(case, CODE)


BENEFIT = Benefit(
    CODE,
    every="in_kind",
    titles=transport_pass.titles("III-3.1", disabled_adults, conditions, NEEDS, share),
)
