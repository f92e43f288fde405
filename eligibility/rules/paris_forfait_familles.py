"""Paris Forfait Familles: a yearly lump sum from three children on (IV-1.2). Only this benefit must enter."""

from eligibility.rules.case import Case, of_household, step
from eligibility.rules.general import general
from eligibility.rules.title import Benefit, Title
from eligibility.rules.verdict import Condition, Quantity, at_least, at_most, exactly

CODE = "paris_forfait_familles"
STEPS = ("lower", "upper")


@of_household
def large_families(case: Case) -> tuple[Condition, ...]:
    return (at_least("children", "IV-1.2 a/1", case.children.number, exactly(3), "children"),)


def conditions(case: Case) -> tuple[Condition, ...]:
    income, basis = case.declared_income(home=False)
    ceiling = exactly(case.parameter(f"{CODE}.upper.ceiling"))
    return (
        *general(case, moved="IV-A 5"),
        at_most("declared_income", "IV-1.2 b/1", income, ceiling, "€/month", basis),
    )


@of_household
def amount(case: Case) -> Quantity:
    """Annexe a/1 by income; shared custody: IV-A 3."""
    income, _ = case.declared_income(home=False)
    return case.children.shared_by_income(lambda *known: yearly(case, *known), income)


def yearly(case: Case, children: int, disabled: int, income: float) -> float:
    """Euros per year for so many dependent children at this income."""
    steps = ((case.parameter(f"{CODE}.{s}.ceiling"), case.parameter(f"{CODE}.{s}.amount")) for s in STEPS)
    return step(income, steps) if children >= 3 else 0


NEEDS = (
    *("identity", "right_to_stay", "residence", "family", "declared_income_of_couple", "bank_details"),
    "shared_custody",
)
BENEFIT = Benefit(CODE, every="year", titles=(Title("IV-1.2", large_families, conditions, amount, NEEDS),))
