"""Files on their way in: parts once and in order, sealed at once, forgotten for good, cut with proof kept."""

import io
import os
import signal
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.db import connections
from django.utils import timezone
from PIL import Image, ImageDraw

from documents import intake, keys, slips, sweeping, uploads, vault
from documents.models import Upload, UploadPart, UploadState
from nps.accounts.acting import acting
from nps.journal.models import Entry
from tests.documents import specimens
from tests.support.accounts import make_agent
from tests.support.people import make_household, make_person

LONG = specimens.pdf_of_size(2_500_000)
HOSTILE = (
    "../../etc/passwd.pdf",
    "a\x00b.pdf",
    "\u202efdp.exe.pdf",
    "x" * 5000 + ".pdf",
    "<script>.pdf",
    ".pdf",
)


def page(text: str = "", slip: str = "") -> Image.Image:
    """An A4 page at 100 dots an inch; SPÉCIMEN unless it is blank."""
    drawn = Image.new("RGB", (827, 1169), "white")
    if text:
        ImageDraw.Draw(drawn).text((90, 120), f"SPECIMEN {text}", fill="black", font_size=40)
    if slip:
        code = zxingcpp.create_barcode(slips.slip_text(slip), zxingcpp.BarcodeFormat.QRCode)
        drawn.paste(Image.fromarray(code.to_image(scale=5)).convert("RGB"), (500, 800))
    return drawn


def scan(*pages: Image.Image) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=100, save_all=True, append_images=pages[1:])
    return out.getvalue()


@pytest.fixture
def begin(agent, household):
    def announced(data=LONG, filename="SPÉCIMEN.pdf", size=None):
        told = {"actor": agent, "household": household, "filename": filename}
        return uploads.begin(**told, size=len(data) if size is None else size)

    return announced


@pytest.fixture
def take(agent, household):
    def taken(data, filename="SPÉCIMEN.pdf"):
        return uploads.take(actor=agent, household=household, filename=filename, data=data)

    return taken


def send(upload, data=LONG):
    for offset in range(0, len(data), uploads.PART):
        uploads.receive(upload=upload, offset=offset, data=data[offset : offset + uploads.PART])


def test_parts_become_the_file_that_was_sent(agent, begin):
    upload = begin()
    send(upload)
    upload = uploads.finish(actor=agent, upload=upload)
    assert (upload.state, upload.pages) == (UploadState.WAITING, 1)
    assert uploads.plain(upload) == LONG
    assert uploads.finish(actor=agent, upload=upload).state == UploadState.WAITING
    assert Entry.objects.filter(act="upload.received").count() == 1


def test_nothing_lies_in_clear(begin, folder):
    send(begin())
    lying = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert len(lying) == 3
    assert not [data for data in lying if b"%PDF" in data or LONG[5000:5032] in data]


def test_a_part_sent_twice_is_kept_once(begin):
    upload = begin()
    for _ in range(2):
        assert uploads.receive(upload=upload, offset=0, data=LONG[: uploads.PART]).received == uploads.PART
    assert upload.parts.count() == 1


@pytest.mark.parametrize("offset", [1, uploads.PART, 10**9])
def test_a_part_that_does_not_follow_is_told_where_to_begin(begin, offset):
    with pytest.raises(uploads.WrongOffset) as told:
        uploads.receive(upload=begin(), offset=offset, data=b"x" * 10)
    assert told.value.expected == 0


def test_more_than_was_announced_is_refused(begin):
    with pytest.raises(intake.Refused):
        uploads.receive(upload=begin(size=5), offset=0, data=b"x" * 6)


@pytest.mark.parametrize(
    ("filename", "size", "rule"),
    [
        ("a.exe", 10, "wrong_type"),
        ("a.pdf", 0, "empty"),
        ("a.pdf", 10**9, "too_large"),
        ("pdf", 9, "wrong_type"),
    ],
)
def test_what_cannot_enter_is_told_before_a_byte_is_sent(begin, filename, size, rule):
    with pytest.raises(intake.Refused) as told:
        begin(filename=filename, size=size)
    assert told.value.refusal.code == rule


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_only_a_name(take, name):
    upload = take(specimens.pdf(), name)
    assert len(upload.filename) <= 150
    assert not set(upload.filename) & set("/\\\x00\u202e<>")


