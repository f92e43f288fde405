"""The vault's front door: store, open, check, replace, erase. Every move of a document passes here.

What may enter is decided by intake, how bytes are sealed and where they lie by contents.
"""

import hmac
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone

from documents import contents, intake, keys, uploads
from documents.models import Content, RejectionReason, State, SupportingDocument
from documents.types import DocumentType, Whom, span, type_of, valid_until
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.models import Household, Person
from nps.people.selectors import require_site_agent

# The whole machine: act → states it starts from, state it leads to.
MOVES: dict[str, tuple[frozenset[State], State]] = {
    "accept": (frozenset({State.TO_CHECK}), State.ACCEPTED),
    "precheck": (frozenset({State.TO_CHECK}), State.TO_CONFIRM),  # a sensitive type: one of two people
    "confirm": (frozenset({State.TO_CONFIRM}), State.ACCEPTED),
    "reject": (frozenset({State.TO_CHECK, State.TO_CONFIRM}), State.REJECTED),
    "retype": (frozenset({State.TO_CHECK, State.TO_CONFIRM}), State.TO_CHECK),
    "supersede": (frozenset({State.ACCEPTED}), State.SUPERSEDED),
    "outdate": (frozenset({State.ACCEPTED}), State.ACCEPTED),  # what it says stopped being so
    "release": (frozenset({State.QUARANTINED}), State.TO_CHECK),
    "hold": (frozenset({State.QUARANTINED}), State.QUARANTINED),  # scanned again, for another reason
    "erase": (frozenset(State) - {State.ERASED}, State.ERASED),
}

NOT_LOOKED_AT = {"first_checked_by": None, "first_checked_at": None}


class NotPossible(Exception):
    """The document does not stand where this act starts: somebody was faster. `document`: as it is now."""

    def __init__(self, document: SupportingDocument, act: str):
        self.document, self.act = document, act
        super().__init__(f"{act}: the document is {document.state}")


class AnotherMustLook(Exception):
    """Of a sensitive type, who looked first may not be the second."""


class Quarantined(Exception):
    """The antivirus holds the document back: nobody opens it."""


class BadDescription(ValueError):
    """What is said of a document does not hold together; `field` names the culprit."""

    def __init__(self, field: str, message: str):
        self.field = field
        super().__init__(f"{field}: {message}")


def store(
    *,
    actor: Agent,
    household: Household,
    people: Iterable[Person],
    type_code: str,
    upload: BinaryIO,
    filename: str,
    period: str = "",
    issued_on: date | None = None,
    stated_until: date | None = None,
    case_reference: str = "",
) -> SupportingDocument:
    """Keep one upload as a document to check, or in quarantine when the antivirus does not call it clean.

    The sealed file is complete on the disk before the rows that name it: killed at any point, there is a
    document that opens or there is none. Equal content is kept once, with the same answer and work. Raises
    intake.Refused, BadDescription, UnknownType, PermissionDenied, KeyMissing, OSError (disk full).
    """
    require_site_agent(actor)
    kind = type_of(type_code)
    people, validity = _concerned(kind, list(people)), _validity(kind, period, issued_on, stated_until)
    admitted = intake.examine(upload, filename)
    sealed = _seal(upload, admitted)
    try:
        with transaction.atomic():
            content = _keep_once(sealed)
            document = SupportingDocument.objects.create(
                household=household,
                type=type_code,
                filename=admitted.filename,
                content=content,
                scan_verdict=admitted.scan.verdict,
                quarantine_reason=admitted.scan.reason,
                state=State.QUARANTINED if admitted.scan.reason else State.TO_CHECK,
                stored_by=actor,
                **validity,
            )
            document.people.set(people)
            told = {"type": type_code, "period": period, "size": content.size, "pages": content.pages}
            record(
                act="store_document", actor=actor, subject=document, case_reference=case_reference,
                data=told | admitted.scan.told(),
            )  # fmt: skip
    except BaseException:
        contents.discard(sealed.name)
        raise
    if content.name != sealed.name:  # equal bytes were there already
        contents.discard(sealed.name)
    return document


def open_document(document: SupportingDocument) -> Iterator[bytes]:
    """The plain bytes, chunk by chunk, each verified before it is given. Memory does not grow with size.

    Raises sealing.KeyMissing, KeyWrong or Damaged, Damaged also when the file is gone; Quarantined. Who may
    read, and the journal entry of the reading, are the caller's business.
    """
    if document.state == State.QUARANTINED:
        raise Quarantined
    return contents.read(document.content)


