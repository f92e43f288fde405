"""What an attacker tried on pieces, scans and letters and must not get."""

from itertools import product
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.services import deposits
from cases.services.moves import AlreadyMoved, MoveRefused
from documents import likeness, reading, redacting
from documents.models import (
    AdministrationCall,
    Reading,
    Redaction,
    Resemblance,
    SupportingDocument,
    Upload,
    UploadPart,
    UploadPiece,
    UploadState,
)
from nps.accounts.acting import acting
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.documents.specimens import pdf
from tests.support.accounts import make_agency, make_agent, sign_in
from tests.support.cases import applicant_of, make_case_file, make_document, make_share
from tests.support.client import TOKEN, Browser

pytestmark = pytest.mark.usefixtures("one_factor")


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def case(worker):
    return make_case_file(worker)


@pytest.fixture
def other_case(worker):
    """Another household of the same site."""
    return make_case_file(worker)


@pytest.fixture
def browser(worker):
    return sign_in(Browser(), worker)


@pytest.fixture
def scan(worker, case):
    return deposits.take_file(actor=worker, case=case, filename="scan.pdf", data=pdf(2))


def send_part(client: Browser, case, upload: Upload, offset: str):
    client.cookies["csrftoken"] = TOKEN
    url = (
        f"{reverse('cases:upload', args=[case.reference, upload.reference])}?{urlencode({'offset': offset})}"
    )
    told = {"content_type": "application/octet-stream", "headers": {"x-csrftoken": TOKEN}}
    return client.generic("POST", url, b"x", **told)


def acts(act: str) -> int:
    return Entry.objects.filter(act=act).count()


# --- looking ---


def test_a_page_of_a_waiting_scan_is_looked_at_with_an_entry(browser, case, scan):
    page = reverse("cases:upload_page", args=[case.reference, scan.reference, 1])
    assert browser.get(page).status_code == 200
    assert acts("upload.read") == 1
    browser.get(page + "?large=1")
    assert acts("upload.read") == 1  # one look


ODD = [
    "zoom=99999",
    "zoom=-1",
    "zoom=²",
    "clearer=x",
    "hidden=%00",
    "page=9999",
    "turn=9",
    "zoom=" + "9" * 5000,
]


@pytest.mark.parametrize("query", ODD)
def test_odd_numbers_show_the_page_or_nothing(browser, case, query):
    document = make_document(case, "to_check")
    for name in ("pages/1", "check", "redactions"):
        assert browser.get(f"/documents/{document.reference}/{name}/?{query}").status_code == 200, name
    for number in ("0", "2", "9" * 30):
        assert browser.get(f"/documents/{document.reference}/pages/{number}/?{query}").status_code == 404
    assert browser.post(f"/documents/{document.reference}/turn/?{query}", {"by": "9" * 99}).status_code == 302


@pytest.mark.parametrize("who", ["elsewhere", "partner", "auditor", "administrator", "nobody"])
def test_nobody_else_reaches_a_piece_a_scan_or_what_hides_it(worker, case, scan, who):
    document = make_document(case, "to_check")
    hidden = redacting.hide(actor=worker, document=document, page=0, box=(0, 0, 0.5, 0.5), why="SPÉCIMEN")
    agents = {
        "elsewhere": lambda: make_agent(Role.SUPERVISOR),
        "partner": lambda: make_agent(Role.PARTNER, agency=make_agency()),
        "auditor": lambda: make_agent(Role.AUDITOR),
        "administrator": lambda: make_agent(Role.ADMINISTRATOR),
    }
    client = Browser() if who == "nobody" else sign_in(Browser(), agents[who]())
    refused = (302,) if who == "nobody" else (403, 404)
    piece, file = f"/documents/{document.reference}", f"/cases/{case.reference}/documents"
    for path in ("pages/1/", "check/", "redactions/", "copy/", "file/", f"alike/{uuid4()}/", "retype/"):
        answer = client.get(f"{piece}/{path}")
        assert answer.status_code in refused, path
        assert "/sign-in/" in answer.get("Location", "/sign-in/")
    posts = [f"{piece}/{p}/" for p in ("turn", "scan", "read", "copy", "redactions", "retype", "check")]
    posts += [f"{piece}/redactions/{hidden.pk}/remove/", f"{piece}/replaces/{uuid4()}/"]
    posts += [f"{file}/sort/", f"{file}/add/", f"{file}/add/begin/", f"{file}/add/{scan.reference}/"]
    posts += [f"{file}/add/{scan.reference}/{what}/" for what in ("remove", "move")]
    for path in posts:
        assert client.post(path, {"size": "9", "name": "a.pdf"}).status_code in refused, path
    hidden.refresh_from_db()
    scan.refresh_from_db()
    assert (hidden.removed_at, scan.state) == (None, UploadState.WAITING)


