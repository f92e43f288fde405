"""Paris Logement Familles Monoparentales: help with housing for the lone parent (IV-2.2).

Only this benefit must enter.
"""

from eligibility.rules.case import Case, of_household, step
from eligibility.rules.charges import benefit_received_or_decent, cap, net_charge, no_arrears, pays_charges
from eligibility.rules.general import general, no_hotel_by_care
from eligibility.rules.title import Benefit, Title
from eligibility.rules.verdict import Condition, Quantity, at_least, at_most, exactly, fact

CODE = "paris_logement_familles_monoparentales"
STEPS = ("lower", "upper")


def conditions(case: Case) -> tuple[Condition, ...]:
    income, basis = case.declared_income(home=True)
    ceiling = exactly(case.parameter(f"{CODE}.upper.ceiling"))
    return (
        *general(case, moved="IV-A 5"),
        at_most("declared_income", "IV-2.2 b/1", income, ceiling, "€/month", basis),
        pays_charges(case, "IV-2.2 b/2"),
        benefit_received_or_decent(case, "IV-2.2 b/4"),
        no_arrears(case, "IV-2.2 b/5"),
        no_hotel_by_care(case, "IV-2.2 d/3"),
    )


@of_household
def lone_parents(case: Case) -> tuple[Condition, ...]:
    """a/1: "parent seul", with one dependent child at least."""
    alone = None if case.in_couple is None else not case.in_couple
    return (
        fact("lone_parent", "IV-2.2 a/1", alone, "couple"),
        at_least("children", "IV-2.2 a/1", case.children_with_prorata.number, exactly(1), "children"),
    )


def amount(case: Case) -> Quantity:
    """Annexe a/2 by income, at most the net charge (b/2); shared custody: IV-A 3."""
    income, _ = case.declared_income(home=True)
    family = case.children_with_prorata
    return cap(family.shared_by_income(lambda *known: monthly(case, *known), income), net_charge(case))


def monthly(case: Case, children: int, disabled: int, income: float) -> float:
    """Annexe a/2: euros per month at this income, whatever the number of children."""
    steps = ((case.parameter(f"{CODE}.{s}.ceiling"), case.parameter(f"{CODE}.{s}.amount")) for s in STEPS)
    return step(income, steps) if children else 0


NEEDS = (
    *("identity", "right_to_stay", "residence", "family", "declared_income_of_home", "housing_costs"),
    *("housing_benefit", "bank_details", "shared_custody"),
)
BENEFIT = Benefit(CODE, every="month", titles=(Title("IV-2.2", lone_parents, conditions, amount, NEEDS),))
