"""Feeding OpenFisca: months since January of the year before last, net with gross and taxable."""

from datetime import date

import pytest

from eligibility.feeding import estimates, months_fed
from eligibility.feeding import fed as columns
from eligibility.situation import Income, Person, Situation
from tests.eligibility.households import household
from tests.support.openfisca_json import entities

ON = date(2024, 3, 15)


def fed(**person):
    one = {"id": "a", "role": "applicant", "birth_date": "1980-01-01"} | person
    situation = Situation.from_json({"couple": "none", "persons": [one]}, ON)
    return entities([situation], ON)["individus"]["p0"]


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
    found = entities([situation], ON)
    assert len(found["foyers_fiscaux"]) == tax_households
    assert found["foyers_fiscaux"]["foyer_fiscal0"]["personnes_a_charge"] == ["p2", "p3", "p4"]
    assert found["familles"]["famille0"]["parents"] == ["p0", "p1"]


def test_sickness_benefit_is_taxed_like_a_wage():
    sick = fed(incomes=[{"kind": "sickness_benefit", "monthly_net": 900}])
    assert sick["indemnites_journalieres_maladie"]["2024-03"] == 900
    assert sick["salaire_imposable"]["2024-03"] == pytest.approx(927.97, abs=0.01)
    assert "salaire_net" not in sick


def test_a_profit_is_taxed_by_the_year_it_was_made():
    profit = fed(incomes=[{"kind": "self_employment", "monthly_net": 900, "from": "2023-11"}])
    assert profit["rpns_imposables"] == {"2023": 1800, "2024": 2700}


def test_what_one_receives_is_not_read_as_nothing_for_whom_it_may_be_owed():
    def owed(*persons):
        return columns([Situation.from_json({"persons": list(persons)})], ON).owed

    def person(name, incomes=(), rate=80):
        born = {"id": name, "role": "applicant", "birth_date": "1980-01-01"}
        return born | {"incomes": list(incomes), "disability": {"rate": rate}}

    received = {"kind": "aah", "monthly_net": 971}
    assert owed(person("a", [received])) == set()
    assert owed(person("a", [received]), {**person("b"), "role": "partner"}) == {"aah"}
    assert owed(person("a", [{**received, "until": "2023-12"}])) == {"aah"}
    assert owed(person("a", [received]), {**person("b", rate=0), "role": "partner"}) == set()
