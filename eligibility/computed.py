"""Facts the household does not state, taken from its computed national rights, and marked wherever they tell.

Only from a right that lacks no fact. Pure: no rule of the by-law, no calculation must enter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from eligibility.rules.title import Benefit
from eligibility.rules.verdict import UNDETERMINED, Condition, Right
from eligibility.situation import HousingBenefit, Situation
from eligibility.versions import TEXT_APRIL_2018

COMPUTED = "computed"  # basis of a condition that a computed fact changed

HOUSING_BENEFIT = "housing.housing_benefit.monthly"

# Received, the household says, without saying how much: income kind → the right that tells.
AMOUNTS = {"aspa": "aspa", "rsa": "rsa", "activity_bonus": "prime_activite"}


def completed(situation: Situation, rights: Sequence[Right]) -> tuple[Situation, dict[str, float]]:
    """The household with what its national rights tell, and what was added: path → euros per month."""
    sums = {
        right.code: right.amount
        for right in rights
        if right.every == "month" and right.status != UNDETERMINED and right.amount is not None
    }
    added: dict[str, float] = {}
    benefit = situation.housing.housing_benefit or HousingBenefit()
    if benefit.monthly is None and benefit.claimed is not False and "aide_logement" in sums:
        added[HOUSING_BENEFIT] = sums["aide_logement"]
        known = replace(benefit, monthly=sums["aide_logement"])
        situation = replace(situation, housing=replace(situation.housing, housing_benefit=known))
    for kind, code in AMOUNTS.items():
        places = list(_unsaid(situation, kind))
        if len(places) == 1 and sums.get(code):
            (n, m), amount = places[0], sums[code]
            added[f"persons[{n}].incomes[{m}].monthly_net"] = amount
            situation = _with_income(situation, n, m, amount)
    return situation, added


def _unsaid(situation: Situation, kind: str) -> Iterator[tuple[int, int]]:
    for n, person in enumerate(situation.persons or ()):
        for m, income in enumerate(person.incomes or ()):
            if income.kind == kind and income.monthly_net is None:
                yield n, m


def _with_income(situation: Situation, n: int, m: int, amount: float) -> Situation:
    persons = list(situation.persons or ())
    incomes = list(persons[n].incomes or ())
    incomes[m] = replace(incomes[m], monthly_net=amount)
    persons[n] = replace(persons[n], incomes=tuple(incomes))
    return replace(situation, persons=tuple(persons))


def depends(benefit: Benefit, added: Mapping[str, float], on: date) -> bool:
    """Whether a computed fact may change this benefit: housing benefit only those that ask to prove it, but
    for the texts that counted it among resources; a test holds it to be all of them."""
    if set(added) != {HOUSING_BENEFIT} or on < TEXT_APRIL_2018:
        return True
    return any("housing_benefit" in title.needs for title in benefit.titles)


def marked(right: Right, stated: Right) -> Right:
    """The right, with what differs from the one found on stated facts alone said to be computed."""
    former = {(condition.name, condition.article): condition for condition in stated.conditions}
    conditions = tuple(_marked(condition, former) for condition in right.conditions)
    told = conditions != right.conditions or right.amount != stated.amount
    return right._replace(conditions=conditions, estimated=right.estimated or told) if told else right


def _marked(condition: Condition, former: Mapping[tuple[str, str], Condition]) -> Condition:
    same = former.get((condition.name, condition.article)) == condition
    return condition if same else condition._replace(basis=COMPUTED)