# --- another household's ---


def test_what_hides_one_piece_is_not_removed_through_another(browser, worker, case, other_case):
    document, mine = make_document(other_case), make_document(case)
    hidden = redacting.hide(actor=worker, document=document, page=0, box=(0, 0, 0.5, 0.5), why="SPÉCIMEN")
    url = reverse("cases:unredact_document", args=[mine.reference, hidden.pk])
    assert browser.post(url).status_code == 404
    hidden.refresh_from_db()
    assert hidden.removed_at is None


def test_a_scan_is_reached_through_its_own_file_only(browser, worker, other_case, scan):
    file = f"/cases/{other_case.reference}/documents/add/{scan.reference}"
    assert (
        browser.get(reverse("cases:upload_page", args=[other_case.reference, scan.reference, 1])).status_code
        == 404
    )
    assert [browser.get(f"{file}/").status_code, browser.post(f"{file}/remove/").status_code] == [404, 404]
    assert browser.post(f"{file}/move/").status_code == 404


def test_another_agent_does_not_go_on_with_an_upload(worker, case):
    begun = deposits.begin_upload(actor=worker, case=case, filename="scan.pdf", size=9)
    other = sign_in(Browser(), make_agent(site=worker.site))
    assert send_part(other, case, begun, "0").status_code == 404
    key = {"size": "9", "name": "scan.pdf", "key": str(begun.reference)}
    assert other.post(f"/cases/{case.reference}/documents/add/begin/", key).status_code == 422


def test_a_scan_moved_meanwhile_is_not_filed_where_it_was(worker, case, other_case, scan):
    """The page was read before another agent moved the scan: its household is the other one."""
    read_before = Upload.objects.get(pk=scan.pk)
    deposits.move_upload(actor=worker, case=case, upload=scan, to=other_case)
    said = deposits.Said(read_before, [0, 1], "lease", (applicant_of(case),))
    with pytest.raises(AlreadyMoved):
        deposits.sort_uploads(actor=worker, case=case, said=[said])
    assert not case.household.documents.exists()


def test_alike_and_replacing_stay_in_the_household(browser, case, other_case):
    mine, theirs = make_document(case, period="2024-02"), make_document(other_case, period="2024-01")
    likeness.look(mine.content_id)
    likeness.look(theirs.content_id)
    assert browser.get(f"/documents/{mine.reference}/alike/{theirs.reference}/").status_code == 404
    browser.post(f"/documents/{mine.reference}/alike/{theirs.reference}/", {"same": "yes"})
    browser.post(f"/documents/{mine.reference}/replaces/{theirs.reference}/")
    mine.refresh_from_db()
    assert mine.supersedes_id is None
    assert not Resemblance.objects.exists()


# --- forms that lie ---


SLIVERS = [("10", "10,001"), ("0", "0,001"), ("99,999", "100"), ("nan", "50"), ("inf", "inf"), ("-1", "50")]


@pytest.mark.parametrize(("first", "last"), SLIVERS)
def test_a_part_too_thin_to_hide_is_told_not_broken(browser, case, first, last):
    document = make_document(case)
    url = f"/documents/{document.reference}/redactions/"
    for fields in ({"left": first, "right": last}, {"top": first, "bottom": last}):
        sent = {"left": "0", "right": "50", "top": "0", "bottom": "50", "why": "SPÉCIMEN", **fields}
        assert browser.post(url, sent).status_code == 422
    assert not document.redactions.exists()


OFFSETS = ["", "-1", "1", "²", "9" * 30, "9" * 5000, "0x0", "1e3"]


@pytest.mark.parametrize("offset", OFFSETS, ids=range(len(OFFSETS)))
def test_an_offset_that_lies_keeps_nothing(browser, worker, case, offset):
    begun = deposits.begin_upload(actor=worker, case=case, filename="scan.pdf", size=9)
    assert send_part(browser, case, begun, offset).status_code == 409
    begun.refresh_from_db()
    assert (begun.received, begun.parts.count()) == (0, 0)


