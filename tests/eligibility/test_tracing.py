"""The steps of national rights: few, in words, and adding up to the amount told by the check."""

from datetime import date

import pytest

from eligibility import engine, national
from eligibility.situation import Situation
from eligibility.tracing import LINES, months_before
from tests.eligibility.households import household

ON = date(2024, 3, 15)
pytestmark = pytest.mark.filterwarnings("default")  # OpenFisca's own


def alone(incomes=()):
    person = {"id": "a", "role": "applicant", "birth_date": "1984-03-01", "nationality": "french"}
    home = {"tenure": "tenant", "rent": 620}
    person |= {"incomes": list(incomes), "disability": {"title": "none"}, "ass_condition_met": False}
    return Situation.from_json({"couple": "none", "persons": [person], "housing": home}, ON)


def read(name):
    return Situation.from_json(household(name))


def values(situation, code):
    found = {step.variable: step.value for step in national.trace(situation, ON, code)}
    return found, engine.check(situation, on=ON).right(code).amount


def test_rsa_is_the_flat_amount_less_housing_and_resources():
    found, amount = values(alone(), "rsa")
    assert found["rsa"] == amount == pytest.approx(534.82, abs=0.01)
    assert found["rsa_socle"] - found["rsa_forfait_logement"] == pytest.approx(amount, abs=0.01)
    assert "rsa_base_ressources" not in found  # of no effect: nothing was earned


def test_prime_activite_is_a_mean_of_the_quarter():
    found, amount = values(read("lone_parent"), "prime_activite")
    flat = found["ppa_fictive_montant_forfaitaire"]
    deducted = max(found["ppa_base_ressources"] + found["ppa_forfait_logement"], flat)
    added = found["ppa_fictive_ressource_activite"] + found.get("ppa_bonification", 0)
    assert flat + added - deducted == pytest.approx(amount, abs=0.05)
    quarter = {step.when for step in national.trace(read("lone_parent"), ON, "prime_activite")}
    assert quarter == {"2023-12/2024-02", "2024-03"}


def test_housing_benefit_is_rent_and_charges_less_what_is_left_to_pay():
    found, amount = values(read("lone_parent"), "aide_logement")
    housing = found["aide_logement_loyer_retenu"] + found["aide_logement_charges"]
    gross = housing - found["aide_logement_participation_personnelle"]
    assert gross - 5 == pytest.approx(found["aide_logement_montant_brut"], abs=0.01)  # 5 € less since 2017
    assert found["aide_logement"] == amount
    assert amount < found["aide_logement_montant_brut"] < amount + 5


def test_aspa_is_the_ceiling_less_resources():
    found, amount = values(read("retired_tenant"), "aspa")
    ceiling = next(value for variable, value in found.items() if "plafond" in variable)
    assert ceiling - found["asi_aspa_base_ressources"] == pytest.approx(amount, abs=0.01)


@pytest.mark.parametrize("code", national.CODES)
def test_every_right_has_a_few_steps_in_two_languages(code):
    found = national.trace(read("couple_three_children"), ON, code)
    assert len(LINES.get(code, ())) <= 8
    for step in found:
        assert set(step.label) == {"fr", "en"}
        assert all(step.label.values())
        assert set(step.to_json()) == {"variable", "label", "value", "unit", "when", "reference"}


def test_a_step_has_the_reference_that_openfisca_gives():
    steps = {step.variable: step for step in national.trace(alone(), ON, "rsa")}
    assert steps["rsa_forfait_logement"].reference.startswith("https://www.legifrance.gouv.fr/")


def test_a_right_that_lacks_a_fact_has_no_steps():
    assert national.trace(Situation.from_json({}), ON, "rsa") == ()


def test_an_unknown_code_is_refused():
    with pytest.raises(KeyError):
        national.trace(alone(), ON, "lunaire")


def test_three_months_before_january_are_of_the_year_before():
    assert months_before("2024-01") == ["2023-10", "2023-11", "2023-12"]
