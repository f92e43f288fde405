"""Reasons people can read, with figures, in French and English."""

from datetime import date

import pytest

from eligibility import engine, explain, wording
from eligibility.rules.verdict import Condition
from eligibility.situation import Situation
from tests.eligibility.households import NAMES, household


def test_resources_are_said_with_both_sums():
    condition = Condition("resources", "II-2.1 b/2", True, 1180.0, 1400.0, "€/month")
    assert explain.sentence(condition) == (
        "ressources 1\u202f180,00\u00a0€ pour 1\u202f400,00\u00a0€ au plus (II-2.1 b/2)\u00a0: oui"
    )
    assert explain.sentence(condition, "en") == "resources €1,180.00, at most €1,400.00 (II-2.1 b/2): yes"


def test_unknown_is_said_without_a_figure():
    condition = Condition("resources", "II-2.1 b/2", None, None, 1400.0, "€/month")
    assert explain.sentence(condition) == "ressources (II-2.1 b/2)\u00a0: on ne sait pas"


@pytest.mark.parametrize("language", explain.LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_right_and_condition_has_its_words(name, language):
    for right in engine.check(Situation.from_json(household(name)), national=False).rights:
        assert right.name[language] != right.code
        for condition in right.conditions:
            assert condition.name in wording.SUBJECTS
            text = explain.sentence(condition, language)
            assert "None" not in text
            assert "{" not in text


@pytest.mark.parametrize("on", [date(2018, 5, 15), date(2024, 3, 15)])
@pytest.mark.parametrize("name", NAMES)
def test_every_band_and_price_has_its_words(name, on):
    people = Situation.from_json(household(name) | {"on": None, "persons": household(name)["persons"][:1]})
    for right in engine.check(people, on=on, national=False).rights:
        tariff = right.tariff or {"band": None, "prices": {}}
        assert {tariff["band"]} - {None} <= set(wording.BANDS)
        assert set(tariff["prices"]) <= set(wording.PRICES)


@pytest.mark.parametrize("code", engine.CODES)
def test_every_code_has_a_name_in_both_languages(code):
    assert set(wording.NAMES[code]) == set(explain.LANGUAGES)


def test_reasons_are_the_failing_conditions():
    right = engine.check(Situation.from_json(household("lone_parent")), national=False).right(
        "paris_forfait_familles"
    )
    assert explain.reasons(right) == [
        "2\u00a0enfants à charge, 3\u00a0enfants au moins (IV-1.2 a/1)\u00a0: non"
    ]
    assert explain.reasons(right, "en") == [
        "2\u00a0children dependent, at least 3\u00a0children (IV-1.2 a/1): no"
    ]


def test_amounts_say_what_they_are_paid_by():
    rights = engine.check(Situation.from_json(household("retired_tenant")), national=False)
    assert explain.amount(rights.right("paris_solidarite")) == "116,98\u00a0€ par mois"
    assert explain.amount(rights.right("complement_sante_paris"), "en") == "€468.00 a year"


@pytest.mark.parametrize(
    ("day", "fr", "en"),
    [
        (date(2019, 9, 1), "1er septembre 2019", "1 September 2019"),
        (date(2024, 2, 12), "12 février 2024", "12 February 2024"),
    ],
)
def test_dates_are_written_out(day, fr, en):
    assert (explain.day(day), explain.day(day, "en")) == (fr, en)