def read_document(document: SupportingDocument) -> bytes:
    """The whole plain bytes, verified to the last before anything is given. Raises like open_document."""
    return b"".join(open_document(document))


def verify_document(document: SupportingDocument) -> None:
    """Read all of it and keep nothing. Raises like open_document."""
    for _ in open_document(document):
        pass


def scan_again(
    *, actor: Agent | None, document: SupportingDocument, case_reference: str = ""
) -> SupportingDocument:
    """Ask the antivirus again: the document comes out clean, or stays, its reason told anew.

    `actor` None: the job. The same answer writes nothing. Raises NotPossible, and like open_document.
    """
    if document.state != State.QUARANTINED:
        raise NotPossible(document, "release")
    scan = intake.scan(intake.Pieces(lambda: contents.read(document.content)))
    if scan.reason == document.quarantine_reason or scan == intake.Scan():  # no antivirus at all any more
        return document
    changes = {"scan_verdict": scan.verdict, "quarantine_reason": scan.reason}
    return _move(document, "hold" if scan.reason else "release", actor, changes, case_reference, scan.told())


def accept(
    *,
    actor: Agent,
    document: SupportingDocument,
    case_reference: str = "",
    **confirmed: Any,
) -> SupportingDocument:
    """The document proves what its type says. `confirmed`: period, issued_on, stated_until as read on it.

    Of a sensitive type this is the first of two looks, or the second. Raises NotPossible when somebody
    checked it first, AnotherMustLook, BadDescription, PermissionDenied.
    """
    kind = type_of(document.type)
    said = {name: getattr(document, name) for name in ("period", "issued_on", "stated_until")} | confirmed
    validity = _validity(kind, **said)
    if kind.sensitive and document.state == State.TO_CHECK:
        first = {"first_checked_by": actor, "first_checked_at": timezone.now()}
        return _move(document, "precheck", actor, validity | first, case_reference)
    act = "confirm" if document.state == State.TO_CONFIRM else "accept"
    if act == "confirm" and document.first_checked_by_id == actor.pk:
        raise AnotherMustLook
    return _move(document, act, actor, validity | _checked(actor), case_reference)


def reject(
    *,
    actor: Agent,
    document: SupportingDocument,
    reason: RejectionReason,
    note: str = "",
    case_reference: str = "",
) -> SupportingDocument:
    """The document does not do, for a reason told to the household. Raises NotPossible, BadDescription."""
    if reason not in RejectionReason.values:
        raise BadDescription("reason", "not a reason for rejecting")
    changes = {"rejection_reason": reason, "rejection_note": note[:500], **_checked(actor), **NOT_LOOKED_AT}
    return _move(document, "reject", actor, changes, case_reference, data={"reason": str(reason)})


def retype(
    *, actor: Agent, document: SupportingDocument, type_code: str, case_reference: str = ""
) -> SupportingDocument:
    """The document is of another type than was said; it waits to be checked as such.

    Raises NotPossible once checked, BadDescription (the same type, a type that names nobody), UnknownType.
    """
    if type_code == document.type:
        raise BadDescription("type_code", "the type it has already")
    kind = type_of(type_code)
    _concerned(kind, [*document.people.all()])
    validity = _validity(kind, document.period, document.issued_on, document.stated_until)
    changes = {"type": type_code, **validity, **NOT_LOOKED_AT}
    return _move(document, "retype", actor, changes, case_reference, data={"was": document.type})


@transaction.atomic
def supersede(
    *, actor: Agent, old: SupportingDocument, new: SupportingDocument, case_reference: str = ""
) -> SupportingDocument:
    """`new`, accepted and of the same type, takes the place of `old`, which proves its own period only.

    Returns `old` as it now stands. Raises NotPossible when either is not accepted, BadDescription.
    """
    if old.pk == new.pk or old.type != new.type or old.household_id != new.household_id:
        raise BadDescription("new", "not a newer document of the same type and household")
    locked = {d.pk: d for d in _locked().filter(pk__in=(old.pk, new.pk)).order_by("pk")}
    if locked[new.pk].state != State.ACCEPTED or locked[new.pk].supersedes_id:
        raise NotPossible(locked[new.pk], "supersede")
    moved = _move(old, "supersede", actor, {}, case_reference, data={"by": str(new.reference)})
    SupportingDocument.objects.filter(pk=new.pk).update(supersedes=old)
    new.refresh_from_db()
    return moved


