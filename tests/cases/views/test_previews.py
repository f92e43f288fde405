"""Pages as images, parts hidden, copies handed over: what leaves, what never leaves, what is written down."""

import io

import pypdfium2
import pytest
from django.urls import reverse
from PIL import Image

from cases.demonstration import scans
from documents import reading
from documents.models import Redaction
from nps.accounts.acting import acting
from nps.journal.models import Entry
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import PDF, make_case_file, make_content, make_document
from tests.support.client import Browser
from tests.support.pages import faults_of, text_of

pytestmark = pytest.mark.usefixtures("one_factor")


@pytest.fixture
def worker(db):
    with acting("system"):
        return make_agent()


@pytest.fixture
def document(worker):
    with acting("system"):
        return make_document(make_case_file(worker), "to_check")


@pytest.fixture
def browser(worker):
    return sign_in(Browser(), worker)


def url(document, name, *more) -> str:
    return reverse(f"cases:{name}", args=[document.reference, *more])


def now(document):
    with acting("system"):
        document.refresh_from_db()
    return document


def test_a_page_is_a_closed_image_and_never_the_piece(browser, document):
    response = browser.get(url(document, "document_page", 1))
    assert response["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(response.content)).format == "JPEG"
    assert PDF not in response.content
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert "Content-Disposition" not in response


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_page_that_is_not_there_is_not_found(browser, document, number):
    assert browser.get(url(document, "document_page", number)).status_code == 404


@pytest.mark.parametrize(
    "asked", [{"zoom": "9"}, {"zoom": "-1"}, {"page": "x"}, {"page": "99", "clearer": "²"}]
)
def test_any_zoom_and_page_asked_show_something(browser, document, asked):
    assert browser.get(url(document, "check_document"), asked).status_code == 200
    assert browser.get(url(document, "document_page", 1), asked).status_code == 200


def test_a_damaged_piece_is_told_and_not_shown(browser, document):
    with acting("system"):
        type(document).objects.filter(pk=document.pk).update(content=make_content(b"SPECIMEN, no PDF"))
    assert browser.get(url(document, "document_page", 1)).status_code == 404
    assert browser.post(url(document, "copy_document"), {"usage": "SPÉCIMEN"}).status_code == 503


def test_turning_comes_back_to_the_same_view(browser, document):
    response = browser.post(url(document, "turn_document") + "?page=1&zoom=1&queue=1", {"by": "left"})
    assert response["Location"] == f"{url(document, 'check_document')}?queue=1&page=1&zoom=1#preview"
    assert now(document).turns == [3]


class TestHidingAPart:
    BOX = {"left": "10", "right": "50,5", "top": "5", "bottom": "20", "why": "santé du voisin"}

    def test_a_box_is_kept_as_the_stored_page_lies(self, browser, document):
        browser.post(url(document, "turn_document"), {"by": "right"})
        response = browser.post(url(document, "redact_document"), self.BOX)
        assert response.status_code == 302
        with acting("system"):
            (made,) = Redaction.objects.all()
        assert made.box == pytest.approx((0.05, 0.495, 0.2, 0.9))
        page = browser.get(url(document, "redact_document")).content.decode()
        assert "de 10 à 50\u00a0% depuis la gauche" in page or "de 10 à 51\u00a0% depuis la gauche" in page
        assert faults_of(page) == []

    @pytest.mark.parametrize(
        "wrong",
        [{"left": "60"}, {"right": "101"}, {"top": "-1"}, {"bottom": "x"}, {"why": ""}, {"left": "nan"}],
    )
    def test_a_box_off_the_page_or_without_a_reason_is_asked_again(self, wrong, browser, document):
        response = browser.post(url(document, "redact_document"), {**self.BOX, **wrong})
        assert response.status_code == 422
        assert faults_of(response.content.decode()) == []

    def test_what_is_hidden_is_shown_again_with_a_trace(self, browser, document):
        browser.post(url(document, "redact_document"), self.BOX)
        with acting("system"):
            made = Redaction.objects.get()
        assert browser.post(url(document, "unredact_document", made.pk)).status_code == 302
        with acting("system"):
            made.refresh_from_db()
            assert Entry.objects.filter(act="unredact_document").count() == 1
        assert made.removed_at

    def test_another_piece_s_box_is_not_found(self, browser, document, worker):
        browser.post(url(document, "redact_document"), self.BOX)
        with acting("system"):
            made, other = Redaction.objects.get(), make_document(make_case_file(worker), "to_check")
        assert browser.post(url(other, "unredact_document", made.pk)).status_code == 404


def test_a_copy_is_marked_with_its_use_and_journaled(browser, document):
    assert browser.post(url(document, "copy_document"), {"usage": ""}).status_code == 422
    response = browser.post(url(document, "copy_document"), {"usage": "demande de logement"})
    (page,) = pypdfium2.PdfDocument(response.content)
    assert page.get_textpage().get_text_range() == ""
    assert page.render().to_pil().convert("L").getextrema()[0] < 230
    assert response["Content-Disposition"].startswith("attachment")
    with acting("system"):
        assert Entry.objects.get(act="document.copy").reason == "demande de logement"


def test_the_original_leaves_only_as_an_attachment(browser, document):
    response = browser.get(url(document, "document_file"))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_page_says_whether_it_was_read_and_when_there_is_no_text(browser, document):
    address = url(document, "check_document")
    assert "pas encore lue" in text_of(browser.get(address).content.decode())
    reading.read(document.content_id)
    assert "Aucun texte lisible" in text_of(browser.get(address).content.decode())


def test_where_a_value_was_read_is_outlined_on_the_page(browser, worker):
    paper = scans.draw("Quittance de loyer, février 2024", "SPÉCIMEN Ada", "2024-02")
    with acting("system"):
        document = make_document(make_case_file(worker), "to_check", body=paper)
    address = url(document, "document_page", 1) + "?read=1"
    plain = browser.get(address).content
    reading.read(document.content_id)
    with acting("system"):
        read = reading.proposals(document)
    assert (browser.get(address).content != plain) == bool(read)
    assert "read=1" in browser.get(url(document, "check_document")).content.decode()
