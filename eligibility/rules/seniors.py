"""Who else may join the elderly: the retired from 60 or 55 on, the younger spouse (II-3.3 and II-3.4 c).

Residence, amounts and tariffs must not enter.
"""

from eligibility.rules.case import Case
from eligibility.rules.derogations import DEROGATION
from eligibility.rules.general import is_elderly
from eligibility.rules.verdict import Condition, every_of, fact

CLUBS = "clubs"  # only part of the benefit is open
RETIRED_AGE, CLUBS_AGE, SPOUSE_AGE = 60, 55, 60  # years; II-3.3 and II-3.4 c/1, II-3.3 c/5, II-3.3 c/3


def retired_from_60(case: Case, article: str) -> Condition:
    """Retired or in early retirement from 60 on, as far as places allow."""
    return _retired(case, article, RETIRED_AGE, DEROGATION)


def retired_from_55(case: Case, article: str) -> Condition:
    """Retired or in early retirement from 55 on: the clubs and the Université Permanente."""
    return _retired(case, article, CLUBS_AGE, CLUBS)


def spouse_of_the_elderly(case: Case, article: str) -> Condition:
    """Under 60, in a couple with one of the elderly (II-A 2), as far as places allow."""
    age = case.claimant.age(case.on)
    young = None if age is None else age < SPOUSE_AGE
    old, paths = _spouse_is_elderly(case)
    missing = (f"{case.path}.birth_date",) if age is None else ()
    holds = every_of((young, old))
    return fact("spouse_of_the_elderly", article, holds, *missing, *paths, basis=DEROGATION)


def _retired(case: Case, article: str, least: int, basis: str) -> Condition:
    person, age = case.claimant, case.claimant.age(case.on)
    path = f"{case.path}.{'birth_date' if age is None else 'retired'}"
    holds = every_of((None if age is None else age >= least, person.retired))
    return fact("retired", article, holds, path, value=age, threshold=least, unit="years", basis=basis)


def _spouse_is_elderly(case: Case) -> tuple[bool | None, tuple[str, ...]]:
    if not case.in_couple:
        return (None, ("couple",)) if case.in_couple is None else (False, ())
    for n, person in enumerate(case.persons):
        if person is not case.claimant and person.role in ("applicant", "partner"):
            old = is_elderly(case, person)
            known = person.age(case.on) is not None
            path = f"persons[{n}].{'unfit_for_work' if known else 'birth_date'}"
            return old, (path,) if old is None else ()
    return None, ("persons",)
