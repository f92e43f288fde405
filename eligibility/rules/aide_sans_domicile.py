"""Aide aux personnes sans domicile fixe: a sum now and then, left to the homeless service (V-1.1).

Only this benefit must enter.
"""

from eligibility.rules.case import Case, left
from eligibility.rules.general import legal_benefits, right_to_stay
from eligibility.rules.title import Benefit, Title, always, in_kind
from eligibility.rules.verdict import Condition, Quantity, above, at_least, exactly, fact, unknown

CODE = "aide_sans_domicile"


def homeless(case: Case) -> tuple[Condition, ...]:
    """a/1: without a fixed home; who lives in a hotel may be."""
    tenure, months = case.housing.tenure, case.housing.homeless_months
    if tenure == "none" or months:
        holds: bool | None = True
    else:
        holds = None if months is None and tenure in (None, "hotel") else False
    path = "housing.tenure" if tenure is None else "housing.homeless_months"
    return (fact("homeless", "V-1.1 a/1", holds, path, value=tenure),)


def conditions(case: Case) -> tuple[Condition, ...]:
    age, months = case.claimant.age(case.on), case.housing.homeless_months
    return (
        at_least(
            "of_age",
            "V-1.1 b/1",
            unknown(f"{case.path}.birth_date") if age is None else exactly(age),
            exactly(case.parameter(f"{CODE}.age")),
            "years",
        ),
        at_least(
            "homeless_months",
            "V-1.1 b/1",
            unknown("housing.homeless_months") if months is None else exactly(months),
            exactly(case.parameter(f"{CODE}.months")),
            "months",
        ),
        case.once("right_to_stay", right_to_stay, case),
        legal_benefits(case, "I-A 4"),
        above("left_of_the_year", "V-1.1 b/2", ceiling(case), 0, "€"),
    )


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
            ceiling=ceiling,
        ),
    ),
)
