"""What the antivirus does not call clean is kept, opened by nobody, and comes out only when it is clean."""

import io

import pytest
from django.db import IntegrityError, transaction

from documents import holdings, intake, jobs, vault
from documents.antivirus import EICAR
from documents.models import QuarantineReason, ScanVerdict, State, SupportingDocument
from documents.vault import NotPossible, Quarantined
from nps.journal.models import Entry
from tests.documents import specimens
from tests.support.antivirus import NO_SIGNATURE, SIGNATURES, STREAM_LIMIT, needs_clamd, scanner

pytestmark = pytest.mark.django_db


@pytest.fixture
def clamd(settings):
    """Configured, and not started."""
    with scanner() as found:
        settings.CLAMD = found.address
        yield found


def infected() -> bytes:
    """A PDF that every other look lets through."""
    return specimens.pdf(text=EICAR.decode())


def test_without_an_antivirus_a_document_says_so_and_is_used(keep, settings):
    assert settings.CLAMD == ""
    document = keep(data=infected())
    assert (document.state, document.scan_verdict) == (State.TO_CHECK, ScanVerdict.NOT_SCANNED)
    assert "scan" not in Entry.objects.get(act="store_document").data


@needs_clamd
def test_what_is_clean_says_so(keep, clamd):
    clamd.start(SIGNATURES)
    document = keep()
    assert (document.state, document.scan_verdict) == (State.TO_CHECK, ScanVerdict.CLEAN)
    assert vault.read_document(document) == specimens.pdf()
    assert Entry.objects.get(act="store_document").data["scan"] == "clean"


def put_away(clamd, keep, signatures, data=None) -> SupportingDocument:
    if signatures:
        clamd.start(signatures)
    return keep(data=data)


CASES = {
    QuarantineReason.INFECTED: (SIGNATURES, infected()),
    QuarantineReason.SCANNER_DOWN: (None, None),
    QuarantineReason.NO_SIGNATURES: (NO_SIGNATURE, None),
    QuarantineReason.OVER_LIMIT: (SIGNATURES, specimens.pdf_of_size(STREAM_LIMIT + 100_000)),
}


@needs_clamd
@pytest.mark.parametrize(("reason", "case"), CASES.items(), ids=CASES)
def test_whatever_is_not_called_clean_is_held_back_with_its_reason(
    keep, clamd, household, agent, reason, case
):
    document = put_away(clamd, keep, *case)
    assert (document.state, document.quarantine_reason) == (State.QUARANTINED, reason)
    said = ScanVerdict.INFECTED if reason == QuarantineReason.INFECTED else ScanVerdict.NOT_SCANNED
    assert document.scan_verdict == said
    assert Entry.objects.get(act="store_document").data["scan"] == reason
    for opening in (vault.open_document, vault.read_document, vault.verify_document):
        with pytest.raises(Quarantined):
            opening(document)
    on = document.stored_at.date()
    assert holdings.arrived_pieces(household, on) == holdings.held_pieces(household, on) == set()


def test_what_is_blocked_is_neither_checked_nor_corrected_nor_takes_another_s_place(keep, settings, agent):
    newer = vault.accept(actor=agent, document=keep(data=specimens.pdf(2)))
    settings.CLAMD = "/nowhere/clamd.sock"
    document = keep()
    for act in (
        lambda: vault.accept(actor=agent, document=document),
        lambda: vault.reject(actor=agent, document=document, reason="too_old"),
        lambda: vault.retype(actor=agent, document=document, type_code="pay_slip"),
        lambda: vault.supersede(actor=agent, old=document, new=newer),
    ):
        with pytest.raises(NotPossible):
            act()


@needs_clamd
def test_scanned_again_and_clean_it_waits_to_be_checked(keep, clamd, agent):
    document = keep()
    assert vault.scan_again(actor=agent, document=document).state == State.QUARANTINED
    assert not Entry.objects.filter(act="hold_document").exists()  # the same answer: nothing to tell
    clamd.start(SIGNATURES)
    released = vault.scan_again(actor=agent, document=document, case_reference="D-24-0001")
    assert (released.state, released.scan_verdict) == (State.TO_CHECK, ScanVerdict.CLEAN)
    assert released.quarantine_reason == ""
    assert vault.read_document(released) == specimens.pdf()
    entry = Entry.objects.get(act="release_document")
    assert (entry.actor, entry.data["scan"], entry.case_reference) == (agent, "clean", "D-24-0001")
    with pytest.raises(NotPossible):
        vault.scan_again(actor=agent, document=released)


@needs_clamd
def test_scanned_again_and_infected_it_stays_and_says_why(keep, clamd, agent):
    document = keep(data=infected())
    clamd.start(SIGNATURES)
    held = vault.scan_again(actor=agent, document=document)
    assert (held.state, held.quarantine_reason) == (State.QUARANTINED, QuarantineReason.INFECTED)
    assert Entry.objects.get(act="hold_document").data["scan"] == "infected"


@needs_clamd
def test_an_antivirus_taken_away_releases_nothing(keep, clamd, agent, settings):
    document = keep()
    settings.CLAMD = ""
    assert vault.scan_again(actor=agent, document=document).state == State.QUARANTINED


@needs_clamd
def test_the_job_scans_again_what_waits_and_leaves_what_is_infected(keep, clamd):
    waiting, bad = keep(), keep(data=infected())
    clamd.start(SIGNATURES)
    jobs.scan_what_waits.func(0)
    waiting.refresh_from_db()
    bad.refresh_from_db()
    assert (waiting.state, bad.state) == (State.TO_CHECK, State.QUARANTINED)
    assert bad.quarantine_reason == QuarantineReason.INFECTED
    assert Entry.objects.get(act="release_document").actor is None
    jobs.scan_what_waits.func(0)  # delivered twice
    assert Entry.objects.filter(act__in=("release_document", "hold_document")).count() == 2


def test_a_blocked_document_can_be_erased(keep, settings, agent):
    settings.CLAMD = "/nowhere/clamd.sock"
    gone = vault.erase(actor=agent, document=keep(), reason="SPÉCIMEN")
    assert gone.state == State.ERASED


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "to_check"}, "document_quarantined_with_a_reason"),
        ({"quarantine_reason": ""}, "document_quarantined"),
        ({"quarantine_reason": "whim"}, "document_quarantined_with_a_reason"),
        ({"scan_verdict": "clean"}, "document_quarantined_for_what_the_scan_said"),
        ({"scan_verdict": "infected"}, "document_quarantined_for_what_the_scan_said"),
        ({"quarantine_reason": "infected"}, "document_quarantined_for_what_the_scan_said"),
        ({"scan_verdict": "lost"}, "document_"),
        ({"state": "accepted", "quarantine_reason": ""}, "document_checked_by_somebody_once_checked"),
    ],
)
def test_the_database_lets_nothing_blocked_pass_for_usable(keep, settings, change, constraint):
    settings.CLAMD = "/nowhere/clamd.sock"
    document = keep()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SupportingDocument.objects.filter(pk=document.pk).update(**change)


def test_bytes_in_pieces_are_read_as_a_file_is():
    pieces = intake.Pieces(lambda: iter([b"abc", b"defgh", b"i"]))
    assert b"".join(iter(lambda: pieces.read(2), b"")) == io.BytesIO(b"abcdefghi").read()
