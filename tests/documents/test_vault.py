"""The vault keeps each proof once, opens it whole or not at all, and moves it through one door."""

import errno
import io
import tracemalloc
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import IntegrityError, transaction

from documents import sealing, vault
from documents.intake import Refused
from documents.models import Content, RejectionReason, State, SupportingDocument
from documents.storage import VaultStorage
from documents.types import UnknownType
from documents.vault import BadDescription, NotPossible
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.documents import specimens
from tests.support.accounts import make_agent

pytestmark = pytest.mark.django_db


def files_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def sealed_file(folder):
    [path] = files_in(folder)
    return path


# --- keeping ---


def test_a_stored_document_opens_again_byte_for_byte(keep, folder):
    data = specimens.pdf_of_size(2_500_000)
    document = keep(data=data)
    assert vault.read_document(document) == data
    assert document.state == State.TO_CHECK
    assert (document.content.size, document.content.pages) == (len(data), 1)
    assert b"%PDF" not in sealed_file(folder).read_bytes()


def test_the_file_and_its_folder_are_for_the_service_alone(keep, folder):
    keep()
    path = sealed_file(folder)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_storing_is_journaled_without_a_name(keep, agent):
    document = keep(case_reference="D-24-0001", filename="avis Ada Okafor.pdf")
    entry = Entry.objects.get(act="store_document")
    assert (entry.actor, entry.case_reference, entry.subject_key) == (agent, "D-24-0001", str(document.pk))
    assert "Ada" not in str(entry.data)


def test_equal_content_is_kept_once_for_two_documents(keep, folder, ben):
    first, second = keep("tax_notice"), keep("tax_notice", people=[ben], filename="autre.pdf")
    assert first.content == second.content
    assert len(files_in(folder)) == 1
    assert vault.read_document(second) == specimens.pdf()


def test_the_fingerprint_tells_nothing_without_its_key(keep, settings, tmp_path):
    content = keep().content
    right = settings.SECRETS
    settings.SECRETS = type(right)(tmp_path / "other", create=True, error=right.error)
    assert bytes(keep().content.fingerprint) != bytes(content.fingerprint)


def test_a_refused_upload_leaves_nothing(keep, folder):
    with pytest.raises(Refused):
        keep(data=specimens.EICAR)
    assert files_in(folder) == []
    assert not SupportingDocument.objects.exists()
    assert not Entry.objects.filter(act="store_document").exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"period": "2023-13"}, "period"),
        ({"period": "soon"}, "period"),
        ({"people": []}, "people"),
        (
            {"type_code": "identity_card", "issued_on": "2024-02-01", "stated_until": "2023-02-01"},
            "stated_until",
        ),
    ],
)
def test_a_description_that_does_not_hold_together_is_refused_before_anything_is_kept(
    keep, folder, fields, field
):
    dates = {k: date.fromisoformat(fields[k]) for k in ("issued_on", "stated_until") if k in fields}
    with pytest.raises(BadDescription) as caught:
        keep(**{**fields, **dates})
    assert caught.value.field == field
    assert files_in(folder) == []


def test_an_unknown_type_is_refused(keep):
    with pytest.raises(UnknownType):
        keep("horoscope")


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_agents_of_a_site_store_and_check(keep, role):
    outsider = make_agent(role)
    with pytest.raises(PermissionDenied):
        keep(actor=outsider)
    with pytest.raises(PermissionDenied):
        vault.accept(actor=outsider, document=keep())


def test_a_full_disk_is_told_and_leaves_no_half_of_a_document(keep, folder, monkeypatch):
    write = sealing.seal

    def runs_out(*given):
        for number, chunk in enumerate(write(*given)):
            if number == 2:
                raise OSError(errno.ENOSPC, "No space left on device")
            yield chunk

    monkeypatch.setattr(sealing, "seal", runs_out)
    with pytest.raises(OSError, match="No space left"):
        keep(data=specimens.pdf_of_size(3_000_000))
    assert files_in(folder) == []
    assert not Content.objects.exists()


def test_a_journal_that_cannot_be_written_stops_the_act(keep, folder, monkeypatch):
    def refuses(**_):
        raise OSError("journal")

    monkeypatch.setattr(vault, "record", refuses)
    with pytest.raises(OSError, match="journal"):
        keep()
    assert files_in(folder) == []
    assert not SupportingDocument.objects.exists()


