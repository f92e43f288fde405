"""What new figures are tried on: signs, order, jumps, and readable households."""

from datetime import date

import pytest

from eligibility import trials
from eligibility.parameters import Version, published
from eligibility.trials import Fault, Jump

DAY = date(2027, 1, 1)
SINGLE, COUPLE = "paris_solidarite.elderly.single", "paris_solidarite.elderly.couple"


@pytest.mark.parametrize("day", published().changes, ids=str)
def test_the_published_figures_have_no_fault(day):
    values = published().on(day)
    changed = {name: values[name] for name in published().names() if values[name] == values[name]}
    assert trials.faults(published(), changed, day) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({SINGLE: 1200}, []),
        ({SINGLE: -1}, [Fault(trials.NEGATIVE, SINGLE)]),
        ({SINGLE: 0}, [Fault(trials.ZERO, SINGLE)]),
        ({SINGLE: 1786.01}, [Fault(trials.OUT_OF_ORDER, SINGLE, COUPLE)]),
        ({COUPLE: 1000}, [Fault(trials.OUT_OF_ORDER, SINGLE, COUPLE)]),
    ],
)
def test_impossible_values_are_told(changed, told):
    figures = published().with_versions({n: Version(DAY, v, "SPÉCIMEN") for n, v in changed.items()})
    assert trials.faults(figures, changed, DAY) == told


def test_bands_ascend_but_the_lower_one_may_pay_more():
    assert trials.ordered_pairs("paris_forfait_familles.lower.ceiling") == [
        ("paris_forfait_familles.lower.ceiling", "paris_forfait_familles.upper.ceiling")
    ]
    assert trials.ordered_pairs("paris_forfait_familles.lower.amount") == []


def test_a_move_of_more_than_a_fifth_is_flagged():
    former = published().value(SINGLE, DAY)
    assert trials.jumps(published(), {SINGLE: former * 1.2}, DAY) == []
    assert trials.jumps(published(), {SINGLE: former * 1.25}, DAY) == [Jump(SINGLE, pytest.approx(0.25))]
    assert trials.jumps(published(), {SINGLE: former * 0.7}, DAY) == [Jump(SINGLE, pytest.approx(-0.3))]


def test_every_readable_household_is_computed_and_says_what_changes():
    figures = published().with_versions({SINGLE: Version(DAY, 1229, "SPÉCIMEN")})
    found = trials.trials(published(), figures, DAY)
    assert [trial.failed for trial in found] == [()] * len(trials.households())
    changes = {trial.household.code: trial.changes for trial in found}
    (change,) = changes["retired_tenant"]
    assert change.code == "paris_solidarite"
    assert change.amount - change.former_amount == pytest.approx(100)
    assert changes["lone_parent"] == ()


def test_every_household_is_entitled_to_something():
    for trial in trials.households():
        result = trials.engine.check(trial.situation, on=DAY, national=False)
        assert any(right.entitled for right in result.rights), trial.code
