"""Allocation pour naissance ou adoption multiple: a sum paid once (IV-1.4). Only this benefit must enter."""

from datetime import date

from eligibility.rules.case import Case, depends
from eligibility.rules.general import general
from eligibility.rules.title import Benefit, Title
from eligibility.rules.verdict import Condition, Quantity, at_most, exactly, fact, hull, unknown
from eligibility.situation import Person
from eligibility.versions import TEXT_APRIL_2018

CODE = "naissance_multiple"
ARTICLES = {"birth": "IV-1.4 b/1", "adoption": "IV-1.4 b/2"}


def families(case: Case) -> tuple[Condition, ...]:
    """a/1: several children born or adopted at once, as told, or as children born on one day show."""
    arrival = case.situation.arrival
    if twins(case):
        holds: bool | None = True
    elif not case.situation.described:
        holds = None
    elif arrival.kind in ARTICLES:
        holds = None if arrival.children is None else arrival.children > 1
    else:
        several = len(_children(case)) > 1
        holds = False if arrival.kind == "none" or not several else None
    path = "arrival.children" if arrival.kind in ARTICLES else "arrival.kind"
    return (fact("multiple_arrival", "IV-1.4 a/1", holds, path if case.situation.described else "persons"),)


def conditions(case: Case) -> tuple[Condition, ...]:
    return (*general(case, moved="IV-A 5"), in_time(case))


def in_time(case: Case) -> Condition:
    """b/1, b/2: claimed within six months of the births or of the adoption judgment."""
    arrival = case.situation.arrival
    told = arrival.kind in ARTICLES and (arrival.on or not twins(case))
    since = arrival.on if told else max((child.birth_date for child in twins(case)), default=None)
    article = ARTICLES.get(arrival.kind or "", ARTICLES["birth"])
    known = unknown("arrival.on") if since is None else exactly(months_since(since, case.on))
    return at_most(
        "months_since_arrival", article, known, exactly(case.parameter(f"{CODE}.months")), "months"
    )


def months_since(since: date, on: date) -> float:
    """Full months from `since` to `on`, and a half when some days of one more have passed."""
    months = (on.year - since.year) * 12 + on.month - since.month
    return months + (on.day > since.day) * 0.5 - (on.day < since.day) * 0.5


def twins(case: Case) -> tuple[Person, ...]:
    """The latest dependent children of the home born on one day."""
    return case.once("twins", _twins, case)


def _twins(case: Case) -> tuple[Person, ...]:
    by_day: dict[date, list[Person]] = {}
    for child in _children(case):
        if child.birth_date:
            by_day.setdefault(child.birth_date, []).append(child)
    days = [day for day, children in by_day.items() if len(children) > 1]
    return tuple(by_day[max(days)]) if days else ()


def _children(case: Case) -> list[Person]:
    """Those who are or may be dependent and at home."""
    return [
        person
        for person in case.persons
        if person.role == "child" and depends(person, case.on) is not False and not person.in_care
    ]


def amount(case: Case) -> Quantity:
    """a/2; half of it in shared custody since April 2018 (IV-A 3)."""
    if not case.situation.described:
        return unknown("persons")
    whole = case.parameter(f"{CODE}.amount")
    if case.text < TEXT_APRIL_2018:
        return exactly(whole)
    arrived = twins(case) or tuple(_children(case))
    shared = {child.shared_custody for child in arrived}
    if len(shared) == 1 and None not in shared:
        return exactly(whole / 2 if True in shared else whole)
    if True not in shared and None not in shared:
        return exactly(whole)
    gaps = (f"persons[{n}].shared_custody" for n, p in enumerate(case.persons) if p in arrived)
    return hull((whole / 2, whole), tuple(gaps))


NEEDS = ("identity", "right_to_stay", "residence", "family", "bank_details", "shared_custody")
BENEFIT = Benefit(
    CODE,
    every="once",
    titles=(Title("IV-1.4", families, conditions, amount, NEEDS, duration_months=None),),
)