def test_memory_stays_flat_while_storing_and_reading(keep):
    upload = io.BytesIO(specimens.pdf_of_size(18_000_000))
    tracemalloc.start()
    try:
        vault.verify_document(keep(upload=upload))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10 * sealing.CHUNK


# --- opening ---


@pytest.mark.parametrize("place", [0, 10, 16, 5000, -1])
def test_one_altered_byte_on_the_disk_is_noticed(keep, folder, place):
    document = keep()
    path = sealed_file(folder)
    altered = bytearray(path.read_bytes())
    altered[min(place, len(altered) - 1)] ^= 1
    path.write_bytes(altered)
    with pytest.raises(sealing.Damaged):
        vault.read_document(document)


def test_two_files_swapped_on_the_disk_are_noticed(keep, folder):
    one, two = keep(), keep(data=specimens.image(), filename="a.jpg")
    first, second = files_in(folder)
    held = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(held)
    for document in (one, two):
        with pytest.raises(sealing.Damaged):
            vault.read_document(document)


def test_a_wrapped_key_moved_to_another_row_is_noticed(keep):
    one, two = keep(), keep(data=specimens.image(), filename="a.jpg")
    Content.objects.filter(pk=two.content_id).update(wrapped_key=one.content.wrapped_key)
    two.refresh_from_db()
    with pytest.raises(sealing.Damaged):
        vault.read_document(two)


def test_a_missing_file_is_damage_and_not_a_crash(keep, folder):
    document = keep()
    sealed_file(folder).unlink()
    with pytest.raises(sealing.Damaged):
        vault.open_document(document)


def test_a_missing_and_a_wrong_key_are_told_apart(keep, settings, tmp_path):
    document = keep()
    right = settings.SECRETS
    settings.SECRETS = type(right)(tmp_path / "other", create=True, error=right.error)
    with pytest.raises(sealing.KeyWrong):
        vault.open_document(document)
    settings.SECRETS = type(right)(tmp_path / "none", create=False, error=right.error)
    with pytest.raises(sealing.KeyMissing, match=r"documents\.kek"):
        vault.open_document(document)
    settings.SECRETS = right
    assert vault.read_document(document)


def test_nothing_is_stored_without_a_key(keep, settings, folder):
    settings.SECRETS = {}
    with pytest.raises(sealing.KeyMissing):
        keep()
    assert files_in(folder) == []


# --- moving ---


def test_accepting_confirms_the_dates_and_names_the_checker(keep, agent):
    document = vault.accept(actor=agent, document=keep("rent_receipt"), period="2024-02")
    assert (document.state, document.checked_by, document.period) == (State.ACCEPTED, agent, "2024-02")
    assert document.valid_until.isoformat() == "2024-05-29"
    assert Entry.objects.filter(act="accept_document").count() == 1


def test_rejecting_says_why_in_the_household_s_words(keep, agent):
    document = vault.reject(
        actor=agent, document=keep(), reason=RejectionReason.UNREADABLE, note="Le bas manque."
    )
    assert (document.state, document.rejection_note) == (State.REJECTED, "Le bas manque.")
    with pytest.raises(BadDescription):
        vault.reject(actor=agent, document=keep(data=specimens.image(), filename="a.jpg"), reason="whim")


def test_the_second_to_check_is_told_what_the_first_did(keep, agent):
    document = keep()
    vault.accept(actor=agent, document=document)
    with pytest.raises(NotPossible) as told:
        vault.reject(actor=make_agent(), document=document, reason=RejectionReason.TOO_OLD)
    assert (told.value.document.state, told.value.document.checked_by) == (State.ACCEPTED, agent)
    assert Entry.objects.filter(act__endswith="_document").count() == 2


