"""What an attacker tried on the running product and must not get: one test for each fault found."""

import re

import pytest
from django.urls import reverse

from tests.support.accounts import PASSWORD, make_agent, sign_in
from tests.support.client import Browser

SHARED = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "nps_cache"}}


@pytest.fixture(autouse=True)
def _one_factor_is_enough(settings):
    settings.SECOND_FACTOR_REQUIRED = False


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