@transaction.atomic
def outdate(
    *, actor: Agent, document: SupportingDocument, until: date, reason: str, case_reference: str = ""
) -> SupportingDocument:
    """What it says stopped being so: it proves nothing after `until`, and still what it proved before.

    Raises NotPossible, BadDescription (before it begins, or later than it ends already).
    """
    current = _locked().get(pk=document.pk)
    if current.valid_from and until < current.valid_from:
        raise BadDescription("until", "ends before the document begins")
    if current.valid_until and until > current.valid_until:
        raise BadDescription("until", "later than it ends already")
    return _move(document, "outdate", actor, {"valid_until": until}, case_reference, reason=reason)


@transaction.atomic
def erase(
    *, actor: Agent | None, document: SupportingDocument, reason: str, case_reference: str = ""
) -> SupportingDocument:
    """Forget the document for good; its row stays as a trace. `actor` None: the retention job.

    The key is destroyed with the last document that uses the content, so no copy of the file opens again,
    backups of the storage included. Raises NotPossible, BadDescription without a reason.
    """
    if not reason.strip():
        raise BadDescription("reason", "an erasure says why")
    content = Content.objects.select_for_update().get(pk=document.content_id)
    changes = {"erased_at": timezone.now(), "filename": "", "rejection_note": ""}
    moved = _move(document, "erase", actor, changes, case_reference, reason=reason)
    if not content.documents.exclude(state=State.ERASED).exists():
        content.destroy_key()
        transaction.on_commit(lambda: contents.discard(content.name))
    uploads.forget_original(document)
    moved.content = content
    return moved


# --- within the vault ---


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A sealed file on the disk that no row names yet."""

    reference: uuid.UUID
    name: str
    wrapped_key: bytes
    fingerprint: bytes
    admitted: intake.Admitted


def _seal(upload: BinaryIO, admitted: intake.Admitted) -> _Sealed:
    reference = uuid.uuid4()
    digest = hmac.new(keys.secret("documents.index"), digestmod="sha256")

    def read(size: int) -> bytes:
        block = upload.read(size)
        digest.update(block)
        return block

    name, wrapped = contents.write(read, reference)
    return _Sealed(reference, name, wrapped, digest.digest(), admitted)


def _keep_once(sealed: _Sealed) -> Content:
    """The row of this content: a new one, or the one that equal bytes already have."""
    try:
        with transaction.atomic():
            return Content.objects.create(
                reference=sealed.reference,
                name=sealed.name,
                fingerprint=sealed.fingerprint,
                wrapped_key=sealed.wrapped_key,
                size=sealed.admitted.size,
                media_type=sealed.admitted.media_type,
                pages=sealed.admitted.pages,
            )
    except IntegrityError:  # equal bytes came first; locked, so that no erasure takes them away meanwhile
        known = Content.objects.select_for_update().filter(fingerprint=sealed.fingerprint).first()
        return known or _keep_once(sealed)


def _locked():
    return SupportingDocument.objects.select_for_update(of=("self",))


@transaction.atomic
def _move(
    document: SupportingDocument,
    act: str,
    actor: Agent | None,
    changes: dict[str, Any],
    case_reference: str,
    data: dict[str, Any] | None = None,
    reason: str = "",
) -> SupportingDocument:
    """The one place where a state is written: lock, right, state, write, journal."""
    if actor is not None:
        require_site_agent(actor)
    current = _locked().get(pk=document.pk)
    starts, leads = MOVES[act]
    if current.state not in starts:
        raise NotPossible(current, act)
    for name, value in {**changes, "state": leads}.items():
        setattr(current, name, value)
    current.save(update_fields=[*changes, "state"])
    record(
        act=f"{act}_document",
        actor=actor,
        subject=current,
        case_reference=case_reference,
        data={"type": current.type, "period": current.period, **(data or {})},
        reason=reason,
    )
    return current


def _checked(actor: Agent) -> dict[str, Any]:
    return {"checked_by": actor, "checked_at": timezone.now()}


def _concerned(document_type: DocumentType, people: list[Person]) -> list[Person]:
    if not people and document_type.whom != Whom.HOUSEHOLD:
        raise BadDescription("people", "this type belongs to somebody: name at least one person")
    return people


def _validity(
    document_type: DocumentType, period: str, issued_on: date | None, stated_until: date | None
) -> dict[str, Any]:
    """The dates of a document, checked together. Raises BadDescription."""
    try:
        first, _ = span(period)
    except ValueError as fault:
        raise BadDescription("period", str(fault)) from None
    begins = issued_on or first
    until = valid_until(document_type, issued_on, period, stated_until)
    if begins and until and until < begins:
        raise BadDescription("stated_until", "ends before the document begins")
    return {
        "period": period,
        "issued_on": issued_on,
        "stated_until": stated_until,
        "valid_from": begins,
        "valid_until": until,
    }
