"""The steps to an amount, in both languages."""

from datetime import date

import pytest

from eligibility import engine
from eligibility.formulas import FORMULAS, steps
from eligibility.situation import Situation
from eligibility.supposing import put
from tests.eligibility.households import NAMES, household

ON = date(2024, 3, 15)


def told(situation, code, language="fr"):
    right = engine.check(situation, on=ON, national=False).right(code)
    return [
        step.replace("\u202f", " ").replace("\u00a0", " ") for step in steps(right, situation, ON, language)
    ]


def test_the_complement_is_the_ceiling_less_what_is_deemed_received():
    known = Situation.from_json(household("retired_tenant"))
    assert told(known, "paris_solidarite") == [
        "1 129,00 € (plafond) − 1 012,02 € (au moins l’ASPA) = 116,98 €"
    ]
    assert told(put(known, "persons[0].incomes[0].monthly_net", 1100.0), "paris_solidarite", "en") == [
        "€1,129.00 (ceiling) − €1,100.00 (resources) = €29.00"
    ]


def test_the_effort_rate_is_shown_with_its_parts():
    known = Situation.from_json(household("couple_one_child"))
    rate = next(
        c.value
        for c in engine.check(known, on=ON, national=False).right("paris_logement").conditions
        if c.name == "effort_rate"
    )
    first = told(known, "paris_logement")[0]
    assert first.startswith("taux d’effort : (")
    assert first.endswith(f" = {rate:.1f} %".replace(".", ","))


def test_an_aid_held_down_by_the_charges_says_so():
    known = put(Situation.from_json(household("lone_parent")), "housing.rent", 100.0)
    known = put(known, "housing.service_charges", 20.0)
    known = put(known, "housing.housing_benefit.monthly", 30.0)
    assert told(known, "paris_logement_familles_monoparentales") == [
        "charges nettes de l’aide au logement : 100,00 € + 20,00 € − 30,00 € = 90,00 €",
        "l’aide ne dépasse pas ces charges",
    ]


def test_the_half_of_a_shared_child_is_said():
    known = put(Situation.from_json(household("lone_parent")), "persons[1].shared_custody", True)
    assert any("garde alternée" in step for step in told(known, "paris_energie_familles"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_right_can_be_told(name, language):
    known = Situation.from_json(household(name))
    for right in engine.check(known, on=ON, national=False).rights:
        assert all("None" not in step for step in steps(right, known, ON, language))


def test_formulas_are_of_benefits_that_exist():
    assert set(FORMULAS) <= set(engine.CODES)