# What each function does from where. The acts of the antivirus have their own tests.
LEADS = {
    "accept": {State.TO_CHECK: State.ACCEPTED, State.TO_CONFIRM: State.ACCEPTED},
    "reject": {State.TO_CHECK: State.REJECTED, State.TO_CONFIRM: State.REJECTED},
    "retype": {State.TO_CHECK: State.TO_CHECK, State.TO_CONFIRM: State.TO_CHECK},
    "supersede": {State.ACCEPTED: State.SUPERSEDED},
    "erase": {state: State.ERASED for state in State if state != State.ERASED},
}
STATES = [state for state in State if state != State.QUARANTINED]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", LEADS)
def test_every_state_takes_the_acts_of_the_table_and_no_other(keep, agent, state, act):
    document = in_state(keep, agent, state)
    newer = vault.accept(actor=agent, document=keep(data=specimens.pdf(2)))
    other = make_agent(site=agent.site)
    acts = {
        "accept": lambda: vault.accept(actor=other, document=document),
        "reject": lambda: vault.reject(actor=agent, document=document, reason="too_old"),
        "retype": lambda: vault.retype(actor=agent, document=document, type_code="pay_slip"),
        "supersede": lambda: vault.supersede(actor=agent, old=document, new=newer),
        "erase": lambda: vault.erase(actor=agent, document=document, reason="SPÉCIMEN"),
    }
    if state in LEADS[act]:
        assert acts[act]().state == LEADS[act][state]
    else:
        with pytest.raises(NotPossible):
            acts[act]()


def in_state(keep, agent, state):
    document = keep()
    if state in (State.ACCEPTED, State.SUPERSEDED):
        document = vault.accept(actor=agent, document=document)
    if state == State.SUPERSEDED:
        newer = vault.accept(actor=agent, document=keep(data=specimens.pdf(3)))
        document = vault.supersede(actor=agent, old=document, new=newer)
    if state == State.REJECTED:
        document = vault.reject(actor=agent, document=document, reason="unreadable")
    if state == State.ERASED:
        document = vault.erase(actor=agent, document=document, reason="SPÉCIMEN")
    if state == State.TO_CONFIRM:
        first = {"first_checked_by": agent, "first_checked_at": document.stored_at}
        SupportingDocument.objects.filter(pk=document.pk).update(state=state, **first)
        document.refresh_from_db()
    assert document.state == state
    return document


# --- two people ---


def test_a_sensitive_type_is_accepted_by_two_people_and_both_are_written_down(keep, agent):
    second = make_agent(site=agent.site)
    first = vault.accept(actor=agent, document=keep("medical_certificate"))
    assert (first.state, first.first_checked_by, first.checked_by) == (State.TO_CONFIRM, agent, None)
    with pytest.raises(vault.AnotherMustLook):
        vault.accept(actor=agent, document=first)
    done = vault.accept(actor=second, document=first)
    assert (done.state, done.first_checked_by, done.checked_by) == (State.ACCEPTED, agent, second)
    acts = (
        Entry.objects.filter(subject_key=str(done.pk))
        .exclude(act="store_document")
        .order_by("at")
        .values_list("act", "actor")
    )
    assert list(acts) == [("precheck_document", agent.pk), ("confirm_document", second.pk)]


def test_two_people_who_both_look_first_are_not_two_looks(keep, agent):
    document = keep("medical_certificate")
    vault.accept(actor=agent, document=document)
    with pytest.raises(NotPossible):  # the second page was opened before the first was answered
        vault.accept(actor=make_agent(site=agent.site), document=document)


def test_the_database_itself_refuses_the_same_person_twice(keep, agent):
    document = vault.accept(actor=agent, document=keep("medical_certificate"))
    with pytest.raises(IntegrityError, match="document_checked_by_two_people"):
        SupportingDocument.objects.filter(pk=document.pk).update(
            state=State.ACCEPTED, checked_by=agent, checked_at=document.first_checked_at
        )


def test_who_looked_first_may_still_refuse(keep, agent):
    document = vault.accept(actor=agent, document=keep("medical_certificate"))
    refused = vault.reject(actor=agent, document=document, reason=RejectionReason.OTHER_PERSON)
    assert (refused.state, refused.checked_by, refused.first_checked_by) == (State.REJECTED, agent, None)


def test_a_corrected_type_is_looked_at_again_from_the_start(keep, agent):
    document = vault.accept(actor=agent, document=keep("medical_certificate", period="2024-02"))
    corrected = vault.retype(actor=agent, document=document, type_code="pay_slip")
    assert (corrected.state, corrected.type, corrected.first_checked_by) == (State.TO_CHECK, "pay_slip", None)
    assert Entry.objects.get(act="retype_document").data["was"] == "medical_certificate"
    with pytest.raises(BadDescription):
        vault.retype(actor=agent, document=corrected, type_code="pay_slip")


