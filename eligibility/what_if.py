"""What might happen to a household, each as another household: an income, a birth, a separation, a move.

What would follow and nobody knows is not known (None), never made up. No rule, no database must enter.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from eligibility.ageing import birthday, situation_at, unknown_sums
from eligibility.situation import Arrival, Disability, Housing, HousingBenefit, Income, Person, Situation
from nps.calendar import months_after

# Income kind → the national rights that pay it. Their sums follow from the rest of the household.
COMPUTED: dict[str, tuple[str, ...]] = {
    "rsa": ("rsa",),
    "activity_bonus": ("prime_activite",),
    "aspa": ("aspa",),
    "aah": ("aah",),
    "ass": ("ass",),
    "family_benefit": ("allocations_familiales", "complement_familial", "asf", "paje_base"),
    "housing_benefit": ("aide_logement",),
}
WORK = ("wage", "self_employment")
BEFORE_RETIREMENT = (*WORK, "unemployment_benefit", "sickness_benefit", "ass", "retirement_pension")
MOST_POINTS = 31  # of one comparison


@dataclass(frozen=True, slots=True)
class Supposed:
    """A household on a day. `settle`: the benefits of COMPUTED whose sum is not known are computed."""

    situation: Situation
    on: date
    settle: bool = True


def as_is(situation: Situation, on: date) -> Supposed:
    """The household as it is told."""
    return Supposed(situation, on, settle=False)


def with_income(situation: Situation, on: date, n: int, kind: str, monthly_net: float) -> Supposed:
    """Person `n` has this income of this kind and no other of it, for as long as the law looks back.

    The tax notice would say something else: what is declared is estimated again.
    """
    person = situation.persons[n]
    others = None if person.incomes is None else [i for i in person.incomes if i.kind != kind]
    incomes = (*([Income()] if others is None else others), Income(kind, monthly_net))
    tax = replace(situation.tax, declared_monthly_income=None, income_tax=None)
    return Supposed(unsettled(_with(replace(situation, tax=tax), n, replace(person, incomes=incomes))), on)


def slider(low: float, high: float, step: float) -> tuple[float, ...]:
    """Sums from `low` to `high`, both included. Raises ValueError above MOST_POINTS."""
    number = math.ceil((high - low) / step) + 1
    if high < low or number > MOST_POINTS:
        raise ValueError(f"more than {MOST_POINTS} points, or none")
    return tuple(min(low + n * step, high) for n in range(number))


def birth(situation: Situation, on: date, children: int = 1) -> Supposed:
    """So many children born that day: dependent, in the home, without a disability; a month later.

    Family benefits start with the month after the birth (CSS L552-1).
    """
    taken = {person.id for person in situation.persons or ()}
    names = (name for n in range(len(taken) + children) if (name := f"born-{n + 1}") not in taken)
    born = [
        Person(
            id=name,
            role="child",
            birth_date=on,
            incomes=(),
            disability=Disability("none"),
            dependent=True,
            shared_custody=False,
            in_care=False,
            schooling="none",
        )
        for name, _ in zip(names, range(children), strict=False)
    ]
    arrival = Arrival("birth", on, children) if children > 1 else situation.arrival
    persons = (*(situation.persons or ()), *born)
    grown, later = replace(situation, persons=persons, arrival=arrival), months_after(on, 1)
    return Supposed(unsettled(situation_at(grown, on, later)), later)


def separation(
    situation: Situation, on: date, children: Mapping[int, str], maintenance: float | None = None
) -> Supposed:
    """The partner leaves. `children`: place → "stays", "shared" or "leaves"; not told: stays.

    `maintenance`: received for the children who stay, euros a month; None: not known. A recent change
    (I-A 5): personal resources count, not what was declared together.
    """
    stays = [
        replace(person, shared_custody=True) if children.get(n) == "shared" else person
        for n, person in enumerate(situation.persons or ())
        if person.role != "partner" and children.get(n) != "leaves"
    ]
    tax = replace(situation.tax, declared_monthly_income=None, income_tax=None, recent_change=True)
    alone = replace(situation, couple="none", persons=tuple(stays), tax=tax)
    if any(person.role == "child" for person in stays):
        n = _applicant(alone)
        received = Income("maintenance_received", maintenance, since=_month(on))
        alone = _add_income(alone, n, received)
    return Supposed(unsettled(alone), on)


def move(
    situation: Situation,
    on: date,
    *,
    tenure: str,
    rent: float | None = None,
    service_charges: float | None = None,
    lease_in_name: bool | None = None,
    in_paris: bool = True,
) -> Supposed:
    """Another home since that day; of it only what is told is known. Outside Paris, nobody is resident.

    Nothing can be owed yet for a new home, unless something is already. The housing benefit depends on
    where: outside Paris the rent is left unknown, so that none is made up.
    """
    aid = situation.housing.housing_benefit
    claimed = aid.claimed if aid and tenure in ("tenant", "buyer", "institution", "hotel") else False
    home = Housing(
        tenure=tenure,
        rent=rent if in_paris else None,
        service_charges=service_charges,
        lease_in_name=lease_in_name,
        months_occupied=0,
        arrears=False if situation.housing.arrears is False else None,
        housing_benefit=HousingBenefit(claimed, 0 if claimed is False else None),
    )
    moved = replace(situation, housing=home)
    if not in_paris:
        persons = tuple(
            replace(person, months_in_paris_last_5_years=0, months_since_leaving_paris=0)
            for person in situation.persons or ()
        )
        moved = replace(moved, persons=persons)
    return Supposed(unsettled(moved), on)


def job_loss(situation: Situation, on: date, n: int, benefit: float | None = None) -> Supposed:
    """Work of person `n` ended last month. `benefit`: of unemployment, euros a month; None: not known."""
    return _another_life(situation, on, n, WORK, Income("unemployment_benefit", benefit), jobseeker=True)


def retirement(situation: Situation, on: date, n: int, pension: float | None = None) -> Supposed:
    """Person `n` retires that day. `pension`: all pensions, euros a month; None: not known."""
    retired = Income("retirement_pension", pension)
    return _another_life(situation, on, n, BEFORE_RETIREMENT, retired, retired=True, jobseeker=False)


def turning(situation: Situation, on: date, n: int, age: int) -> Supposed | None:
    """The day person `n` turns `age`, nothing else happening; None when it is past or not known."""
    born = situation.persons[n].birth_date
    if born is None or (day := birthday(born, age)) <= on:
        return None
    return Supposed(situation_at(situation, on, day), day, settle=False)


def unsettled(situation: Situation) -> Situation:
    """The benefits that follow from the rest are still received, how much is no longer known."""
    kinds = tuple(COMPUTED)
    persons = situation.persons and tuple(
        replace(person, incomes=unknown_sums(person.incomes, kinds)) for person in situation.persons
    )
    housing, aid = situation.housing, situation.housing.housing_benefit
    if aid and aid.claimed:
        housing = replace(housing, housing_benefit=HousingBenefit(claimed=True))
    return replace(situation, persons=persons, housing=housing)


def _another_life(
    situation: Situation, on: date, n: int, ends: tuple[str, ...], comes: Income, **facts: bool
) -> Supposed:
    """Some incomes of person `n` end with the month before, another starts: a recent change (I-A 5)."""
    person, month = situation.persons[n], _month(on)
    last = _month(months_after(on.replace(day=1), -1))
    kept = [
        replace(income, until=last) if income.kind in ends and income.runs(month) else income
        for income in ([Income()] if person.incomes is None else person.incomes)
        if not (income.kind in ends and income.since and income.since > last)
    ]
    changed = replace(person, incomes=(*kept, replace(comes, since=month)), **facts)
    tax = replace(situation.tax, recent_change=True)
    return Supposed(unsettled(_with(replace(situation, tax=tax), n, changed)), on)


def _add_income(situation: Situation, n: int, income: Income) -> Situation:
    person = situation.persons[n]
    known = (Income(),) if person.incomes is None else person.incomes
    return _with(situation, n, replace(person, incomes=(*known, income)))


def _with(situation: Situation, n: int, person: Person) -> Situation:
    persons = situation.persons
    return replace(situation, persons=(*persons[:n], person, *persons[n + 1 :]))


def _applicant(situation: Situation) -> int:
    return next(n for n, person in enumerate(situation.persons) if person.role == "applicant")


def _month(day: date) -> str:
    return day.isoformat()[:7]
