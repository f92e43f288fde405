"""What answers say and leave unknown: whatever comes, no zero is made up and nothing else is raised."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.administrations import readings
from documents.administrations.api_particulier import INFORMATIONS, understood
from documents.administrations.connector import Outcome, Unreadable
from documents.administrations.line import Reply
from tests.support import api_particulier as spoken

ON = date(2024, 3, 15)
KEY = b"k" * 32


def data(answer: dict) -> dict:
    return answer.get("data", answer)


def test_a_quotient_is_of_the_month_it_says():
    read = readings.family_quotient(data(spoken.quotient(650, 2024, 2)), ON)
    assert read.outcome == Outcome.ANSWERED
    assert (read.values["family_quotient"], read.values["month"]) == (650, "2024-02")
    assert not read.proves  # it says nothing of the benefits paid


@pytest.mark.parametrize("value", [0, None])
def test_a_quotient_of_zero_is_not_known(value):
    read = readings.family_quotient(data(spoken.quotient(value)), ON)
    assert read.outcome == Outcome.UNKNOWN
    assert read.values["family_quotient"] is None


@pytest.mark.parametrize(("paid", "cover"), [(True, "css_paid"), (False, "css")])
def test_the_solidarity_cover_is_the_household_s_health_cover(paid, cover):
    read = readings.solidarity_cover(data(spoken.cover(paid=paid)), ON)
    assert read.proves
    assert read.household_facts == {"health_cover": cover}


def test_no_solidarity_cover_does_not_say_which_cover_there_is():
    read = readings.solidarity_cover(data(spoken.cover(False, False, None)), ON)
    assert read.outcome == Outcome.ANSWERED
    assert not read.proves
    assert not read.household_facts


def test_a_right_that_has_not_begun_says_nothing_of_today():
    assert readings.solidarity_cover(data(spoken.cover(since="2024-06-01")), ON).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("since", "until", "seeking"),
    [("2020-01-01", None, True), ("2020-01-01", "2024-01-31", False), ("2024-04-01", None, False)],
)
def test_a_registration_holds_between_its_days(since, until, seeking):
    read = readings.jobseeker_status(data(spoken.registered(since, until)), ON)
    assert read.facts == {"jobseeker": seeking}
    assert not read.proves  # the status gives no sum


def test_nothing_said_of_a_registration_is_not_known():
    assert readings.jobseeker_status({"identifiant": "x", "inscription": None}, ON).outcome == Outcome.UNKNOWN


def test_payments_are_added_by_month_and_the_three_latest_kept():
    paid = [
        ("2023-11-03", 1.0),
        ("2024-01-03", 10.5),
        ("2024-02-01", 300.0),
        ("2024-02-20", 45.1),
        ("2024-03-01", 7),
    ]
    read = readings.unemployment_payments(data(spoken.payments(*paid)), ON)
    assert read.proves
    assert read.values["payments"] == {"2024-01": 10.5, "2024-02": 345.1, "2024-03": 7}


def test_old_or_no_payments_prove_nothing_of_today():
    for paid in ([], [("2023-06-01", 900.0)]):
        read = readings.unemployment_payments(data(spoken.payments(*paid)), ON)
        assert (read.outcome, read.proves) == (Outcome.UNKNOWN, False)


def test_a_grant_counts_within_its_months_only():
    assert readings.student_grant(data(spoken.grant()), ON).facts == {"student": True, "social_grant": True}
    past = readings.student_grant(data(spoken.grant(since="2020-09-01", months=12)), ON)
    assert past.outcome == Outcome.UNKNOWN
    assert not past.facts


def test_a_pupil_of_another_year_or_another_school_proves_nothing():
    assert readings.schooling(data(spoken.pupil()), ON).proves
    assert not readings.schooling(data(spoken.pupil(year="2022-2023")), ON).proves
    assert readings.schooling(data(spoken.pupil(there=False)), ON).outcome == Outcome.UNKNOWN


def test_a_tax_notice_proves_its_year_at_a_paris_address():
    read = readings.tax_notice(spoken.notice(), ON)
    assert (read.proves, read.period) == (True, "2023")
    assert read.values["reference_income"] == 9001
    assert read.household_facts == {"tax.income_tax": 100}


def test_a_blank_tax_is_not_zero_and_a_notice_elsewhere_is_no_paris_notice():
    assert "tax.income_tax" not in readings.tax_notice(spoken.notice(tax=None), ON).household_facts
    assert not readings.tax_notice(spoken.notice(address="1 RUE X 69003 LYON"), ON).proves
    assert not readings.tax_notice(spoken.notice() | {"situationPartielle": "SUP DOM"}, ON).proves


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["CNAF", "2024-02-01", "2023-2024", "2024", "75018 PARIS"]),
    lambda deeper: st.lists(deeper, max_size=3)
    | st.dictionaries(
        st.sampled_from(["quotient_familial", "valeur", "annee", "mois", "fournisseur", "est_beneficiaire",
                         "inscription", "date_debut", "paiements", "est_boursier", "est_scolarise",
                         "periode_versement_bourse", "date_rentree", "duree", "anneeImpots",
                         "annee_scolaire"]),
        deeper, max_size=6,
    ),
    max_leaves=12,
)  # fmt: skip


def bent(answer):
    """The published answer with one value replaced by anything."""
    names = st.sampled_from(sorted(answer))
    return st.builds(lambda name, value: {**answer, name: value}, names, JSON)


ANSWERS = [data(spoken.GOOD[path]) for path in spoken.PATHS.values()]
QUOTIENT = data(spoken.quotient())["quotient_familial"]


@pytest.mark.parametrize("information", INFORMATIONS, ids=lambda found: found.code)
@given(told=JSON | st.sampled_from(ANSWERS).flatmap(bent))
def test_whatever_comes_is_read_or_unreadable(information, told):
    if not isinstance(told, dict):
        return
    try:
        read = information.read(told, ON)
    except Unreadable:
        return
    sure = [*read.facts.values(), *read.household_facts.values()]
    assert None not in sure
    assert read.values.get("family_quotient") != 0


@given(value=st.none() | st.integers() | st.floats() | st.text(max_size=5) | st.booleans())
def test_no_quotient_is_ever_recorded_as_zero(value):
    try:
        read = readings.family_quotient({"quotient_familial": {**QUOTIENT, "valeur": value}}, ON)
    except Unreadable:
        return
    assert read.values["family_quotient"] is None or read.values["family_quotient"] > 0


@given(status=st.integers(100, 599), body=st.binary(max_size=60), code=st.sampled_from(INFORMATIONS))
def test_any_reply_has_an_outcome_and_only_200_answers(status, body, code):
    answer = understood(code, Reply(status, {}, body), ON, KEY)
    assert answer.outcome != Outcome.ASKING
    assert len(answer.digest) == 64
    if status != 200:
        assert answer.outcome != Outcome.ANSWERED
        assert not answer.reading.values