def test_only_a_document_of_the_same_type_and_household_supersedes(keep, agent):
    old = vault.accept(actor=agent, document=keep("tax_notice"))
    other = vault.accept(actor=agent, document=keep("pay_slip", data=specimens.pdf(2)))
    for newer in (other, old):
        with pytest.raises(BadDescription):
            vault.supersede(actor=agent, old=old, new=newer)


# --- erasing ---


def test_erasing_the_last_document_destroys_key_and_file_and_leaves_a_trace(
    keep, agent, folder, django_capture_on_commit_callbacks
):
    document = keep(filename="avis Ada.pdf")
    copy = sealed_file(folder).read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        document = vault.erase(actor=agent, document=document, reason="Délai de conservation passé")
    assert files_in(folder) == []
    assert (document.state, document.filename) == (State.ERASED, "")
    with pytest.raises(sealing.KeyMissing):
        vault.open_document(document)
    path = folder / document.content.name  # put back from a backup of the storage
    path.write_bytes(copy)
    with pytest.raises(sealing.KeyMissing):
        vault.open_document(document)
    assert Entry.objects.get(act="erase_document").reason == "Délai de conservation passé"


def test_content_shared_by_two_documents_goes_with_the_second(keep, agent, ben):
    first, second = keep(), keep(people=[ben])
    vault.erase(actor=agent, document=first, reason="SPÉCIMEN")
    assert vault.read_document(second)
    vault.erase(actor=None, document=second, reason="SPÉCIMEN")
    with pytest.raises(sealing.KeyMissing):
        vault.open_document(SupportingDocument.objects.get(pk=second.pk))


def test_what_was_erased_can_be_handed_in_again(keep, agent):
    vault.erase(actor=agent, document=keep(), reason="SPÉCIMEN")
    assert vault.read_document(keep()) == specimens.pdf()


def test_an_erasure_without_a_reason_is_refused(keep, agent):
    with pytest.raises(BadDescription):
        vault.erase(actor=agent, document=keep(), reason=" ")


# --- what the database refuses by itself ---


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "lost"}, "document_"),
        ({"state": "accepted"}, "document_checked_by_somebody_once_checked"),
        ({"state": "rejected"}, "document_checked_by_somebody_once_checked"),
        ({"rejection_reason": "too_old"}, "document_rejected_with_a_reason"),
        ({"state": "erased"}, "document_erased_on_a_date"),
        ({"erased_at": "2024-01-01T00:00Z"}, "document_erased_on_a_date"),
        ({"valid_from": "2024-02-01", "valid_until": "2024-01-01"}, "document_validity_in_order"),
        ({"period": "2023-7"}, "document_period_readable"),
    ],
)
def test_the_database_refuses_a_document_that_makes_no_sense(keep, change, constraint):
    document = keep()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SupportingDocument.objects.filter(pk=document.pk).update(**change)


def test_the_database_refuses_a_document_superseding_itself(keep):
    document = keep()
    with pytest.raises(IntegrityError, match="document_supersedes_another"), transaction.atomic():
        SupportingDocument.objects.filter(pk=document.pk).update(supersedes=document)


@pytest.mark.parametrize(
    "change", [{"wrapped_key": b""}, {"fingerprint": None}, {"erased_at": "2024-01-01T00:00Z"}, {"size": 0}]
)
def test_the_database_refuses_a_content_half_erased_or_empty(keep, change):
    content = keep().content
    with pytest.raises(IntegrityError, match="content_"), transaction.atomic():
        Content.objects.filter(pk=content.pk).update(**change)


def test_a_storage_never_shows_an_unfinished_file_under_its_name(tmp_path):
    storage = VaultStorage(location=tmp_path / "vault")

    def cut():
        yield b"half"
        raise KeyboardInterrupt

    file = File(None, "sealed")
    file.chunks = cut
    with pytest.raises(KeyboardInterrupt):
        storage.save("ab/one", file)
    assert files_in(tmp_path) == []
