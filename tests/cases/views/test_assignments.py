"""The supervisor's board in the browser: loads, giving many at once, undoing, absences, reading."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.models import CaseFile, ExceptionalAccess
from nps.accounts.models import Role
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import applicant_of, make_application, make_case_file
from tests.support.client import Browser
from tests.support.pages import read

pytestmark = pytest.mark.usefixtures("one_factor")
TODAY = timezone.localdate()


@pytest.fixture
def supervisor(system):
    return make_agent(Role.SUPERVISOR)


@pytest.fixture
def worker(supervisor):
    return make_agent(site=supervisor.site)


@pytest.fixture
def browser(supervisor):
    return sign_in(Browser(), supervisor)


def test_the_load_of_each_agent(supervisor, worker, browser):
    late, near = make_case_file(worker, opened_on=date(2024, 1, 1)), make_case_file(worker)
    make_application(late)
    make_application(near, "granted")
    for case, days in ((late, -1), (near, 10)):
        CaseFile.objects.filter(pk=case.pk).update(
            next_clock_on=TODAY + timedelta(days=days), next_clock="lapse"
        )
    page = read(browser.get("/assignments/").content.decode())
    row = next(e.text.split() for e in page.all("tr") if worker.full_name in e.text)
    assert row[-5:] == ["2", "1", "1", "1", "01/01/2024"]


def test_nobody_s_files_are_given_and_given_back(supervisor, worker, browser):
    gone = make_agent(site=supervisor.site)
    cases = [make_case_file(gone) for _ in range(2)]
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    data = {"case": [case.reference for case in cases], "referent": worker.pk}
    given = browser.post("/assignments/give/", data, follow=True).content.decode()
    assert "2 dossiers attribués à" in given
    assert "Tous les dossiers ont un référent." in given
    assert {case.referent for case in CaseFile.objects.all()} == {worker}
    batch = browser.post("/assignments/give/", {**data, "referent": supervisor.pk})["Location"][-36:]
    browser.post(f"/assignments/{batch}/undo/")
    assert {case.referent for case in CaseFile.objects.all()} == {worker}


def test_all_the_files_of_one_agent_at_once(supervisor, worker, browser):
    other = make_agent(site=supervisor.site)
    for _ in range(30):
        make_case_file(worker)
    browser.post(f"/assignments/give/?of={worker.pk}", {"everything": "on", "referent": other.pk})
    assert CaseFile.objects.filter(referent=other).count() == 30


def test_references_of_another_site_in_the_form_are_as_none(supervisor, worker, browser):
    foreign = make_case_file()
    answer = browser.post("/assignments/give/", {"case": [foreign.reference], "referent": worker.pk})
    assert answer.status_code == 422
    foreign.refresh_from_db()
    assert foreign.referent != worker
    own = make_case_file(supervisor)
    browser.post("/assignments/give/", {"case": [foreign.reference, own.reference], "referent": worker.pk})
    foreign.refresh_from_db()
    own.refresh_from_db()
    assert (own.referent, foreign.referent == worker) == (worker, False)


def test_an_agent_of_another_site_is_no_choice(supervisor, browser):
    own, stranger = make_case_file(supervisor), make_agent()
    data = {"case": [own.reference], "referent": stranger.pk}
    assert browser.post("/assignments/give/", data).status_code == 422
    assert browser.get(f"/assignments/?of={stranger.pk}").context["of"] is None


def test_what_was_ticked_stays_ticked_when_nobody_is_chosen(supervisor, browser):
    own = make_case_file(supervisor)
    answer = browser.post(f"/assignments/give/?of={supervisor.pk}", {"case": [own.reference]})
    assert answer.status_code == 422
    assert f'value="{own.reference}" checked' in answer.content.decode()


def test_an_absence_is_noted_from_the_first_day_to_the_last_and_ended(supervisor, worker, browser):
    data = {"agent": worker.pk, "since": "02/03/2040", "last": "05/03/2040", "substitute": supervisor.pk}
    page = browser.post("/assignments/absences/", data, follow=True).content.decode()
    assert "du 02/03/2040, retour le 06/03/2040" in page
    told = browser.post("/assignments/absences/", data)
    assert told.status_code == 422
    assert "déjà noté absent" in told.content.decode()


def test_from_the_search_to_reading_a_file_of_another_site(supervisor, browser):
    case = make_case_file()
    page = browser.get(f"/cases/for-person/{applicant_of(case).public_id}/")
    asked = f"/cases/{case.reference}/exceptional-access/"
    assert asked in page.content.decode()
    assert browser.get(f"/cases/{case.reference}/").status_code == 404
    opened = browser.post(asked, {"reason": "SPÉCIMEN : urgence"}, follow=True)
    assert "lecture seule" in opened.content.decode()
    listed = browser.get("/exceptional-access/").content.decode()
    assert "SPÉCIMEN : urgence" in listed
    access = ExceptionalAccess.objects.get()
    browser.post(f"/exceptional-access/{access.public_id}/close/")
    assert browser.get(f"/cases/{case.reference}/").status_code == 404


def test_a_worker_is_not_shown_the_way_to_another_site_s_file(worker):
    case = make_case_file()
    page = sign_in(Browser(), worker).get(f"/cases/for-person/{applicant_of(case).public_id}/")
    assert case.reference not in page.content.decode()


def test_a_file_is_moved_with_a_reason_and_this_site_sees_it_no_more(supervisor, worker, browser):
    case, elsewhere = make_case_file(worker), make_agent(Role.SUPERVISOR)
    url = f"/cases/{case.reference}/transfer/"
    assert browser.post(url, {"site": elsewhere.site_id}).status_code == 422
    assert browser.post(url, {"site": supervisor.site_id, "reason": "x"}).status_code == 422
    done = browser.post(url, {"site": elsewhere.site_id, "reason": "SPÉCIMEN"}, follow=True)
    assert "est transféré" in done.content.decode()
    assert browser.get(f"/cases/{case.reference}/").status_code == 404
    receiving = sign_in(Browser(), elsewhere)
    assert case.reference in receiving.get("/assignments/").content.decode()
    assert "Sans référent pour l’instant" in receiving.get(f"/cases/{case.reference}/").content.decode()