ANNOUNCED = [
    {"size": "-1"}, {"size": "0"}, {"size": "9" * 30}, {"size": "9" * 5000}, {"size": "²"}, {"key": "x"},
    {"name": "a.pdf\0.exe"}, {"name": ""}, {"name": "x" * 5000}, {"name": "../../a.exe"},
]  # fmt: skip


@pytest.mark.parametrize("lie", ANNOUNCED, ids=lambda lie: str(lie)[:24])
def test_an_announcement_that_lies_is_refused_in_words(browser, case, lie):
    sent = {"size": "9", "name": "scan.pdf", **lie}
    answer = browser.post(f"/cases/{case.reference}/documents/add/begin/", sent)
    assert answer.status_code == 422
    assert answer.json()["words"]


@pytest.mark.parametrize("piece", ["", "x", "|", "||||", "lease|%00|x", "a" * 3000, "%ED%A0%80"])
def test_a_piece_that_is_none_breaks_no_page(browser, case, piece):
    for page in ("ask-anyway", "remark"):
        answer = browser.get(f"/cases/{case.reference}/documents/{page}/?piece={piece}")
        assert answer.status_code in (200, 404)


def test_rows_of_another_site_are_not_asked_for_before_they_expire(browser, case):
    far = make_case_file(make_agent())
    for rows in ([f"{far.reference}|lease||household"], ["|"], ["x"], ["\0|x"], [f"{far.reference}|"] * 26):
        answer = browser.post("/radar/expiry/", {"row": rows})
        assert answer.status_code in (302, 404)
    assert not far.requests.exists()
    assert browser.post("/radar/expiry/", {"row": [f"{case.reference}|x|y|z"] * 2}).status_code == 302
    assert not case.requests.exists()


# --- what a partner gets ---


def test_a_partner_gets_images_with_what_is_hidden_black_and_no_other_way_in(worker, case):
    agency = make_agency()
    piece = make_document(case, body=pdf(text="CANARI-TEXTE"))
    redacting.hide(actor=worker, document=piece, page=0, box=(0, 0, 1, 1), why="CANARI-MOTIF")
    share = make_share(case, agency, sections=["documents"], documents=[piece])
    client = sign_in(Browser(), make_agent(Role.PARTNER, agency=agency))
    url = reverse("cases:partner_document", args=[share.public_id, piece.reference])
    made = client.get(url + "?original=1&hidden=0&page=9")
    assert made.status_code == 200
    for canary in (b"CANARI", b"quittance"):
        assert canary not in made.content
    for path in ("file", "pages/1", "copy", "redactions", "check"):
        assert client.get(f"/documents/{piece.reference}/{path}/").status_code == 404


# --- closed, and blocked ---


@pytest.fixture
def closed(worker):
    today = timezone.localdate()
    return make_case_file(worker, state="closed", closed_on=today, closing_reason="at_request")


def test_nothing_is_decided_of_a_piece_of_a_closed_file(browser, worker, closed):
    document = make_document(closed, "to_check")
    piece = f"/documents/{document.reference}"
    before = SupportingDocument.objects.values().get(pk=document.pk)
    yes = dict.fromkeys(("legible", "right_name", "right_type"), "yes")
    for path, sent in (
        ("check", {**yes, "verdict": "accept"}),
        ("check", {"verdict": "reject", "reason": "unreadable"}),
        ("retype", {"type_code": "tax_notice"}),
    ):
        assert browser.post(f"{piece}/{path}/", sent).status_code in (302, 422), path
        assert SupportingDocument.objects.values().get(pk=document.pk) == before, path


def test_nothing_enters_a_closed_file(browser, closed):
    file = f"/cases/{closed.reference}/documents/add"
    assert browser.post(f"{file}/begin/", {"size": "9", "name": "a.pdf"}).status_code == 422
    sent = {"files": SimpleUploadedFile("a.pdf", pdf())}
    assert browser.post(f"{file}/", sent).status_code == 422
    person = str(applicant_of(closed).pk)
    one = {"type_code": "lease", "people": [person], "file": SimpleUploadedFile("a.pdf", pdf())}
    assert browser.post(f"{file}/one/", one).status_code == 422
    assert not closed.household.uploads.exists()
    assert not closed.household.documents.exists()