def test_a_refused_file_is_forgotten_and_its_rule_told(take, folder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        upload = take(specimens.EICAR.ljust(3000), "virus.pdf")
    assert (upload.state, upload.refusal) == (UploadState.REFUSED, "disguised")
    assert not UploadPart.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_a_household_has_so_many_waiting_and_no_more(begin, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", 2)
    begin(), begin()
    with pytest.raises(uploads.TooMany):
        begin()


def test_removed_it_cannot_be_opened_or_gone_on_with(agent, begin):
    upload = begin()
    send(upload, LONG[: uploads.PART])
    for _ in range(2):
        upload = uploads.remove(actor=agent, upload=upload)
    assert (upload.state, upload.filename, bytes(upload.wrapped_key)) == ("removed", "", b"")
    with pytest.raises(uploads.Gone):
        uploads.receive(upload=upload, offset=uploads.PART, data=b"x")


def test_what_nobody_goes_on_with_is_forgotten_in_its_time(begin, take):
    stale, fresh, waiting = begin(), begin(), take(specimens.pdf())
    week = timezone.now() - timedelta(days=8)
    Upload.objects.filter(pk__in=(stale.pk, waiting.pk)).update(touched_at=week)
    assert uploads.expire(now=timezone.now()) == 1
    assert uploads.expire(now=timezone.now()) == 0
    states = dict(Upload.objects.values_list("pk", "state"))
    assert states == {stale.pk: "removed", fresh.pk: "receiving", waiting.pk: "waiting"}


def test_blank_pages_and_slips_propose_the_cut(take):
    upload = take(
        scan(page("UN"), page(), page("DEUX"), page(slip="R-24-7KX3M"), page("TROIS"), page("TROIS"))
    )
    assert upload.found == {"blank": [1], "slips": {"3": "R-24-7KX3M"}}
    assert uploads.division(upload) == [[0], [2], [4, 5]]


def test_a_piece_has_its_pages_and_no_other(take):
    data = scan(page("UN"), page("DEUX"), page("TROIS"))
    upload = take(data)
    made = uploads.piece_bytes(upload, data, [0, 2])
    assert len(pypdfium2.PdfDocument(made)) == 2
    assert intake.examine(io.BytesIO(made), "SPÉCIMEN.pdf").pages == 2
    assert uploads.piece_bytes(upload, data, [0, 1, 2]) == data


@pytest.fixture
def cut(agent, household, take, keep):
    """A scan of three pages sorted as two pieces: the upload and its documents."""
    data = scan(page("UN"), page("DEUX"), page("TROIS"))
    upload, division = take(data), [[0], [1, 2]]
    pieces = [(keep(data=uploads.piece_bytes(upload, data, pages)), pages) for pages in division]
    batch = upload.reference
    return uploads.mark_sorted(actor=agent, upload=upload, pieces=pieces, batch=batch), pieces, data


def test_a_scan_that_was_cut_is_kept_until_its_last_piece_is_erased(agent, cut):
    upload, pieces, data = cut
    assert uploads.plain(upload) == data
    vault.erase(actor=agent, document=pieces[0][0], reason="SPÉCIMEN")
    assert uploads.plain(Upload.objects.get()) == data
    vault.erase(actor=agent, document=pieces[1][0], reason="SPÉCIMEN")
    assert bytes(Upload.objects.get().wrapped_key) == b""
    assert not UploadPart.objects.exists()


def test_a_file_that_became_one_piece_is_not_kept_twice(agent, take, keep):
    data = specimens.pdf(3)
    upload = take(data)
    pieces = [(keep(data=data), [0, 1, 2])]
    uploads.mark_sorted(actor=agent, upload=upload, pieces=pieces, batch=upload.reference)
    assert not UploadPart.objects.exists()
    with pytest.raises(uploads.Gone):
        uploads.mark_sorted(actor=agent, upload=upload, pieces=pieces, batch=upload.reference)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["save", "receive"])
def test_killed_while_a_part_arrives_the_line_goes_on_where_it_was(point, folder, settings):
    with acting("system"):
        agent = make_agent()
        household = make_household(agent, (make_person(agent), "applicant"))
        upload = uploads.begin(actor=agent, household=household, filename="SPÉCIMEN.pdf", size=len(LONG))
        uploads.receive(upload=upload, offset=0, data=LONG[: uploads.PART])
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            if point == "save":  # between the sealed part and its row
                UploadPart.save = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
            with acting("system"):
                uploads.receive(
                    upload=upload, offset=uploads.PART, data=LONG[uploads.PART : 2 * uploads.PART]
                )
                os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    with acting("system"):
        assert Upload.objects.get().received == uploads.PART
        send(upload)
        assert uploads.finish(actor=agent, upload=upload).state == UploadState.WAITING
        assert uploads.plain(Upload.objects.get()) == LONG
        keys.rotate()
        assert uploads.plain(Upload.objects.get()) == LONG
    assert sweeping.sweep(dry_run=True).missing == ()
