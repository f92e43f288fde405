"""The front door: dates, versions, bundle, requirements, and rules that fail."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from eligibility import engine
from eligibility.parameters import published
from eligibility.rules import BENEFITS
from eligibility.rules.verdict import Right
from eligibility.situation import Situation, SituationFaults
from eligibility.versions import ANNEXES, BY_LAWS
from tests.eligibility.households import NAMES, household

CODES = ("paris_solidarite", "complement_sante_paris", "paris_logement")


def read(name, **changes):
    return Situation.from_json(household(name) | changes)


def test_a_date_is_required():
    with pytest.raises(SituationFaults, match="on: required"):
        engine.check(Situation.from_json({}), national=False)


def test_no_answer_before_the_oldest_by_law():
    with pytest.raises(SituationFaults, match="on: no by-law at hand before 2016-02-01"):
        engine.check(read("retired_tenant"), on=date(2016, 1, 31), national=False)


def test_nobody_is_born_after_the_date_asked_for():
    with pytest.raises(SituationFaults, match="birth_date: after"):
        engine.check(read("lone_parent"), on=date(2020, 1, 1), national=False)


@pytest.mark.parametrize(
    ("on", "reglement", "annexe", "ceilings"),
    [
        (date(2024, 3, 15), "2019-09-01", "2019-11-01", "2024-02-01"),
        (date(2019, 8, 31), "2018-06-01", "2019-01-01", "2019-01-01"),
        (date(2018, 4, 30), "2018-04-01", "2018-04-01", "2018-04-01"),
        (date(2018, 3, 31), "2016-02-01", "2018-01-01", "2018-01-01"),
        (date(2017, 12, 31), "2016-02-01", None, "2017-10-01"),
    ],
)
def test_the_law_of_the_day_is_told(on, reglement, annexe, ceilings):
    assert engine.law(on, with_national=False) == {
        "reglement": reglement,
        "annexe": annexe,
        "ceilings": ceilings,
        "figures": published().digest[:12],
        "openfisca_france": None,
    }


@pytest.mark.parametrize("day", [*BY_LAWS, *ANNEXES, date(2016, 6, 15), date(2017, 6, 15), date(2025, 1, 1)])
def test_every_right_answers_under_every_text_and_annexe(day):
    for name in NAMES:
        old = household(name)
        for person in old["persons"]:
            person["birth_date"] = min(person["birth_date"], "2010-05-04")
        result = engine.check(Situation.from_json(old), on=day, national=False)
        assert not [right.code for right in result.rights if right.error]
        assert json.dumps(result.to_json(), allow_nan=False)


@pytest.mark.parametrize("name", NAMES)
def test_the_result_has_the_published_shape(name):
    result = engine.check(read(name), national=False).to_json()
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    shape = {"code", "by_law", "name", "status", "discretionary", "amount", "every", "duration_months"}
    for right in result["rights"]:
        assert shape | {"conditions", "missing", "proofs"} <= set(right)
        for condition in right["conditions"]:
            assert {"name", "article", "holds", "value", "threshold", "unit"} <= set(condition)
    assert {"rights", "monthly", "yearly"} <= set(result["bundle"])


def test_two_checks_of_the_same_facts_are_equal():
    assert engine.check(read("lone_parent"), national=False) == engine.check(
        read("lone_parent"), national=False
    )


def right(code, amount, status="entitled", every="month"):
    return Right(code, "IV", status, every, amount)


def test_only_one_of_the_rent_aids_is_kept_the_highest():
    bundle = engine.best_bundle(
        (right("paris_logement_familles", 169), right("paris_logement_familles_monoparentales", 150))
    )
    assert (bundle.rights, bundle.monthly) == (("paris_logement_familles",), 169)


def test_equal_rent_aids_keep_the_lone_parents_own():
    bundle = engine.best_bundle(
        (right("paris_logement_familles", 128), right("paris_logement_familles_monoparentales", 128))
    )
    assert bundle.rights == ("paris_logement_familles_monoparentales",)


def test_months_and_years_are_never_added():
    bundle = engine.best_bundle(
        (right("paris_solidarite", 100.1), right("complement_sante_paris", 468, every="year"))
    )
    assert (bundle.monthly, bundle.yearly) == (100.1, 468)


def test_what_might_be_is_told_apart():
    unsure = household("lone_parent")
    unsure["energy"]["other_preventive_aid"] = None
    result = engine.check(Situation.from_json(unsure), national=False)
    assert result.bundle.rights == ("paris_logement_familles_monoparentales",)
    assert "paris_energie_familles" in result.possible.rights
    assert result.possible.yearly == 138.0


def test_a_rule_that_fails_hides_no_other(monkeypatch, caplog):
    broken = replace(
        BENEFITS[0],
        titles=(replace(BENEFITS[0].titles[0], conditions=lambda case: 1 / 0),),
    )
    monkeypatch.setattr(engine, "BENEFITS", (broken, *BENEFITS[1:]))
    result = engine.check(read("retired_tenant"), national=False)
    assert result.rights[0].status == "undetermined"
    reference = re.fullmatch(r"could not be computed \((R-[0-9A-F]{6})\)", result.rights[0].error)[1]
    assert f"{reference} paris_solidarite" in caplog.text
    assert "ZeroDivisionError at tests.eligibility.test_engine" in caplog.text
    assert result.rights[0].amount is None
    assert result.right("paris_logement").amount == 84.0


def test_equal_needs_of_several_benefits_are_one_requirement():
    found = engine.requirements(read("retired_tenant"), CODES)
    by_id = {requirement.id: requirement for requirement in found}
    assert len(by_id) == len(found)
    assert by_id["residence:ana"].benefits == CODES
    assert by_id["residence:ana"].article == "I-A 2"
    assert by_id["health_cover:ana"].benefits == ("complement_sante_paris",)
    assert by_id["income:pension_statement:ana"].any_of == (("pension_statement:ana",),)


def test_residence_is_three_notices_or_receipts_and_bills():
    (residence,) = (
        one
        for one in engine.requirements(read("lone_parent"), ["paris_logement_familles"])
        if one.id == "residence:ada"
    )
    notices, others = residence.any_of
    assert notices == tuple(f"tax_notice.{year}:ada" for year in (2023, 2022, 2021))
    assert set(others) == {
        f"{kind}.{year}:household" for kind in ("rent_receipt", "utility_bill") for year in (2023, 2022, 2021)
    }


def test_every_piece_is_of_a_known_type():
    with open("fixtures/document_types.json", encoding="utf-8") as catalogue:
        known = {kind["code"] for kind in json.load(catalogue)}
    for name in NAMES:
        for right in engine.check(read(name), national=False).rights:
            assert set(right.proofs) <= known
        for one in engine.requirements(read(name), engine.CODES):
            assert {piece.split(":")[0].split(".")[0] for way in one.any_of for piece in way} <= known


def test_an_unknown_code_is_refused():
    with pytest.raises(KeyError, match="no such benefit"):
        engine.requirements(read("lone_parent"), ["paris_lunaire"])
