"""What cannot be true of a household though each of its facts may be, and what should be looked at again.

Values only: no rule may enter. Refused (`contradictions`): true of nobody. Flagged (`warnings`): rare, often
a slip or an answer left behind; shown, never blocking. Both are lines `path: what is wrong`.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eligibility.situation import Income, Person, Situation

ADULT = 16  # years; emancipation (Code civil 413-2)
MAJORITY = 18
YOUNGEST_PARENT = 12  # years older than the child
LARGE_INCOME, LARGE_RENT = 50_000, 10_000  # euros a month: beyond, a digit too many more often than not
PARENTS = ("applicant", "partner")
# A sum or a « yes » that goes with these tenures only.
TENURES = {
    "rent": ("tenant", "hotel", "institution", "housed"),
    "service_charges": ("tenant", "hotel", "institution", "housed"),
    "lease_in_name": ("tenant", "institution"),
    "flat_share": ("tenant",),
    "loan_repayment": ("buyer", "owner"),
    "coownership_charges": ("buyer", "owner"),
    "homeless_months": ("none", "hotel", "housed"),
    "hotel_paid_by_care": ("hotel",),
    "social_aid": ("institution",),
    "medical_institution": ("institution",),
    "casvp_suburb": ("institution",),
}


def contradictions(situation: "Situation", on: date | None = None) -> list[str]:
    """What no single field shows: who is there twice, missing, or out of order."""
    return [*_members(situation), *_dates(situation, on), *_answers(situation)]


def warnings(situation: "Situation", on: date) -> list[str]:
    """What is rare enough to be read again."""
    return [*_families(situation, on), *_sums(situation), *_tenure(situation)]


def _members(situation: "Situation") -> Iterator[str]:
    persons = situation.persons
    if persons is None:
        return
    roles = [person.role for person in persons]
    if "applicant" not in roles and "" not in roles:
        yield "persons: no applicant"
    for role in PARENTS:
        yield from (f"persons[{n}].role: a second {role}" for n in _repeats(roles) if roles[n] == role)
    ids = [person.id for person in persons]
    yield from (f"persons[{n}].id: given twice" for n in _repeats(ids) if ids[n])
    if situation.couple == "none" and "partner" in roles:
        yield 'couple: "none" although a partner is listed'
    births = [person.birth_date for person in persons if person.role in PARENTS]
    if births and None not in births:
        for n, person in enumerate(persons):
            if person.role == "child" and person.birth_date and person.birth_date <= min(births):
                yield f"persons[{n}].birth_date: older than the parents"


def _dates(situation: "Situation", on: date | None) -> Iterator[str]:
    persons = situation.persons or ()
    for n, person in enumerate(persons):
        for m, income in enumerate(person.incomes or ()):
            if income.since and income.until and income.until < income.since:
                yield f"persons[{n}].incomes[{m}].until: before from"
    if on is None:
        return
    ages = [person.age(on) for person in persons]
    if ages and all(age is not None and age < ADULT for age in ages):
        yield "persons: no adult"
    for n, person in enumerate(persons):
        if person.autonomy_certificate_on and person.autonomy_certificate_on > on:
            yield f"persons[{n}].autonomy_certificate_on: after the date of the check"
        age, months = ages[n], person.months_in_paris_last_5_years
        if age is not None and months is not None and months >= (max(age, 0) + 1) * 12:
            yield f"persons[{n}].months_in_paris_last_5_years: more than their age"


def _answers(situation: "Situation") -> Iterator[str]:
    benefit = situation.housing.housing_benefit
    if benefit and benefit.claimed is False and benefit.monthly:
        yield "housing.housing_benefit.monthly: received although not claimed"
    if situation.works.finished and situation.works.begun is False:
        yield "works.finished: finished although not begun"


def _families(situation: "Situation", on: date) -> Iterator[str]:
    persons = situation.persons or ()
    if situation.couple not in (None, "none") and all(person.role != "partner" for person in persons):
        yield "persons: in a couple although no partner is listed"
    parents = [person for person in persons if person.role in PARENTS]
    for n, person in enumerate(persons):
        age = person.age(on)
        if age is not None and age < MAJORITY and person.role != "child":
            yield f"persons[{n}].birth_date: not of age"
        if person.role == "child" and any(_too_close(person, parent) for parent in parents):
            yield f"persons[{n}].birth_date: less than {YOUNGEST_PARENT} years younger than a parent"
    if situation.arrival.on and situation.arrival.on > on:
        yield "arrival.on: after the date of the check"


def _too_close(child: "Person", parent: "Person") -> bool:
    born, before = child.birth_date, parent.birth_date
    if born is None or before is None:
        return False
    return (born.year - before.year - ((born.month, born.day) < (before.month, before.day))) < YOUNGEST_PARENT


def _sums(situation: "Situation") -> Iterator[str]:
    for n, person in enumerate(situation.persons or ()):
        incomes = person.incomes or ()
        for m, income in enumerate(incomes):
            path = f"persons[{n}].incomes[{m}]"
            if (income.monthly_net or 0) > LARGE_INCOME:
                yield f"{path}.monthly_net: very large"
            if income.monthly_gross is not None and income.monthly_gross < (income.monthly_net or 0):
                yield f"{path}.monthly_gross: less than the net"
        for (_, one), (m, other) in combinations(enumerate(incomes), 2):
            if _same(one, other):
                yield f"persons[{n}].incomes[{m}]: the same as another, at the same time"
        title, rate = (person.disability.title, person.disability.rate) if person.disability else (None, None)
        if title == "none" and rate:
            yield f"persons[{n}].disability.rate: a rate without a recognition"
    if (situation.housing.rent or 0) > LARGE_RENT:
        yield "housing.rent: very large"


def _same(one: "Income", other: "Income") -> bool:
    """The same kind and sum over a common month."""
    if one.kind is None or (one.kind, one.monthly_net) != (other.kind, other.monthly_net):
        return False
    first, last = max(one.since or "", other.since or ""), min(one.until or "9999", other.until or "9999")
    return one.monthly_net is not None and first <= last


def _tenure(situation: "Situation") -> Iterator[str]:
    housing = situation.housing
    if housing.tenure is not None:
        for name, tenures in TENURES.items():
            if getattr(housing, name) and housing.tenure not in tenures:
                yield f"housing.{name}: not expected of this tenure"
    benefit = housing.housing_benefit
    if benefit and benefit.monthly and housing.rent is not None and housing.tenure == "tenant":
        paid = housing.rent + (housing.service_charges or 0)
        if benefit.monthly > paid:
            yield "housing.housing_benefit.monthly: more than the rent"


def _repeats(values: list[str]) -> list[int]:
    return [n for n, value in enumerate(values) if value in values[:n]]
