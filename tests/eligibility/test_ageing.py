"""The same household later: months counted on, facts forgotten, the days that may matter."""

from dataclasses import replace
from datetime import date

import pytest

from eligibility.ageing import Expiry, birthday, days_ahead, forget, months_between, situation_at
from eligibility.fact_names import months_since
from eligibility.parameters import published
from eligibility.situation import Arrival, Care, Hardship, Housing, Income, Person, Situation
from tests.eligibility.households import household

ON = date(2024, 3, 15)


def of(person: Person | None = None, **facts) -> Situation:
    return Situation(persons=(person or Person("ada", "applicant"),), **facts)


def later(situation: Situation, day: date) -> Person:
    return situation_at(situation, ON, day).persons[0]


@pytest.mark.parametrize("since", ["2015-06", "2021-04", "2023-12", "2024-03"])
@pytest.mark.parametrize("day", [date(2024, 3, 31), date(2024, 4, 1), date(2026, 9, 1), date(2030, 1, 15)])
def test_months_in_paris_are_those_counted_on_that_day(since, day):
    known = Person("ada", "applicant", months_in_paris_last_5_years=months_since(since, ON, 60))
    assert later(of(known), day).months_in_paris_last_5_years == months_since(since, day, 60)


def test_who_left_paris_loses_the_months_that_slide_out():
    left = Person("ada", "applicant", months_in_paris_last_5_years=50, months_since_leaving_paris=10)
    assert later(of(left), date(2024, 9, 15)).months_in_paris_last_5_years == 44
    assert later(of(left), date(2024, 9, 15)).months_since_leaving_paris == 16
    assert later(of(left), date(2030, 3, 15)).months_in_paris_last_5_years == 0


def test_what_goes_on_is_counted_on_and_none_stays_none():
    told = of(
        Person("ada", "applicant", sick_leave_months=5),
        housing=Housing(months_occupied=2, homeless_months=0),
        care=Care(months_received=3),
    )
    after = situation_at(told, ON, date(2024, 4, 1))
    assert after.persons[0].sick_leave_months == 6
    assert (after.housing.months_occupied, after.housing.homeless_months) == (3, 0)
    assert (after.care.months_received, after.care.months_since_last) == (4, None)


def test_what_is_not_known_is_not_known_later():
    unknown = Situation.from_json({"persons": [{"id": "ada", "role": "applicant"}]})
    assert situation_at(unknown, ON, date(2026, 3, 15)) == replace(unknown, on=date(2026, 3, 15))


@pytest.mark.parametrize(
    ("known", "day", "after"),
    [(500, ON, 500), (500, date(2024, 9, 15), None), (0, date(2024, 9, 15), 0), (500, date(2025, 3, 1), 0)],
)
def test_the_aids_of_the_last_year_are_out_of_it_after_a_year(known, day, after):
    told = of(hardship=Hardship(exceptional_aid=known))
    assert situation_at(told, ON, day).hardship.exceptional_aid == after


def test_a_fact_no_longer_proved_is_not_known():
    told = Situation.from_json(household("lone_parent"))
    applicant = told.persons[0].id
    assert forget(told, None, "housing.housing_benefit.monthly").housing.housing_benefit.monthly is None
    assert forget(told, None, "housing.housing_benefit.monthly").housing.housing_benefit.claimed is True
    assert forget(told, applicant, "in_paris_since").persons[0].months_in_paris_last_5_years is None
    assert forget(told, applicant, "disability.title").persons[0].disability.title is None
    assert forget(told, applicant, "incomes.wage").persons[0].incomes == (Income("wage"),)
    assert forget(told, applicant, "no_such_fact") == told


def test_who_has_no_income_at_all_and_can_no_longer_prove_it_may_have_one():
    assert forget(of(Person("ada", "applicant", incomes=())), "ada", "no_income").persons[0].incomes is None


def test_the_days_ahead_are_months_birthdays_limits_figures_and_ends_of_proofs():
    told = of(
        Person("ada", "applicant", birth_date=date(1959, 11, 20)), arrival=Arrival("birth", date(2024, 2, 10))
    )
    days = days_ahead(told, ON, 12, published(), (Expiry(date(2024, 6, 30), None, "housing.rent"),))
    assert days == sorted(set(days))
    assert days[0] > ON
    assert days[-1] <= date(2025, 3, 15)
    assert {date(2024, 4, 1), date(2024, 11, 20), date(2024, 8, 11), date(2024, 7, 1)} <= set(days)
    assert {day for day in published().changes if ON < day <= date(2025, 3, 15)} <= set(days)


@pytest.mark.parametrize("born", [date(2004, 2, 29), date(1959, 11, 20), date(2000, 12, 31)])
def test_a_birthday_is_the_first_day_of_the_age(born):
    person = Person("ada", "applicant", birth_date=born)
    for age in (18, 21, 65):
        day = birthday(born, age)
        assert person.age(day) == age
        assert person.age(date.fromordinal(day.toordinal() - 1)) == age - 1


def test_months_are_those_of_the_calendar():
    assert months_between(date(2024, 3, 31), date(2024, 4, 1)) == 1
    assert months_between(date(2023, 12, 1), date(2024, 1, 31)) == 1
