"""Letters and what will expire, as agents meet them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Letter
from nps.accounts.acting import acting
from nps.people.models import Person
from tests.cases.test_expiring import RECEIPT, ending, open_award
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import applicant_of
from tests.support.client import Browser

pytestmark = pytest.mark.usefixtures("one_factor")
RADAR = "/radar/expiry/"


@pytest.fixture
def worker(db):
    return make_agent()


@pytest.fixture
def case(worker):
    with acting("system"):
        return open_award(worker)


@pytest.fixture
def browser(worker):
    browser = Browser()
    sign_in(browser, worker)
    return browser


@pytest.fixture
def asked(case, worker):
    with acting("system"):
        return case.requests.create(
            reference="R-24-0001",
            type_code="bank_details",
            benefits=["paris_logement"],
            articles=["II-2.3"],
            due_on=timezone.localdate() + timedelta(days=30),
            sent_at=timezone.now(),
            asked_by=worker,
            state="sent",
        )


def page(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def prepare(browser, case, **more):
    address = f"/cases/{case.reference}/letters/new/"
    return browser.post(address, {"pieces": ["R-24-0001"], "language": "fr", **more})


def test_a_letter_from_asking_to_the_register(browser, case, asked):
    made = prepare(browser, case)
    assert made.status_code == 302
    told = page(browser.get(made["Location"]))
    assert "Une photocopie lisible suffit." in told
    assert "À envoyer" in told
    printed = browser.get(f"{made['Location']}pdf/")
    assert printed["Content-Disposition"].startswith('attachment; filename="L-')
    assert printed.content.startswith(b"%PDF-1.7")
    assert browser.post(f"{made['Location']}post/").status_code == 302
    assert "Par la poste" in page(browser.get(f"/cases/{case.reference}/letters/"))
    assert browser.get(f"{made['Location']}pdf/").content == printed.content


def test_a_double_click_prepares_one_letter(browser, case, asked):
    key = {"once_key": "00000000-0000-4000-8000-000000000001"}
    first, second = prepare(browser, case, **key), prepare(browser, case, **key)
    assert first["Location"] == second["Location"]
    with acting("system"):
        assert Letter.objects.count() == 1


def test_a_careful_household_is_not_offered_the_post(browser, case, asked):
    with acting("system"):
        Person.objects.filter(pk=applicant_of(case).pk).update(safe_contact=True)
    told = page(browser.get(prepare(browser, case)["Location"]))
    assert "Ce courrier se remet en main propre" in told
    assert "/post/" not in told


def test_nothing_waited_for_means_nothing_to_write(browser, case):
    assert "rien à écrire" in page(browser.get(f"/cases/{case.reference}/letters/new/"))


def test_without_a_piece_ticked_the_form_comes_back(browser, case, asked):
    response = browser.post(f"/cases/{case.reference}/letters/new/", {"language": "fr"})
    assert response.status_code == 422


def test_an_english_letter_says_its_language_on_a_french_page(browser, case, asked):
    made = prepare(browser, case, language="en")
    assert 'lang="en"' in page(browser.get(made["Location"]))


def test_the_radar_says_when_nothing_expires(browser, case):
    assert "Rien n’expire dans les 90\u00a0jours." in page(browser.get(RADAR))


def test_one_click_asks_for_the_piece_and_opens_its_letter(browser, case):
    with acting("system"):
        ending(case, 20)
    assert "Demander" in page(browser.get(RADAR))
    made = browser.post(RADAR, {"one": f"{case.reference}|{RECEIPT}"})
    assert made["Location"].startswith("/letters/L-")
    assert "ne compte plus après le" in page(browser.get(made["Location"]))
    assert "déjà demandée le" in page(browser.get(RADAR))


def test_what_fails_in_one_file_is_told_and_the_others_are_done(browser, worker, case):
    with acting("system"):
        other = open_award(worker)
        for one in (case, other):
            ending(one, 20)
    rows = [f"{case.reference}|{RECEIPT}", f"{other.reference}|lease:household"]
    done = browser.post(RADAR, {"row": rows}, follow=True)
    told = page(done)
    assert "1\u00a0pièce demandée, 1\u00a0courrier prêt à envoyer." in told
    assert f"{other.reference}" in told
    assert "ne menace plus aucun droit" in told
    with acting("system"):
        assert case.requests.count() == 1
        assert other.requests.count() == 0


@pytest.mark.parametrize("rows", [[], ["x"] * 26])
def test_none_or_too_many_rows_do_nothing(browser, case, rows):
    assert browser.post(RADAR, {"row": rows}).status_code == 302
    with acting("system"):
        assert not Letter.objects.exists()


@pytest.mark.parametrize("row", ["D-00-XXXXX|lease:household", "x", "|", "\x00|\x00"])
def test_a_row_of_no_file_is_no_page(browser, case, row):
    assert browser.post(RADAR, {"row": [row]}).status_code in (302, 404)


def test_an_address_written_before_a_contact_became_careful_is_the_referent_s_alone(
    browser, case, worker, asked
):
    made = prepare(browser, case)["Location"]
    with acting("system"):
        line = case.household.addresses.first().line
        colleague = make_agent(site=worker.site)
        Person.objects.filter(pk=applicant_of(case).pk).update(safe_contact=True)
    other = Browser()
    sign_in(other, colleague)
    assert line not in page(other.get(made))
    refused = other.get(f"{made}pdf/")
    assert refused.status_code == 403
    assert line not in refused.content.decode()
    assert browser.get(f"{made}pdf/").status_code == 200
