"""What an attacker tried on the running product and must not get: one test for each fault found."""

import logging
import os
import re
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from cases import radar
from cases.models import Award, Share
from cases.services import applications
from cases.services.closing import close_case_file
from cases.services.decisions import end_award
from cases.services.moves import Blocked, MoveRefused
from documents import intake
from eligibility import caseload
from nps.accounts.models import Agent
from nps.settings.base import LOGGING
from nps.ui.forms import MoneyField
from tests.documents import specimens
from tests.support.accounts import PASSWORD, make_agent, sign_in
from tests.support.cases import (
    applicant_of,
    make_application,
    make_case_file,
    make_rights_check,
    make_share,
)
from tests.support.client import Browser

pytestmark = pytest.mark.usefixtures("one_factor")
CANARY = "Zzcanari"
SHARED = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "nps_cache"}}


@pytest.fixture
def worker(db):
    return make_agent()


@pytest.fixture
def browser(worker):
    return sign_in(Browser(), worker)


# --- addresses and headers ---

WITH_A_NUL = ["cases", "applications", "requests/%00/waive", "awards/%00/end", "resume", "people/found"]


@pytest.mark.parametrize("place", WITH_A_NUL)
def test_a_nul_in_an_address_is_a_page_that_does_not_exist(browser, place):
    path = place if "%00" in place else f"{place}/D-%00"
    assert browser.get(f"/{path}/").status_code == 404


def test_an_unreadable_address_in_a_header_leads_to_the_sign_in_page(db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://[::1"}
    answer = Browser().get("/cases/", headers=headers)
    assert answer.status_code == 401
    assert "/sign-in/?next=%2F" in answer.content.decode()


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "²"], ids=["longest", "long", "square"])
def test_no_number_of_a_session_is_too_long(browser, number):
    assert browser.post("/account/sessions/", {"session": number}).status_code in (302, 404)


HARDLY_JSON = {"long": "9" * 5000, "deep": "[" * 100_000, "object": '{"id": 1}', "list": "[]", "number": "1"}


@pytest.mark.parametrize("credential", HARDLY_JSON.values(), ids=HARDLY_JSON)
@pytest.mark.parametrize("path", ["/sign-in/passkey/", "/confirm-identity/passkey/"])
def test_a_passkey_that_is_no_passkey_is_refused(browser, path, credential):
    client = Browser() if "sign-in" in path else browser
    assert client.post(path, {"credential": credential}).status_code == 302


# --- guessing, and what is kept of a form ---


def test_an_agent_who_signs_in_often_is_no_guesser(worker, settings):
    settings.CACHES = SHARED
    typed = {"login": worker.email, "password": PASSWORD}
    assert {Browser().post("/sign-in/", typed).status_code for _ in range(22)} == {302}


