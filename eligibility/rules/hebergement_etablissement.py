"""Accueil en établissement: a place in a home of the city's welfare centre (II-2.3). Each home's own rules,
which also decide (b/1), are not at hand. Only this benefit must enter.
"""

from eligibility.rules.case import Case
from eligibility.rules.derogations import general_or, way_in
from eligibility.rules.general import the_elderly
from eligibility.rules.title import Benefit, Title, always, in_kind
from eligibility.rules.verdict import Condition, every_of

GONE_MONTHS = 36  # d/1
LIVED_YEARS = 10  # d/1


def conditions(case: Case) -> tuple[Condition, ...]:
    return general_or(case, left_paris(case), places="II-2.3 d/2")


def left_paris(case: Case) -> Condition:
    """d/1: gone for less than three years after ten in Paris; only when invoked."""
    person = case.claimant
    gone, lived = person.months_since_leaving_paris, person.years_in_paris_before_leaving
    recent = gone is not None and gone < GONE_MONTHS
    long = None if lived is None else lived >= LIVED_YEARS
    path = f"{case.path}.years_in_paris_before_leaving"
    return way_in("II-2.3 d/1", every_of((recent, long)), path, basis="left_paris")


NEEDS = ("identity", "right_to_stay", "residence")
BENEFIT = Benefit(
    "hebergement_etablissement",
    every="in_kind",
    titles=(Title("II-2.3", the_elderly, conditions, in_kind, NEEDS, None, always, authority="management"),),
)
