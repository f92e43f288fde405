"""The radar and the checks of the caseload, as agents meet them."""

import datetime as dt
from io import BytesIO
from zipfile import ZipFile

import pytest

from cases.services import caseload as service
from eligibility import caseload, parameters
from eligibility.models import CaseloadResult, CaseloadRun, RadarObjection, RunKind
from eligibility.parameters import Version
from nps.accounts.acting import acting
from nps.accounts.models import Role
from nps.journal.models import Entry
from nps.ui import keyset
from tests.cases.services.test_caseload import AMOUNT, office_file, worked
from tests.support.accounts import make_agent, prove, sign_in
from tests.support.cases import make_application, make_case_file
from tests.support.client import Browser

pytestmark = pytest.mark.usefixtures("one_factor")
TODAY = dt.date(2024, 3, 15)
FOUND = {"status": "entitled", "amount": 84, "every": "month"}


@pytest.fixture
def supervisor(db):
    return make_agent(Role.SUPERVISOR)


@pytest.fixture
def worker(supervisor):
    return make_agent(site=supervisor.site)


@pytest.fixture
def run(supervisor):
    with acting("system"):
        return CaseloadRun.objects.create(
            kind=RunKind.RADAR, on=TODAY, national=False, site=supervisor.site, figures="x",
            started_by=supervisor, planned_at=dt.datetime.now(dt.UTC), ended_at=dt.datetime.now(dt.UTC),
        )  # fmt: skip


def unclaimed(run, worker, code="paris_logement", **fields):
    """A file for which the search found this right."""
    with acting("system"):
        case = make_case_file(worker)
        CaseloadResult.objects.create(run=run, household=case.household, code=code, **{**FOUND, **fields})
    return case


def seen(agent, url="/radar/", **query) -> str:
    return sign_in(Browser(), agent).get(url, query).content.decode()


def test_a_right_found_is_shown_with_its_sum(run, worker):
    case = unclaimed(run, worker)
    shown = seen(worker)
    assert case.reference in shown
    assert "Paris Logement\u00a0: 84,00\u00a0€ par mois" in shown


def test_a_right_asked_for_since_is_shown_no_more(run, worker):
    case = unclaimed(run, worker)
    with acting("system"):
        make_application(case, "draft", benefit="paris_logement")
    assert case.reference not in seen(worker)


def test_another_right_of_the_same_household_stays(run, worker):
    case = unclaimed(run, worker)
    with acting("system"):
        make_application(case, "received", benefit="paris_energie_familles")
    assert case.reference in seen(worker)


def test_a_household_that_objects_leaves_the_radar(run, worker):
    case = unclaimed(run, worker)
    browser = sign_in(Browser(), worker)
    answer = browser.post(f"/cases/{case.reference}/radar/", {"act": "object"}, follow=True)
    assert "Le radar ne cherchera plus les droits de ce foyer." in answer.content.decode()
    assert case.reference not in seen(worker)
    browser.post(f"/cases/{case.reference}/radar/", {"act": "withdraw"})
    with acting("system"):
        assert RadarObjection.objects.get().withdrawn_by == worker
        acts = Entry.objects.filter(case_reference=case.reference, act__startswith="radar.")
        assert sorted(acts.values_list("act", flat=True)) == ["radar.object", "radar.withdraw_objection"]


def test_files_of_other_sites_and_closed_files_are_not_shown(run, worker):
    elsewhere = unclaimed(run, make_agent())
    closed = unclaimed(run, worker)
    with acting("system"):
        type(closed).objects.filter(pk=closed.pk).update(
            state="closed", closed_on=TODAY, closing_reason="at_request"
        )
    shown = seen(worker)
    assert elsewhere.reference not in shown
    assert closed.reference not in shown


def test_filters_choose_by_right_by_certainty_and_by_referent(run, supervisor, worker):
    due = unclaimed(run, worker)
    near = unclaimed(
        run, supervisor, code="rsa", status="undetermined", amount=None, missing=["housing.tenure"]
    )
    assert due.reference not in seen(worker, benefit="rsa")
    assert near.reference not in seen(worker, benefit="rsa")
    assert near.reference in seen(worker, benefit="rsa", status="undetermined")
    assert near.reference in seen(worker, status="all")
    assert near.reference not in seen(worker, referent="me")
    assert "Aucun dossier avec ces filtres." in seen(worker, benefit="asf")


def test_the_answer_that_would_decide_is_named(run, worker):
    unclaimed(run, worker, code="rsa", status="undetermined", amount=None, missing=["housing.tenure"])
    assert "Une réponse manque, " in seen(worker, status="undetermined")


