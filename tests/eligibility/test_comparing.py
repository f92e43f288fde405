"""Rights compared: many at once as one by one, benefits that follow are computed, the next day is right."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from eligibility import comparing, engine, what_if
from eligibility.ageing import Expiry, situation_at
from eligibility.parameters import Version, published
from eligibility.situation import Income, Situation
from tests.eligibility.households import household

ON = date(2024, 3, 15)


def read(name: str, **changes) -> Situation:
    return Situation.from_json(household(name) | changes)


def changed(situation: Situation, n: int, **facts) -> Situation:
    persons = [replace(p, **facts) if place == n else p for place, p in enumerate(situation.persons)]
    return replace(situation, persons=tuple(persons))


def told(right) -> tuple:
    return right.code, right.status, right.amount


def test_many_at_once_say_what_each_says_alone():
    lone = read("lone_parent")
    supposed = [
        what_if.as_is(lone, ON),
        what_if.with_income(lone, ON, 0, "wage", 600),
        what_if.turning(lone, ON, 1, 18),
        what_if.with_income(lone, ON, 0, "wage", 2500),
    ]
    together = comparing.outcomes(supposed)
    for one, found in zip(supposed, together, strict=True):
        alone = comparing.outcomes([one])[0]
        assert found.on == one.on == found.result.on
        assert found.computed == alone.computed
        assert list(map(told, found.result.rights)) == list(map(told, alone.result.rights))


def test_what_is_told_is_checked_as_on_the_page_of_rights():
    lone = read("lone_parent")
    assert comparing.outcomes([what_if.as_is(lone, ON)])[0].result == engine.check(lone, on=ON)


def test_a_benefit_that_follows_from_the_rest_is_computed_again():
    lone = changed(read("lone_parent"), 0, incomes=(Income("wage", 300), Income("rsa", 400)))
    poor, better = comparing.outcomes(
        [what_if.with_income(lone, ON, 0, "wage", 100), what_if.with_income(lone, ON, 0, "wage", 2000)]
    )
    assert poor.computed["rsa"] == poor.result.right("rsa").amount > 0
    assert better.computed["rsa"] == 0  # computed as nothing is known, not unknown
    assert better.result.right("paris_logement").status != "undetermined"
    assert poor.computed["housing_benefit"] > better.computed["housing_benefit"]


def test_without_the_national_part_nothing_is_made_up():
    lone = changed(read("lone_parent"), 0, incomes=(Income("rsa", 400),))
    found = comparing.outcomes([what_if.with_income(lone, ON, 0, "wage", 100)], national=False)[0]
    assert found.computed == {"rsa": None}


def test_a_difference_is_of_status_or_sum():
    lone = read("lone_parent")
    before, after = comparing.outcomes([what_if.as_is(lone, ON), what_if.birth(lone, ON)], national=False)
    lines = {one.before.code: one for one in comparing.differences(before.result, after.result)}
    assert set(lines) == {right.code for right in before.result.rights}
    assert lines["paris_forfait_familles"].changes
    assert not lines["complement_sante_paris"].changes


# The next day something changes


def first_by_hand(situation: Situation, months: int) -> date | None:
    """Every single day, the slow way."""
    before = list(map(told, engine.check(situation, on=ON, national=False).rights))
    for n in range(1, months * 31):
        day = ON + timedelta(days=n)
        later = situation_at(situation, ON, day)
        if list(map(told, engine.check(later, on=day, national=False).rights)) != before:
            return day
    return None


def elder(born: date, **facts) -> Situation:
    return changed(read("retired_tenant"), 0, birth_date=born, **facts)


@pytest.mark.parametrize(
    ("situation", "day"),
    [
        (elder(date(1959, 5, 20)), date(2024, 5, 20)),
        (elder(date(1964, 5, 20), unfit_for_work=True), date(2024, 5, 20)),
        (elder(date(1950, 5, 20), months_in_paris_last_5_years=34), date(2024, 5, 1)),
    ],
)
def test_the_day_is_the_first_of_all_days(situation, day):
    found = comparing.next_change(situation, ON, horizon_months=6)
    assert found.on == day == first_by_hand(situation, 6)
    assert "paris_solidarite" in {one.before.code for one in found.differences}


def test_an_income_that_ends_changes_what_depends_on_it():
    wage = (Income("wage", 5000, until="2024-06"), Income("wage", 500))
    told_so = replace(read("lone_parent").tax, declared_monthly_income=None)
    lone = replace(changed(read("lone_parent"), 0, incomes=wage), tax=told_so)
    assert comparing.next_change(lone, ON).on == date(2024, 7, 1)


def test_a_fact_no_longer_proved_is_a_change_the_day_after():
    expiring = (Expiry(date(2024, 4, 10), None, "energy.contract"),)
    found = comparing.next_change(read("lone_parent"), ON, expiring=expiring)
    assert found.on == date(2024, 4, 11)
    assert [(one.before.code, one.after.status) for one in found.differences] == [
        ("paris_energie_familles", "undetermined")
    ]


def test_figures_known_beforehand_change_what_they_pay():
    day, name = date(2024, 6, 17), "paris_energie_familles.amount.one_or_two"
    figures = published().with_versions({name: Version(day, 999, "SPÉCIMEN")})
    found = comparing.next_change(read("lone_parent"), ON, figures=figures)
    assert found.on == day
    assert [(one.before.code, one.after.amount) for one in found.differences] == [
        ("paris_energie_familles", 999)
    ]


def test_nothing_changes_within_the_months_looked_at():
    assert comparing.next_change(elder(date(1959, 5, 20)), ON, horizon_months=2) is None


def test_ages_and_incomes_not_known_bring_no_day():
    unknown = Situation.from_json({"persons": [{"id": "ada", "role": "applicant"}]})
    assert comparing.next_change(unknown, ON) is None
