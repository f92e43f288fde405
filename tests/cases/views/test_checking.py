"""The queue and the check: three questions, the next piece, two people, types corrected, refusals counted."""

import csv
import io

import pytest
from django.urls import reverse

from cases.views import checking as page
from documents.models import RejectionReason, State
from nps.accounts.acting import acting
from nps.accounts.models import Role
from nps.journal.models import Entry
from nps.ui import keyset
from tests.support.accounts import make_agent, prove, sign_in
from tests.support.cases import make_case_file, make_document
from tests.support.client import Browser
from tests.support.pages import faults_of, text_of

pytestmark = pytest.mark.usefixtures("one_factor")
YES = dict.fromkeys(("legible", "right_name", "right_type"), "yes")
QUEUE = "/documents/to-check/"


@pytest.fixture
def worker(db):
    with acting("system"):
        return make_agent()


@pytest.fixture
def second(worker):
    with acting("system"):
        return make_agent(site=worker.site, full_name="SPÉCIMEN Claire Haddad")


@pytest.fixture
def case(worker):
    with acting("system"):
        return make_case_file(worker)


def piece(case, state="to_check", **fields):
    with acting("system"):
        return make_document(case, state, **fields)


def now(document):
    with acting("system"):
        document.refresh_from_db()
    return document


def look(agent, url, **query):
    response = sign_in(Browser(), agent).get(url, query)
    return response, text_of(response.content.decode())


def url(document, name="check_document") -> str:
    return reverse(f"cases:{name}", args=[document.reference])


def answer(agent, document, query="", **data):
    return sign_in(Browser(), agent).post(url(document) + query, data)


class TestTheQueue:
    def test_oldest_first_and_page_by_page(self, worker, case, monkeypatch):
        monkeypatch.setattr(keyset, "ROWS", 2)
        made = [piece(case, period=f"2024-0{n}") for n in (1, 2, 3)]
        response, told = look(worker, QUEUE)
        assert "janvier 2024" in told
        assert "mars 2024" not in told
        _response, told = look(worker, QUEUE, after=made[1].reference)
        assert "mars 2024" in told
        assert "janvier 2024" not in told
        assert faults_of(response.content.decode()) == []

    def test_filters_by_type_and_file(self, worker, case):
        with acting("system"):
            other = make_case_file(worker)
        piece(case, period="2024-01")
        piece(other, type="tax_notice", period="2023")
        assert "janvier 2024" not in look(worker, QUEUE, type_code="tax_notice")[1]
        assert "janvier 2024" in look(worker, QUEUE, reference=case.reference)[1]
        assert "avec ces filtres" in look(worker, QUEUE, reference="D-00")[1]

    def test_an_unreadable_mark_starts_again(self, worker, case):
        piece(case, period="2024-01")
        assert "janvier 2024" in look(worker, QUEUE, after="x' or 1=1")[1]

    def test_sensitive_pieces_are_marked_and_those_i_looked_at_wait_for_another(self, worker, second, case):
        document = piece(case, type="medical_certificate")
        assert "par deux personnes" in look(worker, QUEUE)[1]
        answer(worker, document, verdict="accept", **YES)
        assert "Aucune pièce à vérifier" in look(worker, QUEUE)[1]
        assert "À confirmer par une autre personne" in look(second, QUEUE)[1]


