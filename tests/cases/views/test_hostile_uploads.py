"""Whatever is sent as a scan, by the page of one piece or of several files, is answered with words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import State, SupportingDocument
from nps.accounts.acting import acting
from tests.documents import specimens as make
from tests.documents.test_intake import HOSTILE
from tests.support.accounts import make_agent, sign_in
from tests.support.antivirus import SIGNATURES, needs_clamd, scanner
from tests.support.cases import applicant_of, make_case_file
from tests.support.client import Browser

MORE = {
    "a gigabyte behind a page": (make.pdf_bomb(200_000_000), "avis.pdf"),
    "boxes without end": (make.pdf(box=(0, 0, 10**9, 10**9)), "avis.pdf"),
    "pages that contain themselves": (make.pdf(extra={"Pages": "1 0 R"}), "avis.pdf"),
    "a password": (make.encrypted(make.pdf(), b"secret"), "avis.pdf"),
    "a bomb of pixels": (make.png_claiming(60_000, 60_000), "scan.png"),
    "a JPEG of the largest size it can claim": (
        make.image("JPEG").replace(b"\x00\x3c\x00\x50", b"\xff\xff\xff\xff", 1),
        "photo.jpg",
    ),
    "a HEIC that lies about its boxes": (b"\x00\x00\xff\xff" + make.image("HEIF")[4:], "photo.heic"),
    "a HEIC of nothing": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "photo.heic"),
}
SENT = {name: (data, filename) for name, (data, filename, _code) in HOSTILE.items()} | MORE
NAMES = {
    "a folder above": "../../../etc/passwd.pdf",
    "a NUL": "avis\0.pdf",
    "line breaks": "avis\r\nSet-Cookie: a=b.pdf",
    "written backwards": "avis\u202efdp.exe",
    "right to left": "\u200favis\u200f.pdf",
    "500 characters": "a" * 500 + ".pdf",
    "500 characters of two bytes": "é" * 500 + ".pdf",
    "500 folders": "a/" * 250 + "avis.pdf",
    "nothing": ".pdf",
}


@pytest.fixture
def worker(db, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return make_agent()


@pytest.fixture
def case(worker):
    with acting("system"):
        return make_case_file(worker)


@pytest.fixture
def browser(worker):
    return sign_in(Browser(), worker)


@pytest.fixture
def send(browser, case):
    """Post bytes as one named piece."""
    with acting("system"):
        person = applicant_of(case).pk

    def post(data: bytes, name: str, **more):
        file = SimpleUploadedFile("x.pdf", data, "application/pdf")
        file._name = name  # the constructor would clean it
        told = {"type_code": "tax_notice", "people": [str(person)], "file": file}
        return browser.post(f"/cases/{case.reference}/documents/add/one/", told, **more)

    return post


def kept() -> list[SupportingDocument]:
    with acting("system"):
        return list(SupportingDocument.objects.all())


@pytest.mark.parametrize(("data", "name"), SENT.values(), ids=SENT)
def test_a_hostile_file_is_refused_with_words_or_kept_harmless(send, data, name):
    answer = send(data, name)
    assert answer.status_code in (302, 422)
    assert (answer.status_code == 302) == bool(kept())
    if answer.status_code == 422:
        assert 'aria-invalid="true"' in answer.content.decode()


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_name_of_a_file_does_harm(send, browser, name):
    answer = send(make.pdf(), name)
    assert answer.status_code in (302, 400, 422)  # 400: a head of more than 1 024 bytes
    for document in kept():
        assert len(document.filename) <= 120
        assert not set(document.filename) & set("/\\\0\r\n\u202e\u200f")
        page = browser.get(f"/documents/{document.reference}/file/")
        assert page.getvalue() == make.pdf()
        expected = f'attachment; filename="tax_notice-{document.reference}.pdf"'
        assert page["Content-Disposition"] == expected


@pytest.mark.parametrize("told", ["0", "100", "99999999", "-1", "many", "9" * 400])
def test_a_length_that_lies_is_answered_and_keeps_nothing_by_half(browser, case, told):
    answer = browser.generic(
        "POST",
        f"/cases/{case.reference}/documents/add/one/",
        _form(make.pdf()),
        content_type="multipart/form-data; boundary=SPECIMEN",
        CONTENT_LENGTH=told,
    )
    assert answer.status_code in (302, 400, 403, 413, 422)
    assert kept() == []


def _form(data: bytes) -> bytes:
    head = b'--SPECIMEN\r\nContent-Disposition: form-data; name="file"; filename="avis.pdf"\r\n\r\n'
    return head + data + b"\r\n--SPECIMEN--\r\n"


@pytest.mark.parametrize("body", [b"", b"--SPECIMEN\r\n", b"--SPECIMEN--\r\n", b"\0" * 5000], ids=range(4))
def test_a_form_cut_or_broken_is_answered(browser, case, body):
    answer = browser.generic(
        "POST",
        f"/cases/{case.reference}/documents/add/one/",
        body,
        content_type="multipart/form-data; boundary=SPECIMEN",
    )
    assert answer.status_code in (400, 403, 422)


@needs_clamd
def test_a_file_with_a_virus_is_kept_blocked_and_its_page_says_why_and_what_to_do(send, browser, settings):
    with scanner() as clamd:
        clamd.start(SIGNATURES)
        settings.CLAMD = clamd.address
        answer = send(make.pdf(text=make.EICAR.decode()), "avis.pdf")
    [document] = kept()
    assert (answer.status_code, document.state) == (302, State.QUARANTINED)
    page = browser.get(answer.url).content.decode()
    assert "Bloquée" in page
    assert "Un virus a été trouvé" in page
    assert "autre copie" in page
    assert "<img" not in page.partition("<main")[2].partition("</main")[0]
    for place in ("file/", "copy/", "pages/1/", "redactions/"):
        assert browser.get(f"/documents/{document.reference}/{place}").status_code == 404, place
    queue = browser.get("/documents/to-check/").content.decode()
    assert str(document.reference) not in queue


@needs_clamd
def test_an_agent_has_a_blocked_piece_scanned_again(send, browser, settings):
    with scanner() as clamd:
        settings.CLAMD = clamd.address
        send(make.pdf(), "avis.pdf")
        [document] = kept()
        again = f"/documents/{document.reference}/scan/"
        browser.post(again)
        assert kept()[0].state == State.QUARANTINED
        clamd.start(SIGNATURES)
        assert browser.post(again).url == f"/documents/{document.reference}/check/"
    assert kept()[0].state == State.TO_CHECK
    assert browser.get(f"/documents/{document.reference}/file/").getvalue() == make.pdf()
    assert browser.post(again).status_code == 302  # pressed twice
