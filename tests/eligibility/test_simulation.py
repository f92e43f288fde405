"""One way of calculating is as good as another: cut or not, one by one or together, arrays or JSON."""

from datetime import date

import pytest
from openfisca_core.simulation_builder import SimulationBuilder

from eligibility import national, simulation
from eligibility.feeding import fed as columns
from eligibility.situation import Situation
from tests.eligibility.households import NAMES, household
from tests.support.many_households import many
from tests.support.openfisca_json import entities

ON = date(2024, 3, 15)
pytestmark = pytest.mark.filterwarnings("default")  # OpenFisca's own


@pytest.fixture(scope="module")
def situations():
    return [Situation.from_json(household(name)) for name in NAMES] + many(76, ON)


@pytest.fixture(scope="module")
def together(situations):
    return national.calculate(situations, ON)


def test_feeding_nothing_for_speed_changes_no_answer(situations, together):
    assert together == national.calculate(situations, ON, cut=False)


def test_one_by_one_is_as_together(situations, together):
    alone = [national.calculate([situation], ON)[0] for situation in situations[:20]]
    assert alone == together[:20]


def test_the_arrays_say_what_openfisca_reads_in_json(situations, together):
    """The whole official way: the Web API's JSON, its builder, its own simulation, nothing cut."""
    kinds = {}
    for n, situation in enumerate(situations):
        alone = columns([situation], ON)
        if not alone.owed & set(alone.received):  # one received, the other owed: JSON cannot say it
            kinds.setdefault(frozenset(alone.received), []).append(n)
    compared = 0
    for places in kinds.values():
        chosen = [situations[n] for n in places]
        official = SimulationBuilder().build_from_entities(simulation.system(), entities(chosen, ON))
        run = simulation.Run(columns(chosen, ON))
        run.simulation = official
        for right in national.RIGHTS:
            values = national._column(run, right, ON)
            assert values == [together[n][right.code] for n in places], right.code
        compared += len(places)
    assert compared > 60


def test_every_right_is_somebodys(together):
    for right in national.RIGHTS:
        assert any(found[right.code] > 0 for found in together), right.code


def test_one_of_a_couple_receives_aah_and_the_other_is_owed_it():
    def person(name, role, **more):
        adult = {"birth_date": "1984-03-01", "nationality": "french", "ass_condition_met": False}
        return {"id": name, "role": role, "disability": {"title": "aah", "rate": 80}, **adult, **more}

    received = [{"kind": "aah", "monthly_net": 800}]
    pair = [person("a", "applicant", incomes=received), person("b", "partner", incomes=[])]
    home = {"couple": "married", "persons": pair, "housing": {"tenure": "tenant", "rent": 620}}
    found = national.calculate([Situation.from_json(home, ON)], ON)[0]
    assert found["aah"] == pytest.approx(800 + 971.37, abs=0.01)


def test_an_aah_that_ended_may_be_owed_again():
    ended = [{"kind": "aah", "monthly_net": 971, "until": "2023-06"}]
    one = {"id": "a", "role": "applicant", "birth_date": "1984-03-01", "incomes": ended}
    one["disability"] = {"title": "aah", "rate": 80}
    home = {"couple": "none", "persons": [one], "housing": {"tenure": "housed"}}
    found = national.calculate([Situation.from_json(home, ON)], ON)[0]
    assert found["aah"] == pytest.approx(971.37, abs=0.01)