class TestTheCheck:
    def test_three_yes_accept_with_the_dates_read(self, worker, case):
        document = piece(case)
        response = answer(worker, document, verdict="accept", period="2024-02", **YES)
        assert response.status_code == 302
        assert (now(document).state, document.period) == (State.ACCEPTED, "2024-02")

    @pytest.mark.parametrize("said", [{}, {"legible": "yes"}, {**YES, "right_name": "no"}])
    def test_without_three_yes_nothing_is_accepted_and_the_page_says_why(self, worker, case, said):
        document = piece(case)
        response = answer(worker, document, verdict="accept", **said)
        assert response.status_code == 422
        assert now(document).state == State.TO_CHECK
        assert faults_of(response.content.decode()) == []

    def test_a_no_gives_its_reason_when_none_is_chosen(self, worker, case):
        document = piece(case)
        answer(worker, document, verdict="reject", right_name="no", note="Le nom est celui du voisin.")
        assert now(document).rejection_reason == RejectionReason.OTHER_PERSON
        assert document.rejection_note == "Le nom est celui du voisin."

    def test_refusing_without_any_reason_is_asked_why(self, worker, case):
        assert "Choisissez pourquoi" in text_of(
            answer(worker, piece(case), verdict="reject").content.decode()
        )

    def test_dates_that_do_not_hold_together_are_told(self, worker, case):
        document = piece(case, type="identity_card")
        dates = {"issued_on": "01/02/2024", "stated_until": "01/01/2024"}
        response = answer(worker, document, verdict="accept", **dates, **YES)
        assert "ne vont pas ensemble" in text_of(response.content.decode())
        assert now(document).state == State.TO_CHECK

    def test_the_next_piece_of_the_file_comes_after_with_the_focus_on_its_heading(self, worker, case):
        first, then = piece(case, period="2024-01"), piece(case, period="2024-02")
        _response, told = look(worker, url(first))
        assert "Suivante : 1 pièce à vérifier dans ce dossier" in told
        response = answer(worker, first, verdict="reject", reason="unreadable")
        assert response["Location"] == f"{url(then)}#piece"
        client = sign_in(Browser(), worker)
        moved = client.post(url(then), {"verdict": "reject", "reason": "unreadable"}, follow=True)
        assert "C’est noté." in text_of(moved.content.decode())

    def test_from_the_queue_the_next_file_follows_and_filters_are_kept(self, worker, case):
        with acting("system"):
            other = make_case_file(worker)
        first, then = piece(case, type="tax_notice"), piece(other, type="tax_notice")
        piece(other, period="2024-02")
        query = "?queue=1&type_code=tax_notice"
        response = answer(worker, first, query, verdict="reject", reason="unreadable")
        assert response["Location"] == f"{url(then)}{query}#piece"

    def test_a_piece_skipped_leads_to_the_next_and_back_to_the_start(self, worker, case):
        first, last = piece(case, period="2024-01"), piece(case, period="2024-02")
        assert url(first) in look(worker, url(last))[0].content.decode()

    def test_looking_is_journaled_once_for_pages_in_a_row(self, worker, case):
        document = piece(case)
        for _ in range(3):
            look(worker, url(document))
            image = reverse("cases:document_page", args=[document.reference, 1])
            assert sign_in(Browser(), worker).get(image).status_code == 200
        with acting("system"):
            (entry,) = Entry.objects.filter(act="document.preview")
        assert (entry.actor_id, entry.case_reference) == (worker.pk, case.reference)

    def test_a_quarantined_piece_shows_no_page_and_no_form(self, worker, case):
        document = piece(case, "quarantined", quarantine_reason="infected", scan_verdict="infected")
        response, told = look(worker, url(document))
        assert response.status_code == 200
        assert "Accepter la pièce" not in told
        assert "<img" not in response.content.decode()
        for name, more in (("document_page", [1]), ("document_file", []), ("copy_document", [])):
            address = reverse(f"cases:{name}", args=[document.reference, *more])
            assert look(worker, address)[0].status_code == 404, name


class TestTwoPeople:
    def test_the_first_is_told_who_may_confirm_and_has_no_form(self, worker, second, case):
        document = piece(case, type="medical_certificate")
        answer(worker, document, verdict="accept", **YES)
        assert now(document).state == State.TO_CONFIRM
        _response, told = look(worker, url(document))
        assert "Une autre personne doit la confirmer : SPÉCIMEN Claire Haddad" in told
        assert "Accepter la pièce" not in told
        assert answer(worker, document, verdict="accept", **YES).status_code == 422
        assert answer(second, document, verdict="accept", **YES).status_code == 302
        assert (now(document).state, document.checked_by) == (State.ACCEPTED, second)

    def test_alone_at_the_site_the_page_says_what_to_do(self, worker, case):
        document = piece(case, type="medical_certificate")
        answer(worker, document, verdict="accept", **YES)
        assert "rattacher une seconde personne" in look(worker, url(document))[1]


def test_the_type_is_corrected_instead_of_refusing(worker, case):
    document = piece(case, type="tax_notice")
    client = sign_in(Browser(), worker)
    retype = url(document, "retype_document")
    assert client.post(retype, {"type_code": "tax_notice"}).status_code == 422
    assert client.post(retype, {"type_code": "pay_slip"}).status_code == 302
    assert (now(document).type, document.state) == ("pay_slip", State.TO_CHECK)


class TestRefusals:
    def test_counts_by_type_and_reason_of_the_own_site_only(self, worker, case):
        with acting("system"):
            supervisor = make_agent(Role.SUPERVISOR, site=worker.site)
            elsewhere = make_case_file(make_agent())
        for reason in ("unreadable", "unreadable", "too_old"):
            piece(case, "rejected", rejection_reason=reason)
        piece(case, "accepted")
        piece(elsewhere, "rejected")
        today = page.timezone.localdate()
        with acting("system"):
            (line,) = page.checking.refusals(supervisor, today, today)
        assert (line.checked, line.refused) == (4, 3)
        assert line.by_reason == {"unreadable": 2, "too_old": 1}
        response, told = look(supervisor, "/documents/refusals/")
        assert "Quittance" in told
        assert faults_of(response.content.decode()) == []
        table = prove(sign_in(Browser(), supervisor)).get("/documents/refusals/?take=refusals.csv")
        rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[1][1:] == ["4", "3", "2", "0", "1", "0"]

    def test_only_supervisors_have_it(self, worker, case):
        assert look(worker, "/documents/refusals/")[0].status_code == 404
