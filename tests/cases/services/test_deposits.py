"""Scans come into a file: who may go on with one, what is cut, routed by a slip, filed all or none."""

import io
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.models import CaseFile
from cases.services import deposits
from cases.services.moves import AlreadyMoved, Blocked, NotYours
from documents import slips, uploads
from documents.models import State, SupportingDocument, Upload, UploadState
from documents.vault import BadDescription
from nps.journal.models import Entry
from tests.documents.specimens import pdf
from tests.documents.test_uploads import page, scan
from tests.support.accounts import make_agent, make_site
from tests.support.cases import applicant_of, make_case_file


@pytest.fixture
def case(system) -> CaseFile:
    return make_case_file()


@pytest.fixture
def worker(case):
    return case.referent


@pytest.fixture
def take(case, worker):
    def taken(data=None, filename="SPÉCIMEN.pdf"):
        return deposits.take_file(actor=worker, case=case, filename=filename, data=data or pdf())

    return taken


def ask(case, code: str, number: int = 2):
    return case.requests.create(
        reference=f"R-24-SPEC{number}", type_code=code, benefits=["paris_logement"], articles=["II-2.3"],
        due_on=timezone.localdate(), sent_at=timezone.now(), asked_by=case.referent, state="sent",
    )  # fmt: skip


def said(case, upload, pages=(0,), code="bank_details", **dates):
    return deposits.Said(upload, [*pages], code, (applicant_of(case),), **dates)


def test_each_piece_of_a_cut_scan_answers_its_own_request(case, worker, take):
    requests = [ask(case, "bank_details", 2), ask(case, "identity_card", 3)]
    upload = take(scan(page("UN"), page(), page("DEUX")))
    pieces = [said(case, upload, [0]), said(case, upload, [2], "identity_card")]
    batch = deposits.sort_uploads(actor=worker, case=case, said=pieces)
    made = SupportingDocument.objects.filter(cut_from__upload__batch=batch).order_by("pk")
    answered = deposits.answered_by(made, [])
    assert [a.requests for a in answered] == [(requests[0],), (requests[1],)]
    assert [d.cut_from.pages for d in made] == [[0], [2]]
    assert [d.filename for d in made] == ["SPÉCIMEN p. 1.pdf", "SPÉCIMEN p. 3.pdf"]
    assert Entry.objects.filter(act="upload.sorted", case_reference=case.reference).count() == 1


def test_the_needs_a_piece_meets_are_those_of_its_type_period_and_person(case, worker, take):
    batch = deposits.sort_uploads(
        actor=worker, case=case, said=[said(case, take(), code="tax_notice", period="2023")]
    )
    whose = applicant_of(case).public_id
    named = {
        "its own": f"tax_notice.2023:{whose}",
        "any year": f"tax_notice:{whose}",
        "another year": f"tax_notice.2022:{whose}",
        "somebody else": f"tax_notice.2023:{uuid4()}",
        "another type": f"bank_details:{whose}",
    }
    lines = [SimpleNamespace(requirement=need, pieces=(piece,)) for need, piece in named.items()]
    (answered,) = deposits.answered_by(
        SupportingDocument.objects.filter(cut_from__upload__batch=batch), lines
    )
    assert answered.needs == ("its own", "any year")


def test_all_pieces_are_filed_or_none(case, worker, take):
    good, bad = take(), take(pdf(2))
    pieces = [said(case, good), said(case, bad, [0, 1], period="2024-13")]
    with pytest.raises(deposits.PieceFault) as told:
        deposits.sort_uploads(actor=worker, case=case, said=pieces)
    assert (told.value.number, isinstance(told.value.fault, BadDescription)) == (1, True)
    assert not SupportingDocument.objects.exists()
    assert set(Upload.objects.values_list("state", flat=True)) == {UploadState.WAITING}


def test_sorted_twice_is_sorted_once_and_the_second_is_told(case, worker, take):
    pieces = [said(case, take())]
    deposits.sort_uploads(actor=worker, case=case, said=pieces)
    with pytest.raises(AlreadyMoved):
        deposits.sort_uploads(actor=worker, case=case, said=pieces)
    assert SupportingDocument.objects.count() == 1


def test_another_site_brings_nothing_in(case, take):
    stranger, upload = make_agent(site=make_site()), take()
    with pytest.raises(NotYours):
        deposits.take_file(actor=stranger, case=case, filename="SPÉCIMEN.pdf", data=pdf())
    with pytest.raises(NotYours):
        deposits.sort_uploads(actor=stranger, case=case, said=[said(case, upload)])


def test_a_closed_file_takes_nothing_and_says_so(worker, take):
    closed = make_case_file(
        worker, state="closed", closed_on=timezone.localdate(), closing_reason="at_request"
    )
    with pytest.raises(Blocked):
        deposits.take_file(actor=worker, case=closed, filename="SPÉCIMEN.pdf", data=pdf())


def test_the_same_announcement_twice_is_one_upload_and_nobody_else_s(case, worker):
    told = {"case": case, "filename": "SPÉCIMEN.pdf", "size": 9}
    first = deposits.begin_upload(actor=worker, **told)
    again = deposits.begin_upload(actor=worker, **told, reference=first.reference)
    assert again == first
    colleague = make_agent(site=case.site)
    with pytest.raises(uploads.Gone):
        deposits.begin_upload(actor=colleague, **told, reference=first.reference)


def test_a_scan_moved_to_the_file_of_its_slip_is_sorted_there(case, worker, take):
    other = make_case_file(worker)
    request = ask(other, "bank_details")
    upload = take(scan(page("UN", slip=request.reference)))
    assert uploads.slips_of(upload) == {0: request.reference}
    moved = deposits.move_upload(actor=worker, case=case, upload=upload, to=other)
    assert moved.household == other.household
    deposits.sort_uploads(actor=worker, case=other, said=[said(other, moved)])
    request.refresh_from_db()
    assert request.state == "answered"
    assert request.answer_document.state == State.TO_CHECK


def test_a_photograph_of_a_slip_is_read(case, take):
    picture = io.BytesIO()
    page("PHOTO", slip="D-24-7KX3M").rotate(4, expand=True, fillcolor="grey").save(
        picture, "JPEG", quality=80
    )
    upload = take(picture.getvalue(), "photo.jpg")
    assert uploads.slips_of(upload) == {0: "D-24-7KX3M"}
    assert slips.read_slip(slips.slip_text("D-24-7KX3M").encode()) == "D-24-7KX3M"