def test_a_password_typed_after_the_session_s_end_is_kept_nowhere(browser):
    browser.cookies["nps_who"] = _who(browser)
    del browser.cookies["sessionid"]
    typed = {"oldpassword": PASSWORD, "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    answer = browser.post(reverse("account_change_password"), typed)
    assert answer.url == "/sign-in/?next=/account/password/"


def _who(browser) -> str:
    """The cookie given at sign-in."""
    if "nps_who" not in browser.cookies:
        browser.get("/account/")
    return browser.cookies["nps_who"].value


def test_an_ordinary_form_is_still_kept(browser):
    browser.cookies["nps_who"] = _who(browser)
    del browser.cookies["sessionid"]
    answer = browser.post("/people/search/", {"name": "SPÉCIMEN"})
    assert re.fullmatch(r"/sign-in/\?next=%2Fresume%2F.+", answer.url)


# --- the file's rules, by whoever asks twice, too late or with odd dates ---


@pytest.fixture
def case(system, worker):
    return make_case_file(worker)


@pytest.mark.parametrize("state", ["closed", "archived"])
def test_nothing_is_received_in_a_file_that_is_closed(system, worker, state):
    today = timezone.localdate()
    ended = {"closed_on": today, "closing_reason": "at_request"}
    case = make_case_file(worker, state=state, archived_on=today if state == "archived" else None, **ended)
    draft = make_application(case, "draft")
    with pytest.raises(Blocked, match="clos"):
        applications.receive_application(actor=worker, application=draft, on=today, signed_on=today)
    with pytest.raises(MoveRefused, match="clos"):
        applications.prepare_applications(
            actor=worker, case=case, check=make_rights_check(case), benefits=["paris_logement"], on=today
        )
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_page_opened_before_the_closing_shares_nothing_after(case, worker):
    close_case_file(actor=worker, case=case, closing_reason="at_request", on=timezone.localdate())
    with pytest.raises(MoveRefused, match="clos"):
        make_share(case)  # `case` as the page had read it
    assert not Share.objects.exists()


def test_an_application_is_signed_before_it_is_received(case, worker):
    today = timezone.localdate()
    draft = make_application(case, "draft")
    with pytest.raises(Blocked, match="signée"):
        applications.receive_application(
            actor=worker, application=draft, on=today - timedelta(days=30), signed_on=today
        )


def test_an_award_does_not_end_before_it_begins(case):
    granted = make_application(case, "granted")
    award = Award.objects.create(
        reference="P-24-0001", case=case, application=granted, benefit=granted.benefit,
        amount=granted.amount, every=granted.every, starts_on=granted.starts_on, ends_on=granted.ends_on,
    )  # fmt: skip
    before = award.starts_on - timedelta(days=1)
    with pytest.raises(Blocked, match="commencé"):
        end_award(actor=granted.decided_by, award=award, on=before, reason="SPÉCIMEN")


def test_somebody_of_another_site_is_drawn_into_no_household(case, browser):
    elsewhere = applicant_of(make_case_file(make_agent()))
    address = reverse("cases:for-person", args=[elsewhere.public_id])
    address += f"?household={case.household.public_id}"
    typed = {"role": "other_adult", "since": "01/03/2024"}
    assert (browser.get(address).status_code, browser.post(address, typed).status_code) == (403, 403)
    assert not case.household.memberships.filter(person=elsewhere).exists()


# --- checks of the caseload ---


def test_a_reference_of_another_site_tells_nothing_of_where_it_stands(case, worker):
    elsewhere = make_case_file(make_agent())
    files = radar.case_files_for(worker).order_by("-id")
    pages = [
        radar.page_of(worker, files, after=after, rows=5) for after in (elsewhere.reference, "D-00-XXXXX")
    ]
    assert pages[0] == pages[1]
    assert radar.page_of(worker, files, after=case.reference, rows=5).rows == []


def study_of(*, winners: int, month: float) -> dict:
    line = {"gained": winners, "month": month}
    found = {"households": 200, "winners": winners, "same": 200 - winners, "sums": {"month": month}}
    return caseload.hidden({**found, "benefits": {"paris_logement": line}})


def test_two_studies_of_figures_do_not_tell_one_household_apart():
    assert study_of(winners=41, month=3_444.0) == study_of(winners=42, month=3_402.0)
    assert study_of(winners=40, month=3_444.0)["benefits"]["paris_logement"] == {"gained": 40, "month": 3_400}


def test_what_is_left_does_not_tell_a_small_number():
    told = study_of(winners=3, month=252.0)
    assert (told["winners"], told["same"], told["sums"]) == (None, 195, {"month": None})
    assert told["benefits"] == {"paris_logement": {"gained": None, "month": None}}


# --- papers ---

PROGRAMS = {
    "a script behind a rendition": b"<< /S /Rendition /OP 0 /JS (app.alert\\(1\\)) >>",
    "a file of another machine": b"<< /S /GoToR /F (\\\\\\\\host\\\\share\\\\x.pdf) /D [0 /Fit] >>",
}


@pytest.mark.parametrize("action", PROGRAMS.values(), ids=PROGRAMS)
def test_a_paper_that_acts_does_not_enter(action):
    with pytest.raises(intake.Refused, match="active_content"):
        intake.examine(BytesIO(specimens.pdf_with_object(action)), "quittance.pdf")


@pytest.mark.parametrize("sum", ["9" * 5000, "1" * 26, "1 " * 300, "9" * 24 + ",99"], ids=len)
def test_a_sum_of_any_length_is_answered(sum):
    with pytest.raises(ValidationError):
        MoneyField().clean(sum)


def test_what_nobody_may_send_is_refused_before_it_is_written(db, browser, settings):
    settings.LARGEST_BODY, settings.LARGEST_BODY_UNKNOWN = 200_000, 100_000

    def send(client, size: int) -> int:
        sent = {"file": SimpleUploadedFile("x.pdf", bytes(size)), "login": "x", "password": "x"}
        return client.post("/sign-in/" if client is not browser else "/verify/", sent).status_code

    assert (send(Browser(), 150_000), send(browser, 250_000)) == (413, 413)
    assert 413 not in (send(Browser(), 50_000), send(browser, 150_000))


# --- where it runs ---


def test_a_log_line_says_where_and_what_kind_of_fault_never_what_was_typed(worker):
    with pytest.raises(IntegrityError, match=CANARY) as failed, transaction.atomic():  # the whole row, quoted
        Agent.objects.filter(pk=worker.pk).update(full_name=CANARY, role="SPÉCIMEN")
    fault = (failed.type, failed.value, failed.tb)
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "Error: %s", ("/",), fault)
    line = import_string(LOGGING["formatters"]["line"]["()"])().format(record)
    assert CANARY not in line
    assert "IntegrityError" in line
    assert "test_attacks.py" in line


def test_an_unknown_mode_starts_nothing(tmp_path):
    told = {
        **os.environ,
        "NPS_MODE": "prod",
        "NPS_VAR": str(tmp_path),
        "NPS_SECRETS_DIR": str(tmp_path / "s"),
    }
    told["DJANGO_SETTINGS_MODULE"] = "nps.settings.base"
    started = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; settings.DEBUG"],
        env=told, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert started.returncode != 0
    assert "NPS_MODE" in started.stderr
    assert not (tmp_path / "s").exists()