def test_pages_follow_each_other_without_gap_or_double(run, worker, monkeypatch):
    monkeypatch.setattr(keyset, "ROWS", 2)
    references = {unclaimed(run, worker).reference for _ in range(5)}
    met, after = [], ""
    for _ in range(3):
        shown = sign_in(Browser(), worker).get("/radar/", {"after": after} if after else {})
        met += [row[0].text for row in shown.context["table"].rows]
        after = shown.context["page"].after
    assert after == ""
    assert sorted(met) == sorted(references)


def test_without_any_search_the_page_says_who_starts_it(supervisor, worker):
    assert "Aucune recherche n’a encore été faite." in seen(worker)
    assert supervisor.full_name in seen(worker)
    assert "Chercher dans tous les dossiers actifs" in seen(supervisor)
    assert "Chercher dans tous les dossiers actifs" not in seen(worker)


def test_a_supervisor_starts_a_search_and_finds_it_again(supervisor):
    browser = sign_in(Browser(), supervisor)
    answer = browser.post("/caseload/start/", follow=True)
    with acting("system"):
        run = CaseloadRun.objects.get()
    assert answer.redirect_chain[0][0] == f"/caseload/{run.public_id}/"
    assert "Vous pouvez quitter cette page." in answer.content.decode()
    for place in ("/", "/caseload/", "/radar/"):
        assert f"/caseload/{run.public_id}/" in browser.get(place).content.decode()


def test_the_page_is_asked_again_once_the_work_is_done(run, supervisor):
    browser = sign_in(Browser(), supervisor)
    where = f"/caseload/{run.public_id}/progress/"
    assert browser.get(where, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


@pytest.fixture
def studied(supervisor, worker):
    """The effect of a higher amount on every site, done."""
    figures = parameters.published().with_versions({AMOUNT: Version(TODAY, 100.0, "SPÉCIMEN")})
    with acting("system"):
        tenant = office_file(worker, "retired_tenant")
        run = service.start_caseload_check(
            actor=None, kind=RunKind.EFFECT, on=TODAY, figures=figures, national=False
        )
        worked(run)
    return run, tenant


def test_a_supervisor_reads_which_files_of_the_site_change(studied, supervisor):
    run, tenant = studied
    shown = seen(supervisor, f"/caseload/{run.public_id}/")
    assert tenant.reference in shown
    assert "84,00\u00a0€ → 100,00\u00a0€ par mois" in shown


def test_an_administrator_reads_counts_only_and_no_small_one(studied):
    run, tenant = studied
    shown = seen(make_agent(Role.ADMINISTRATOR), f"/caseload/{run.public_id}/")
    assert tenant.reference not in shown
    assert "moins de 5" in shown
    assert "16,00" not in shown


def test_an_administrator_reads_enough_households_together(studied, monkeypatch):
    monkeypatch.setattr(caseload, "FEWEST", 1)
    monkeypatch.setattr(caseload, "ROUNDED", 1)
    run, _tenant = studied
    shown = seen(make_agent(Role.ADMINISTRATOR), f"/caseload/{run.public_id}/")
    assert "16,00\u00a0€ par mois" in shown


def test_a_social_worker_reads_no_study_of_figures(studied, worker):
    run, _tenant = studied
    assert sign_in(Browser(), worker).get(f"/caseload/{run.public_id}/").status_code == 404


def cells(body: bytes) -> str:
    with ZipFile(BytesIO(body)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/"))


def test_results_are_handed_over_as_a_workbook_without_any_formula(run, supervisor, worker):
    case = unclaimed(run, worker)
    with acting("system"):
        applicant = case.household.memberships.get().person
        applicant.birth_name = "=cmd|' /C calc'!A0"
        applicant.save()
    answer = prove(sign_in(Browser(), supervisor)).post(f"/caseload/{run.public_id}/results/")
    told = cells(answer.content)
    assert "=cmd|" in told
    assert "<f>" not in told
    assert case.reference in told
    with acting("system"):
        entry = Entry.objects.get(act="caseload.export")
    assert (entry.actor, entry.data) == (supervisor, {"kind": "radar", "rows": 1})


def test_an_administrator_s_workbook_holds_no_file(studied):
    run, tenant = studied
    browser = prove(sign_in(Browser(), make_agent(Role.ADMINISTRATOR)))
    answer = browser.post(f"/caseload/{run.public_id}/results/")
    told = cells(answer.content)
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert tenant.reference not in told
    assert "moins de 5" in told


def test_results_ask_for_a_fresh_proof(run, supervisor):
    answer = sign_in(Browser(), supervisor).post(f"/caseload/{run.public_id}/results/")
    assert answer.status_code == 302
    assert not answer["Location"].startswith("/caseload/")
