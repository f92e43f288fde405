"""Aide aux personnes sans domicile fixe: a sum now and then, left to the homeless service (V-1.1).

Only this benefit must enter.
"""

from eligibility.rules.case import Case, left
from eligibility.rules.derogations import DEROGATION
from eligibility.rules.general import legal_benefits, right_to_stay
from eligibility.rules.title import Benefit, Title, always, in_kind
from eligibility.rules.verdict import Condition, Quantity, above, at_least, every_of, exactly, fact, unknown

CODE = "aide_sans_domicile"


def homeless(case: Case) -> tuple[Condition, ...]:
    """a/1: without a fixed home; who lives in a hotel may be."""
    tenure, months = case.housing.tenure, case.housing.homeless_months
    if tenure == "none" or months:
        holds: bool | None = True
    else:
        holds = None if tenure is None or (tenure == "hotel" and months is None) else False
    path = "housing.tenure" if tenure is None else "housing.homeless_months"
    return (fact("homeless", "V-1.1 a/1", holds, path, value=tenure),)


def conditions(case: Case) -> tuple[Condition, ...]:
    return (
        *map(or_in_kind, for_a_sum(case)),
        case.once("right_to_stay", right_to_stay, case),
        legal_benefits(case, "I-A 4"),
        above("left_of_the_year", "V-1.1 b/2", ceiling(case), 0, "€"),
    )


def for_a_sum(case: Case) -> tuple[Condition, Condition]:
    """b/1: of age, and a month without a fixed home in Paris."""
    age, months = case.claimant.age(case.on), case.housing.homeless_months
    born = unknown(f"{case.path}.birth_date") if age is None else exactly(age)
    known = unknown("housing.homeless_months") if months is None else exactly(months)
    least, since = (exactly(case.parameter(f"{CODE}.{name}")) for name in ("age", "months"))
    return (
        at_least("of_age", "V-1.1 b/1", born, least, "years"),
        at_least("homeless_months", "V-1.1 b/1", known, since, "months"),
    )


def or_in_kind(condition: Condition) -> Condition:
    """b/1: "sauf pour les prestations en nature": who does not fulfil it may be given them alone."""
    return condition._replace(holds=True, basis=DEROGATION) if condition.holds is False else condition


def most(case: Case) -> Quantity:
    """The sum it may come to; none for who may be given benefits in kind alone."""
    holds = every_of(condition.holds for condition in for_a_sum(case))
    return ceiling(case) if holds else unknown()


def ceiling(case: Case) -> Quantity:
    """b/2: what is left of the sum of twelve months."""
    given = case.situation.hardship.homeless_aid
    received = unknown("hardship.homeless_aid") if given is None else exactly(given)
    return left(exactly(case.parameter(f"{CODE}.ceiling")), received)


NEEDS = ("identity", "right_to_stay", "domicile_election")
BENEFIT = Benefit(
    CODE,
    every="once",
    titles=(
        Title(
            "V-1.1",
            homeless,
            conditions,
            in_kind,
            NEEDS,
            duration_months=None,
            at_discretion=always,
            authority="permanence",
            ceiling=most,
        ),
    ),
)
