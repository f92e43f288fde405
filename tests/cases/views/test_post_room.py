"""Letters as agents meet them: what is owed, printing together, posting, what became of them."""

import io

import pypdfium2
import pytest
from django.utils import timezone

from cases.models import Letter
from cases.services import notices
from nps.accounts.acting import acting
from nps.people.models import Person
from tests.cases.services.test_notices import make_decided
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import applicant_of, make_case_file
from tests.support.client import Browser

pytestmark = pytest.mark.usefixtures("one_factor")
TO_SEND = "/letters/to-send/"


@pytest.fixture
def worker(db):
    return make_agent()


@pytest.fixture
def case(worker):
    with acting("system"):
        return make_case_file(worker)


@pytest.fixture
def browser(worker):
    browser = Browser()
    sign_in(browser, worker)
    return browser


@pytest.fixture
def letter(worker, case):
    with acting("system"):
        return notices.prepare_decision(actor=worker, application=make_decided(case, "refused"))


def page(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_what_is_owed_is_prepared_from_the_register(browser, worker, case):
    with acting("system"):
        application = make_decided(case, "refused")
    register = f"/cases/{case.reference}/letters/"
    assert "Courriers à préparer" in page(browser.get(register))
    told = {"kind": "refused", "about": application.reference}
    made = browser.post(f"{register}owed/", told)
    assert made["Location"].startswith("/letters/L-")
    assert "Courriers à préparer" not in page(browser.get(register))


def test_the_letters_of_the_day_are_printed_in_one_file_then_posted(browser, worker, letter):
    with acting("system"):
        other = notices.prepare_decision(
            actor=worker, application=make_decided(make_case_file(worker), "refused")
        )
    both = {"letter": [letter.reference, other.reference]}
    assert "Imprimer 2\u00a0courriers" in page(browser.get(TO_SEND))
    printed = browser.post(TO_SEND, {**both, "act": "print"})
    bound = pypdfium2.PdfDocument(io.BytesIO(printed.content))
    assert len(bound) % 2 == 0
    browser.post(TO_SEND, {**both, "act": "post"})
    with acting("system"):
        assert {one.state for one in Letter.objects.all()} == {"sent"}
        assert all(one.printed_by == worker for one in Letter.objects.all())
    assert "Aucun courrier n’attend." in page(browser.get(TO_SEND))


def test_a_careful_household_is_not_posted_with_the_others(browser, case, letter):
    with acting("system"):
        Person.objects.filter(pk=applicant_of(case).pk).update(safe_contact=True)
    browser.post(TO_SEND, {"letter": [letter.reference], "act": "post"})
    with acting("system"):
        letter.refresh_from_db()
        assert letter.state == "to_send"


def test_letters_of_another_site_are_not_there(letter):
    other = Browser()
    sign_in(other, make_agent())
    assert letter.reference not in page(other.get(TO_SEND))
    other.post(TO_SEND, {"letter": [letter.reference], "act": "post"})
    with acting("system"):
        letter.refresh_from_db()
        assert letter.state == "to_send"


def test_a_date_of_receipt_is_noted_and_a_wrong_one_keeps_what_was_typed(browser, letter):
    address = f"/letters/{letter.reference}/"
    browser.post(f"{address}post/")
    wrong = browser.post(f"{address}received/", {"received_on": "01/01/2020", "how": "registered"})
    assert wrong.status_code == 422
    assert "01/01/2020" in wrong.content.decode()
    on = timezone.localdate().strftime("%d/%m/%Y")
    assert browser.post(f"{address}received/", {"received_on": on, "how": "registered"}).status_code == 302
    assert "Avis de réception de la poste" in page(browser.get(address))


def test_the_page_says_which_connectors_are_off(browser, letter):
    told = page(browser.get(f"/letters/{letter.reference}/"))
    assert "aucun service de SMS n’est configuré" in told
    assert "La personne n’a pas donné son accord" in told


def test_an_agreement_is_noted_with_its_day(browser, case):
    with acting("system"):
        Person.objects.filter(pk=applicant_of(case).pk).update(email="specimen@example.org")
    address = f"/cases/{case.reference}/letters/choices/"
    on = timezone.localdate().strftime("%d/%m/%Y")
    told = {"language": "en", "email": "on", "agreed_on": on}
    assert browser.post(address, told).status_code == 302
    with acting("system"):
        case.refresh_from_db()
        assert case.correspondence.email == "specimen@example.org"
        assert case.correspondence.language == "en"
    assert "specimen@example.org" in page(browser.get(address))
