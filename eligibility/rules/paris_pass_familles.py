"""Paris Pass Familles: preferential prices for large families and those of a disabled child (IV-1.1).

Only this benefit must enter.
"""

from eligibility.rules.case import Case, of_household
from eligibility.rules.general import general
from eligibility.rules.title import Benefit, Title, in_kind
from eligibility.rules.verdict import Condition, fact


@of_household
def families(case: Case) -> tuple[Condition, ...]:
    """a/1: three dependent children, or a disabled one; in shared custody each parent has it (IV-A 3)."""
    family = case.children_with_prorata
    holds = family.test(lambda world: world.all >= 3 or world.disabled >= 1)
    missing = (*family.dependency, *family.disability)
    number = family.number.value
    return (fact("children", "IV-1.1 a/1", holds, *missing, value=number, threshold=3, unit="children"),)


def conditions(case: Case) -> tuple[Condition, ...]:
    return general(case, moved="IV-A 5")


NEEDS = ("identity", "right_to_stay", "residence", "family", "disabled_children", "shared_custody")
BENEFIT = Benefit(
    "paris_pass_familles",
    every="in_kind",
    titles=(Title("IV-1.1", families, conditions, in_kind, NEEDS),),
)
