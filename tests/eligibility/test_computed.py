"""National results complete the household for the by-law where nobody states them, and say so."""

from dataclasses import replace
from datetime import date

import pytest

from eligibility import computed, engine
from eligibility.explain import sentence
from eligibility.rules.verdict import ENTITLED, NOT_ENTITLED, UNDETERMINED, Right
from eligibility.situation import HousingBenefit, Situation
from tests.eligibility.households import household
from tests.support.many_households import many

ON = date(2024, 3, 15)
pytestmark = pytest.mark.filterwarnings("default")  # OpenFisca's own


def read(benefit, **changes):
    home = household("retired_tenant") | changes
    home["housing"] = home["housing"] | {"housing_benefit": benefit}
    return Situation.from_json(home, ON)


def housing_benefit(status=ENTITLED, amount=184.0):
    return Right("aide_logement", None, status, "month", amount)


@pytest.mark.parametrize("benefit", [None, {"claimed": True}, {"claimed": None, "monthly": None}])
def test_a_housing_benefit_nobody_states_is_computed(benefit):
    whole, added = computed.completed(read(benefit), [housing_benefit()])
    assert added == {"housing.housing_benefit.monthly": 184.0}
    assert whole.housing.housing_benefit.monthly == 184.0
    assert whole.housing.housing_benefit.claimed == (benefit or {}).get("claimed")  # never supposed


@pytest.mark.parametrize("benefit", [{"claimed": True, "monthly": 150}, {"claimed": False}])
def test_what_is_stated_is_never_replaced(benefit):
    situation = read(benefit)
    assert computed.completed(situation, [housing_benefit()]) == (situation, {})


def test_a_right_that_lacks_a_fact_completes_nothing():
    situation = read(None)
    assert computed.completed(situation, [housing_benefit(UNDETERMINED, None)]) == (situation, {})


def test_the_sum_of_a_benefit_received_is_computed():
    incomes = [{"kind": "retirement_pension", "monthly_net": 930}, {"kind": "aspa"}]
    persons = household("retired_tenant")["persons"]
    situation = read({"claimed": False}, persons=[{**persons[0], "incomes": incomes}])
    aspa = Right("aspa", None, ENTITLED, "month", 82.02)
    whole, added = computed.completed(situation, [aspa])
    assert added == {"persons[0].incomes[1].monthly_net": 82.02}
    assert whole.persons[0].incomes[1].monthly_net == 82.02
    assert computed.completed(situation, [aspa._replace(status=NOT_ENTITLED, amount=0.0)])[1] == {}


def test_the_by_law_says_what_rests_on_computed_facts():
    result = engine.check(read({"claimed": True}), on=ON)
    amount = result.right("aide_logement").amount
    assert result.to_json()["computed"] == {"housing.housing_benefit.monthly": amount}
    right = result.right("paris_logement")
    assert right.status == ENTITLED
    assert right.estimated
    marked = {condition.name for condition in right.conditions if condition.basis == "computed"}
    assert marked == {"effort_rate", "housing_charges"}
    told = next(condition for condition in right.conditions if condition.name == "effort_rate")
    assert "d’après les droits nationaux calculés" in sentence(told)
    assert "computed" in sentence(told, "en")
    assert not result.right("complement_sante_paris").estimated  # nothing of it rests on housing benefit


def test_without_national_rights_nothing_is_computed():
    result = engine.check(read({"claimed": True}), on=ON, national=False)
    assert result.computed == {}
    assert "housing.housing_benefit.monthly" in result.right("paris_logement").missing


@pytest.mark.parametrize("on", [ON, date(2018, 2, 1), date(2019, 6, 1)])
def test_only_benefits_said_to_depend_on_housing_benefit_do(on):
    added = {"housing.housing_benefit.monthly": 190.0}
    spared = {b.code for b in engine.BENEFITS if not computed.depends(b, added, on)}
    for situation in many(60, on, seed=11):
        known = replace(situation.housing, housing_benefit=HousingBenefit(True, 190.0))
        unknown = replace(situation.housing, housing_benefit=HousingBenefit(True))
        one, other = (
            engine.check(replace(situation, housing=housing), on=on, national=False)
            for housing in (known, unknown)
        )
        for right in one.rights:
            assert right.code not in spared or right == other.right(right.code)
