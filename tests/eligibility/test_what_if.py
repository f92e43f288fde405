"""What might happen: each event changes what it changes, and leaves unknown what nobody knows."""

from dataclasses import replace
from datetime import date

import pytest

from eligibility import engine, what_if
from eligibility.situation import HousingBenefit, Income, Situation
from tests.eligibility.households import household

ON = date(2024, 3, 15)


def read(name: str, **changes) -> Situation:
    return Situation.from_json(household(name) | changes)


def by_law(supposed) -> dict:
    result = engine.check(supposed.situation, on=supposed.on, national=False)
    return {right.code: (right.status, right.amount) for right in result.rights}


def test_the_slider_reaches_both_ends():
    assert what_if.slider(0, 250, 100) == (0, 100, 200, 250)
    assert what_if.slider(900, 900, 50) == (900,)
    assert len(what_if.slider(0, 3000, 100)) == what_if.MOST_POINTS


@pytest.mark.parametrize(("low", "high", "step"), [(0, 3100, 100), (10, 5, 1)])
def test_a_slider_too_long_or_backwards_is_refused(low, high, step):
    with pytest.raises(ValueError):
        what_if.slider(low, high, step)


def test_an_income_replaces_its_kind_and_what_was_declared_is_estimated():
    told = read("lone_parent")
    found = what_if.with_income(told, ON, 0, "wage", 2000).situation
    assert found.persons[0].incomes == (Income("wage", 2000),)
    assert (found.tax.declared_monthly_income, found.tax.income_tax) == (None, None)
    assert found.housing.housing_benefit == HousingBenefit(claimed=True)
    assert told == read("lone_parent")


def test_an_income_of_who_said_nothing_leaves_the_others_unknown():
    told = read("lone_parent")
    silent = replace(told, persons=(replace(told.persons[0], incomes=None), *told.persons[1:]))
    found = what_if.with_income(silent, ON, 0, "wage", 1000).situation
    assert found.persons[0].incomes == (Income(), Income("wage", 1000))


def test_more_income_ends_the_aid_under_a_ceiling():
    told = read("lone_parent")
    code = "paris_logement_familles_monoparentales"
    assert by_law(what_if.with_income(told, ON, 0, "wage", 1300))[code][0] != "not_entitled"
    assert by_law(what_if.with_income(told, ON, 0, "wage", 4000))[code][0] == "not_entitled"


def test_a_birth_adds_a_dependent_child_and_twins_an_arrival():
    told = read("couple_three_children")
    one, two = what_if.birth(told, ON), what_if.birth(told, ON, 2)
    born = one.situation.persons[-1]
    assert (born.birth_date, born.dependent, born.in_care, born.shared_custody) == (ON, True, False, False)
    assert one.situation.arrival == told.arrival
    assert (two.situation.arrival.kind, two.situation.arrival.children) == ("birth", 2)
    assert len({person.id for person in two.situation.persons}) == len(told.persons) + 2


def test_a_third_birth_opens_the_aid_for_large_families():
    told = read("lone_parent")
    assert by_law(what_if.as_is(told, ON))["paris_forfait_familles"][0] == "not_entitled"
    assert by_law(what_if.birth(told, ON))["paris_forfait_familles"][0] == "entitled"


def test_a_separation_leaves_one_adult_with_the_children_who_stay():
    told = read("couple_three_children")
    found = what_if.separation(told, ON, {2: "stays", 3: "shared", 4: "leaves"}, maintenance=0).situation
    assert (found.couple, [person.role for person in found.persons]) == (
        "none",
        ["applicant", "child", "child"],
    )
    assert [person.shared_custody for person in found.persons[1:]] == [False, True]
    assert found.tax.recent_change is True
    assert found.tax.declared_monthly_income is None
    assert found.persons[0].incomes[-1] == Income("maintenance_received", 0, since="2024-03")


def test_maintenance_nobody_knows_is_not_nothing():
    found = what_if.separation(read("couple_one_child"), ON, {})
    code = "paris_logement_familles_monoparentales"
    assert found.situation.persons[0].incomes[-1] == Income("maintenance_received", since="2024-03")
    assert by_law(found)[code][0] == "undetermined"


def test_a_move_forgets_the_former_home():
    told = read("lone_parent")
    found = what_if.move(
        told, ON, tenure="tenant", rent=700, service_charges=50, lease_in_name=True
    ).situation
    assert found.housing.months_occupied == 0
    assert found.housing.decent is None
    assert found.housing.housing_benefit == HousingBenefit(claimed=True)
    assert found.persons[0].months_in_paris_last_5_years == told.persons[0].months_in_paris_last_5_years


def test_outside_paris_nothing_of_the_by_law_is_due():
    told = read("lone_parent")
    rights = by_law(what_if.move(told, ON, tenure="tenant", rent=700, lease_in_name=True, in_paris=False))
    assert {status for status, _ in rights.values()} == {"not_entitled"}


def test_a_lost_job_ends_the_wage_last_month_and_what_replaces_it_is_not_made_up():
    told = read("lone_parent")
    found = what_if.job_loss(told, ON, 0).situation
    wage, benefit = found.persons[0].incomes
    assert (wage.kind, wage.until) == ("wage", "2024-02")
    assert benefit == Income("unemployment_benefit", since="2024-03")
    assert found.persons[0].jobseeker is True
    assert found.tax.recent_change is True


def test_retirement_ends_work_and_brings_one_pension():
    told = read("couple_three_children")
    found = what_if.retirement(told, ON, 0, pension=900).situation.persons[0]
    assert [income.kind for income in found.incomes if income.runs("2024-03")] == ["retirement_pension"]
    assert found.retired is True


def test_turning_65_opens_the_title_of_the_elderly_that_very_day():
    told = read("retired_tenant")
    persons = [
        replace(person, birth_date=date(1959, 11, 20)) if person.role == "applicant" else person
        for person in told.persons
    ]
    younger = replace(told, persons=tuple(persons))
    found = what_if.turning(younger, ON, 0, 65)
    assert found.on == date(2024, 11, 20)
    assert by_law(what_if.as_is(younger, ON))["paris_solidarite"][0] == "not_entitled"
    assert by_law(found)["paris_solidarite"][0] == "entitled"


def test_an_age_already_reached_or_a_birth_date_not_known_is_no_event():
    told = read("lone_parent")
    assert what_if.turning(told, ON, 0, 30) is None
    assert what_if.turning(told, ON, 0, 65).on == date(2052, 5, 4)
