"""Paris Logement Familles: help with housing for two children and more, or a disabled child (IV-2.1).

Only this benefit must enter.
"""

from eligibility.rules.case import Case, of_household, step
from eligibility.rules.charges import benefit_received_or_decent, cap, net_charge, no_arrears, pays_charges
from eligibility.rules.general import general, no_hotel_by_care
from eligibility.rules.title import Benefit, Title
from eligibility.rules.verdict import Condition, Quantity, at_most, fact, hull

CODE = "paris_logement_familles"


def conditions(case: Case) -> tuple[Condition, ...]:
    income, basis = case.declared_income(home=True)
    return (
        *general(case, moved="IV-A 5"),
        at_most("declared_income", "IV-2.1 b/1", income, ceiling(case), "€/month", basis),
        pays_charges(case, "IV-2.1 b/2"),
        benefit_received_or_decent(case, "IV-2.1 b/4"),
        no_arrears(case, "IV-2.1 b/5"),
        no_hotel_by_care(case, "IV-2.1 d/2"),
    )


@of_household
def families(case: Case) -> tuple[Condition, ...]:
    """a/1: two dependent children, or one who is disabled."""
    family = case.children_with_prorata
    holds = family.test(lambda world: world.all >= 2 or world.disabled >= 1)
    missing = (*family.dependency, *family.disability)
    number = family.number.value
    return (fact("children", "IV-2.1 a/1", holds, *missing, value=number, threshold=2, unit="children"),)


def ceiling(case: Case) -> Quantity:
    """Annexe b/1: two children, three and more, or any number with a disabled child."""
    family = case.children_with_prorata
    two = case.parameter(f"{CODE}.two_children.ceiling")
    more = case.parameter(f"{CODE}.upper.ceiling")
    sums = (more if world.disabled or world.all > 2 else two for world in family.worlds)
    return hull(sums, (*family.dependency, *family.disability))


@of_household
def amount(case: Case) -> Quantity:
    """Annexe a/2 by children and income, at most the net charge (b/2); shared custody: IV-A 3."""
    income, _ = case.declared_income(home=True)
    family = case.children_with_prorata
    return cap(family.shared_by_income(lambda *known: monthly(case, *known), income), net_charge(case))


def monthly(case: Case, children: int, disabled: int, income: float) -> float:
    """Annexe a/2: euros per month for so many dependent children, some disabled, at this income."""

    def of(name: str) -> float:
        return case.parameter(f"{CODE}.{name}")

    if children < 2 and not disabled:
        return 0
    if children < 3 and not disabled:
        return step(income, ((of("two_children.ceiling"), of("two_children.amount")),))
    beyond = max(children - 3, 0)
    full = of("lower.amount") + of("lower.each_more") * beyond
    if disabled:
        return step(income, ((of("upper.ceiling"), full),))
    reduced = of("upper.amount") + of("upper.each_more") * beyond
    return step(income, ((of("lower.ceiling"), full), (of("upper.ceiling"), reduced)))


NEEDS = (
    *("identity", "right_to_stay", "residence", "family", "declared_income_of_home", "housing_costs"),
    *("housing_benefit", "bank_details", "disabled_children", "shared_custody"),
)
BENEFIT = Benefit(CODE, every="month", titles=(Title("IV-2.1", families, conditions, amount, NEEDS),))
