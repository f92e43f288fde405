"""National rights on real OpenFisca: the traps met before, unknown facts, speed cuts proved harmless."""

import re
from dataclasses import replace
from datetime import date

import pytest

from eligibility import engine, national
from eligibility.situation import Situation
from tests.eligibility.households import household

ON = date(2024, 3, 15)
pytestmark = pytest.mark.filterwarnings("default")  # OpenFisca's own


def alone(birth_date="1984-03-01", incomes=(), **more):
    person = {
        "id": "a",
        "role": "applicant",
        "birth_date": birth_date,
        "nationality": "french",
        "incomes": incomes if incomes is None else list(incomes),
        "disability": {"title": "none", "rate": 0},
        "ass_condition_met": False,
    } | more
    home = {"tenure": "tenant", "rent": 620, "service_charges": 0}
    return Situation.from_json({"couple": "none", "persons": [person], "housing": home}, ON)


def one_euro(situations, on):
    return [dict.fromkeys(national.CODES, 1.0) for _ in situations]


@pytest.fixture(scope="module")
def answers():
    """Status and amount of every right of a household, computed once for the module."""
    known = {}

    def found(key, situation):
        if key not in known:
            known[key] = {right.code: right for right in national.rights(situation, ON)}
        return known[key]

    return found


def test_a_small_pension_is_completed_by_aspa(answers):
    rights = answers("retired", Situation.from_json(household("retired_tenant")))
    assert rights["aspa"].amount == pytest.approx(82.02, abs=0.01)  # 1 012.02 - 930 gross
    assert (rights["css"].status, rights["css"].every, rights["css"].amount) == ("entitled", "in_kind", None)
    assert rights["aide_logement"].amount > 0
    assert rights["rsa"].status == "not_entitled"


def test_a_lone_parent_gets_family_and_housing_benefits(answers):
    rights = answers("lone", Situation.from_json(household("lone_parent")))
    entitled = {code for code, right in rights.items() if right.entitled}
    assert {"allocations_familiales", "asf", "aide_logement", "prime_activite"} <= entitled
    assert "complement_familial" not in entitled
    assert rights["aide_logement"].amount == pytest.approx(372, abs=5)  # taxable fed with net: not 525
    assert rights["prime_activite"].estimated


def test_somebody_without_any_income_gets_rsa(answers):
    rights = answers("nothing", alone())
    assert rights["rsa"].amount == pytest.approx(534.82, abs=0.01)
    assert not rights["rsa"].estimated


def test_aah_excludes_rsa_when_the_rate_holds_for_the_past_too(answers):
    rights = answers("disabled", alone(disability={"title": "aah", "rate": 80}))
    assert rights["aah"].amount == pytest.approx(971.37, abs=0.01)
    assert rights["rsa"].status == "not_entitled"


def test_the_aah_received_needs_no_rate(answers):
    received = alone(disability={"title": "aah"}, incomes=[{"kind": "aah", "monthly_net": 971.37}])
    rights = answers("received", received)
    assert rights["aah"].amount == pytest.approx(971.37, abs=0.01)


def test_self_employment_is_seen_by_housing_benefit(answers):
    rights = answers("self", alone(incomes=[{"kind": "self_employment", "monthly_net": 900}]))
    assert 0 < rights["aide_logement"].amount < 332  # 332 is the answer that sees no income


@pytest.mark.parametrize(
    ("change", "code", "missing"),
    [
        ({"incomes": None}, "rsa", "persons[0].incomes"),
        ({"incomes": [{"kind": "wage"}]}, "prime_activite", "persons[0].incomes[0].monthly_net"),
        ({"incomes": [{"kind": "other", "monthly_net": 100}]}, "rsa", "persons[0].incomes[0].kind"),
        ({"birth_date": None}, "aspa", "persons[0].birth_date"),
        ({"disability": None}, "aah", "persons[0].disability.title"),
        ({"disability": {"title": "aah"}}, "aah", "persons[0].disability.rate"),
        ({"nationality": None}, "rsa", "persons[0].nationality"),
        ({"nationality": "other"}, "rsa", "persons[0].residence_permit_years"),
        ({"ass_condition_met": None}, "ass", "persons[0].ass_condition_met"),
        ({"incomes": [{"kind": "sickness_benefit", "monthly_net": 9}]}, "aah", "persons[0].incomes[0]"),
    ],
)
def test_a_fact_not_known_is_missing_never_zero(monkeypatch, change, code, missing):
    monkeypatch.setattr(national, "calculate", one_euro)
    person = {"birth_date": "1984-03-01"} | change
    right = next(one for one in national.rights(alone(**person), ON) if one.code == code)
    assert (right.status, right.amount) == ("undetermined", None)
    assert missing in right.missing


def test_without_a_permit_the_article_says_no(monkeypatch):
    monkeypatch.setattr(national, "calculate", one_euro)
    nobody = alone(nationality="other", residence_permit="none", residence_permit_years=0)
    rights = {right.code: right for right in national.rights(nobody, ON)}
    assert rights["rsa"].status == "not_entitled"
    assert rights["rsa"].conditions[0].article == "CASF L262-4"
    assert rights["cheque_energie"].status == "entitled"  # asks for no permit


def test_openfisca_failing_hides_no_by_law_right(monkeypatch):
    def broken(situations, on):
        raise RuntimeError

    monkeypatch.setattr(national, "calculate", broken)
    result = engine.check(Situation.from_json(household("retired_tenant")))
    assert result.right("paris_solidarite").amount == 116.98
    failed = [right for right in result.rights if right.by_law is None]
    assert all(re.fullmatch(r"could not be computed \(R-[0-9A-F]{6}\)", right.error) for right in failed)
    assert [right.code for right in failed] == list(national.CODES)


def test_a_variable_that_raises_hides_no_other(monkeypatch, caplog):
    monkeypatch.setattr(
        national,
        "RIGHTS",
        tuple(replace(r, variable="no_such_variable") if r.code == "rsa" else r for r in national.RIGHTS),
    )
    rights = {right.code: right for right in national.rights(alone(), ON)}
    assert (rights["rsa"].status, rights["rsa"].amount) == ("undetermined", None)
    reference = re.fullmatch(r"could not be computed \((R-[0-9A-F]{6})\)", rights["rsa"].error)[1]
    assert reference in caplog.text
    assert rights["aide_logement"].amount > 0


def test_many_households_are_answered_in_order():
    households = [alone(), Situation.from_json({}), alone(incomes=[{"kind": "wage", "monthly_net": 1300}])]
    found = national.rights_of_many(households, ON)
    assert found == [national.rights(household, ON) for household in households]
    assert [rights[0].status for rights in found] == ["entitled", "undetermined", "not_entitled"]
