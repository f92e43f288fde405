"""The same household on a later day: what counts months has counted on, what is forgotten is not known.

Everything else is as it was. No rule, no database must enter.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from eligibility.fact_names import DOORS, INCOMES, NO_INCOME, SINCE, income_kind
from eligibility.parameters import Figures
from eligibility.situation import Care, Hardship, Income, Person, Situation
from nps.calendar import months_after

WINDOW = 60  # months: residence is looked at in the last five years (I-A 2)
PAST_YEAR = 12  # months: the sums of discretionary aids are those of the last twelve


class Expiry(NamedTuple):
    """A fact known until `last`, that day included. `person`: their id, None for the household's own."""

    last: date
    person: str | None
    fact: str


def months_between(on: date, later: date) -> int:
    """Months as they are counted in the situation: by the calendar's months, whatever the day."""
    return (later.year - on.year) * 12 + later.month - on.month


def situation_at(situation: Situation, on: date, later: date) -> Situation:
    """The household told at `on`, as it will be `later` if nothing but time happens.

    Months in Paris are taken as the latest ones; what goes on (a sick leave, an aid received in a row)
    goes on. Years of residence permit are the full years that are sure.
    """
    months = months_between(on, later)
    persons = situation.persons
    housing, works = situation.housing, situation.works
    return replace(
        situation,
        on=later,
        persons=None if persons is None else tuple(_person_at(person, months) for person in persons),
        housing=replace(
            housing,
            months_occupied=_counted(housing.months_occupied, months),
            homeless_months=_going_on(housing.homeless_months, months),
        ),
        care=_care_at(situation.care, months),
        works=replace(works, months_since_last=_counted(works.months_since_last, months)),
        hardship=_hardship_at(situation.hardship, months),
    )


def _person_at(person: Person, months: int) -> Person:
    years, left = person.residence_permit_years, person.months_since_leaving_paris
    return replace(
        person,
        months_in_paris_last_5_years=_in_paris(person, months),
        residence_permit_years=_counted(years, months // 12),
        amethyste_expired_months=_counted(person.amethyste_expired_months, months),
        months_since_leaving_paris=_counted(left, months),
        sick_leave_months=_going_on(person.sick_leave_months, months),
    )


def _in_paris(person: Person, months: int) -> int | None:
    """One more each month for who lives in Paris; for who has left, those that have not yet slid out."""
    known, left = person.months_in_paris_last_5_years, person.months_since_leaving_paris
    if known is None:
        return None
    return min(WINDOW, known + months) if left is None else max(0, min(known, WINDOW - left - months))


def _counted(known: int | None, more: int) -> int | None:
    return None if known is None else known + more


def _going_on(known: int | None, months: int) -> int | None:
    """A count of something under way; none is none."""
    return known + months if known else known


def _care_at(care: Care, months: int) -> Care:
    if care.months_since_last is not None:
        return replace(care, months_since_last=care.months_since_last + months)
    return replace(care, months_received=_going_on(care.months_received, months))


def _hardship_at(hardship: Hardship, months: int) -> Hardship:
    """The aids of the last twelve months: all out after a year, in between nobody said which."""
    names = ("homeless_aid", "exceptional_aid", "disaster_aid")
    if not months:
        return hardship
    out = {name: 0 for name in names if months >= PAST_YEAR and getattr(hardship, name) is not None}
    unknown = {name: None for name in names if getattr(hardship, name)}
    return replace(hardship, **unknown | out)


# Forgetting


def forget(situation: Situation, person: str | None, fact: str) -> Situation:
    """The household without one fact, by the name `facts` keeps it under. Other names change nothing."""
    if person is None:
        return _without(situation, _path(fact))
    persons = situation.persons and tuple(
        _without_of_person(one, fact) if one.id == person else one for one in situation.persons
    )
    return replace(situation, persons=persons)


def _path(fact: str) -> str:
    """Where the fact stands in the situation: months for a day, what lies behind a door."""
    return SINCE[fact][0] if fact in SINCE else DOORS[fact][0] if fact in DOORS else fact


def _without_of_person(person: Person, fact: str) -> Person:
    if fact == NO_INCOME:
        return person if person.incomes else replace(person, incomes=None)
    if fact.startswith(INCOMES):
        return replace(person, incomes=unknown_sums(person.incomes, (income_kind(fact),)))
    return _without(person, _path(fact))


def _without(thing: Any, path: str) -> Any:
    name, _, rest = path.partition(".")
    if not hasattr(thing, name):
        return thing
    inner = getattr(thing, name)
    return replace(thing, **{name: _without(inner, rest) if rest and inner is not None else None})


def unknown_sums(incomes: tuple[Income, ...] | None, kinds: tuple[str, ...]) -> tuple[Income, ...] | None:
    """The incomes of these kinds are still received, how much is no longer known."""
    if incomes is None:
        return None
    return tuple(
        Income(income.kind, since=income.since, until=income.until) if income.kind in kinds else income
        for income in incomes
    )


# The days ahead


def days_ahead(
    situation: Situation, on: date, months: int, figures: Figures, expiring: tuple[Expiry, ...] = ()
) -> list[date]:
    """The days after `on`, within `months`, on which something may be different: in order, each once."""
    end = months_after(on, months)
    found = {
        *(months_after(on.replace(day=1), n) for n in range(1, months + 1)),
        *_birthdays(situation, on, end),
        *_anniversaries(situation, months),
        *figures.changes,
        *(expiry.last + timedelta(days=1) for expiry in expiring),
    }
    return sorted(day for day in found if on < day <= end)


def birthday(born: date, age: int) -> date:
    """The first day of that age; who was born on 29 February is older on 1 March of a common year."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def _birthdays(situation: Situation, on: date, end: date) -> Iterator[date]:
    for person in situation.persons or ():
        if person.birth_date:
            for year in range(on.year, end.year + 1):
                yield birthday(person.birth_date, year - person.birth_date.year)


def _anniversaries(situation: Situation, months: int) -> Iterator[date]:
    """Time limits counted from a day: that many months after it, and the day after."""
    days = (situation.arrival.on, *(person.autonomy_certificate_on for person in situation.persons or ()))
    for day in filter(None, days):
        for n in range(months + PAST_YEAR * 2):
            limit = months_after(day, n)
            yield from (limit, limit + timedelta(days=1))
