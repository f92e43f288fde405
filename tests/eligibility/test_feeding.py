"""Feeding OpenFisca: months since January of the year before last, net with gross and taxable."""

from datetime import date

import pytest

from eligibility.feeding import entities, estimates, months_fed
from eligibility.situation import Income, Person, Situation
from tests.eligibility.households import household

ON = date(2024, 3, 15)


def fed(**person):
    one = {"id": "a", "role": "applicant", "birth_date": "1980-01-01"} | person
    situation = Situation.from_json({"couple": "none", "persons": [one]}, ON)
    return entities(situation, months_fed(ON))["individus"]["a"]


def test_months_go_from_january_of_the_year_before_last_to_the_date():
    months = months_fed(ON)
    assert (months[0], months[-1], len(months)) == ("2022-01", "2024-03", 27)


def test_an_income_without_from_was_always_there():
    wage = fed(incomes=[{"kind": "wage", "monthly_net": 1300}])["salaire_net"]
    assert set(wage) == set(months_fed(ON))
    assert set(wage.values()) == {1300}


def test_an_income_is_nothing_outside_its_months():
    wage = fed(incomes=[{"kind": "wage", "monthly_net": 1300, "from": "2023-01", "until": "2023-12"}])
    assert wage["salaire_net"]["2022-12"] == 0
    assert wage["salaire_net"]["2023-12"] == 1300
    assert wage["salaire_net"]["2024-01"] == 0


@pytest.mark.parametrize(
    ("income", "variables"),
    [
        ({"kind": "wage", "monthly_net": 1300}, {"salaire_net", "salaire_imposable"}),
        ({"kind": "retirement_pension", "monthly_net": 900}, {"retraite_brute", "retraite_imposable"}),
        (
            {"kind": "unemployment_benefit", "monthly_net": 900},
            {"chomage_net", "chomage_brut", "chomage_imposable"},
        ),
        (
            {"kind": "self_employment", "monthly_net": 900},
            {"rpns_auto_entrepreneur_benefice", "rpns_imposables"},
        ),
    ],
)
def test_no_income_is_fed_by_its_net_alone(income, variables):
    assert variables <= set(fed(incomes=[income]))


def test_what_is_known_is_fed_as_it_is():
    pension = fed(
        incomes=[
            {"kind": "retirement_pension", "monthly_net": 900, "monthly_gross": 930, "monthly_taxable": 910}
        ]
    )
    assert pension["retraite_brute"]["2024-03"] == 930
    assert pension["retraite_imposable"]["2024-03"] == 910


def test_a_status_holds_for_every_month_fed():
    rate = fed(disability={"title": "aah", "rate": 80})["taux_incapacite"]
    assert set(rate) == set(months_fed(ON))


@pytest.mark.parametrize(
    ("income", "estimated"),
    [
        (Income("wage", 1300), True),
        (Income("wage", 1300, 1650, 1350), False),
        (Income("aah", 971), False),
    ],
)
def test_an_estimate_is_owned_up_to(income, estimated):
    assert estimates(Person("a", "applicant", incomes=(income,))) is estimated


@pytest.mark.parametrize(("couple", "tax_households"), [("married", 1), ("pacs", 1), ("cohabiting", 2)])
def test_only_married_and_pacs_are_taxed_together(couple, tax_households):
    situation = Situation.from_json(household("couple_three_children") | {"couple": couple})
    found = entities(situation, months_fed(ON))
    assert len(found["foyers_fiscaux"]) == tax_households
    assert found["foyers_fiscaux"]["taxed"]["personnes_a_charge"] == ["tom", "zoe", "eva"]
    assert found["familles"]["family"]["parents"] == ["lea", "noe"]
