"""Paris Énergie Familles: a yearly share of the electricity and gas bills of families (IV-2.4).

Only this benefit must enter.
"""

from eligibility.rules.case import Case, of_household, step
from eligibility.rules.general import general
from eligibility.rules.title import Benefit, Title
from eligibility.rules.verdict import Condition, Quantity, at_least, at_most, exactly, fact, hull

CODE = "paris_energie_familles"


@of_household
def families(case: Case) -> tuple[Condition, ...]:
    return (at_least("children", "IV-2.4 a/2", case.children_with_prorata.number, exactly(1), "children"),)


def conditions(case: Case) -> tuple[Condition, ...]:
    income, basis = case.declared_income(home=False)
    energy = case.situation.energy
    other = energy.other_preventive_aid
    return (
        *general(case, moved="IV-A 5"),
        at_most("declared_income", "IV-2.4 b/1", income, ceiling(case), "€/month", basis),
        fact("energy_contract", "IV-2.4 a/2", energy.contract, "energy.contract"),
        fact(
            "no_other_energy_aid",
            "IV-2.4 c/4",
            None if other is None else not other,
            "energy.other_preventive_aid",
        ),
    )


def line(children: int, disabled: int) -> str:
    """Annexe b/1: which line of the table the family is on."""
    return "three" if disabled or children >= 3 else "two" if children == 2 else "one"


def ceiling(case: Case) -> Quantity:
    """Annexe b/1: by children."""
    family = case.children_with_prorata
    steps = (line(world.all, world.disabled) for world in family.worlds)
    sums = (case.parameter(f"{CODE}.ceiling.{name}") for name in steps)
    return hull(sums, (*family.dependency, *family.disability))


@of_household
def amount(case: Case) -> Quantity:
    """Annexe a/2 by children, within the ceiling; shared custody: IV-A 3."""
    income, _ = case.declared_income(home=False)
    return case.children_with_prorata.shared_by_income(lambda *known: yearly(case, *known), income)


def yearly(case: Case, children: int, disabled: int, income: float) -> float:
    """Euros per year for so many dependent children, some disabled, at this income."""
    name = line(children, disabled)
    amount = case.parameter(f"{CODE}.amount.{'three' if name == 'three' else 'one_or_two'}")
    return step(income, ((case.parameter(f"{CODE}.ceiling.{name}"), amount),)) if children else 0


NEEDS = (
    *("identity", "right_to_stay", "residence", "family", "declared_income_of_couple", "energy_contract"),
    *("disabled_children", "shared_custody"),
)
BENEFIT = Benefit(CODE, every="year", titles=(Title("IV-2.4", families, conditions, amount, NEEDS),))