def test_a_blocked_piece_leaves_by_no_door(browser, worker, case):
    blocked = make_document(
        case, "quarantined", quarantine_reason="infected", scan_verdict="infected", period="2024-02"
    )
    clean = make_document(case, period="2024-02")
    piece = f"/documents/{blocked.reference}"
    for path in ("pages/1", "file", "copy", "redactions", f"alike/{clean.reference}"):
        assert browser.get(f"{piece}/{path}/").status_code == 404, path
    assert browser.post(f"{piece}/copy/", {"usage": "SPÉCIMEN"}).status_code == 404
    for path, sent in (("turn", {}), ("redactions", {"left": "0"}), ("retype", {"type_code": "lease"})):
        assert browser.post(f"{piece}/{path}/", sent).status_code in (302, 404), path
    browser.post(f"{piece}/check/", {"verdict": "accept"})
    browser.post(f"/documents/{clean.reference}/replaces/{blocked.reference}/")
    reading.read(blocked.content_id)
    likeness.look(blocked.content_id)
    blocked.refresh_from_db()
    assert (blocked.state, blocked.type, blocked.turns) == ("quarantined", "rent_receipt", [])
    assert blocked.content.likeness is None
    assert not Reading.objects.exists()
    with pytest.raises(MoveRefused):
        make_share(case, make_agency(), sections=["documents"], documents=[blocked])


# --- pages that only read, posts without a token ---


def test_posts_without_a_token_are_refused(worker, case):
    document = make_document(case, "to_check")
    client = sign_in(Client(enforce_csrf_checks=True), worker)
    for path in ("turn", "redactions", "copy", "check", "retype", "read", "scan"):
        assert client.post(f"/documents/{document.reference}/{path}/").status_code == 403, path
    for path in ("add/begin", "add", "sort", "ask"):
        assert client.post(f"/cases/{case.reference}/documents/{path}/").status_code == 403, path


def test_looking_changes_nothing(browser, case, scan):
    document = make_document(case, "to_check")
    for path in ("turn", "scan", "read", f"replaces/{uuid4()}", "redactions/1/remove"):
        assert browser.get(f"/documents/{document.reference}/{path}/").status_code == 405, path
    for path in ("begin", f"{scan.reference}/remove", f"{scan.reference}/move"):
        assert browser.get(f"/cases/{case.reference}/documents/add/{path}/").status_code == 405, path


# --- the second wall, with every filter of the application off ---


@pytest.fixture
def filled(worker, case):
    """A row in each table that holds something of a piece."""
    one, other = make_document(case, period="2024-01"), make_document(case, period="2024-02")
    redacting.hide(actor=worker, document=one, page=0, box=(0, 0, 1, 1), why="SPÉCIMEN")
    likeness.judge(actor=worker, document=other, other=one, same=False)
    Reading.objects.create(content=one.content, method="absent", sealed=b"x")
    Upload.objects.create(
        household=case.household, agent=worker, filename="a.pdf", size=9, wrapped_key=b"x"
    ).parts.create(offset=0, size=1, name="x")
    AdministrationCall.objects.create(
        household=case.household, person=applicant_of(case), administration="cnam", information="css",
        endpoint="/x", benefits=["paris_logement"], basis="told", told_to="SPÉCIMEN", manner="oral",
        told_on=timezone.localdate(), asked_by=worker, asked_at=timezone.now(), outcome="asking",
    )  # fmt: skip
    return make_share(case, make_agency(), sections=["documents"], documents=[other])


HELD = (Redaction, Resemblance, Reading, Upload, UploadPart, UploadPiece, AdministrationCall)


def test_what_hangs_on_a_piece_is_seen_by_its_staff_only(filled):
    for model in HELD[:5] + HELD[6:]:
        assert model.objects.exists(), model
    kinds = (("partner", str(filled.agency_id)), ("auditor", ""), ("admin", ""))
    for model, (kind, key) in product(HELD, kinds):
        try:
            with transaction.atomic(), acting(kind, key, ""):
                seen = model.objects.values_list("pk").exists()
        except ProgrammingError:
            seen = False
        assert not seen, (model, kind)
