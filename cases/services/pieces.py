"""The acts on the pieces of a file: asked for, filed, accepted, refused, given up, taken back."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Application, CaseFile, DocumentRequest
from cases.services import counting
from cases.services.files import require_open_work, require_work, unique_reference
from cases.services.ledger import Ledger, ledger
from cases.services.moves import MoveRefused, move
from cases.workflow.request import OPEN, RequestState
from documents import guard, vault
from documents.jobs import read_later
from documents.models import RejectionReason, State, SupportingDocument
from documents.types import HOUSEHOLD, read_key
from eligibility.facts import prove_facts
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.models import Person


def _person_of(case: CaseFile, subject: str) -> Person | None:
    if subject == HOUSEHOLD:
        return None
    return case.household.memberships.select_related("person").get(person__public_id=subject).person


@transaction.atomic
def ask_for_pieces(
    *,
    actor: Agent,
    case: CaseFile,
    pieces: Iterable[str],
    on: date,
    due_on: date,
    overrides: Mapping[str, str] | None = None,
    can_wait: Collection[str] = (),
) -> list[DocumentRequest]:
    """Ask once for each piece, with a date; the applications that wait for them become incomplete.

    A piece the law forbids to ask, or that nothing here needs, wants a written reason in `overrides`
    (journaled). `can_wait`: pieces whose absence does not stop the work (L114-5-1). A piece already asked is
    not asked twice. Raises MoveRefused, in a closed file too.
    """
    require_open_work(case, actor)
    if due_on <= on:
        raise MoveRefused(_("La date de réponse doit être après aujourd’hui."))
    now, overrides = ledger(case, on), overrides or {}
    asked = {r.piece for r in case.requests.filter(state__in=OPEN).select_related("person")}
    made = []
    for piece in dict.fromkeys(pieces):
        if piece in asked:
            continue
        if piece in now.arrived:
            raise MoveRefused(_("Cette pièce est arrivée : vérifiez-la d’abord."))
        ruling, reason = now.ruling(piece), overrides.get(piece, "").strip()
        if ruling.verdict == guard.Verdict.REFUSED and not reason:
            raise MoveRefused(_refusal(ruling))
        made.append(_ask(actor, case, piece, now, due_on, reason, piece not in can_wait))
    waiting = {benefit for request in made if request.indispensable for benefit in request.benefits}
    for application in case.applications.filter(state="received", benefit__in=waiting).order_by("pk"):
        move(application, "ask_for_pieces", actor=actor, on=on, due_on=due_on)
    return made


def _refusal(ruling: guard.Ruling) -> str:
    if not ruling.instead:
        return _("Cette pièce n’est pas nécessaire : elle n’est pas demandée.")
    return _("La loi interdit de demander cette pièce (%s).") % ruling.article


def _ask(
    actor: Agent, case: CaseFile, piece: str, now: Ledger, due_on: date, reason: str, indispensable: bool
) -> DocumentRequest:
    code, period, subject = read_key(piece)
    naming = [r for rs in now.needs.values() for r in rs if any(piece in pieces for pieces in r.any_of)]
    benefits = now.benefits_of.get(piece) or sorted({b for r in naming for b in r.benefits})
    articles = now.articles_of.get(piece) or sorted({r.article for r in naming if r.article})
    request = DocumentRequest.objects.create(
        reference=unique_reference(DocumentRequest, "R", due_on),
        case=case,
        type_code=code,
        period=period,
        person=_person_of(case, subject),
        benefits=list(benefits),
        articles=list(articles),
        indispensable=indispensable and bool(naming),
        due_on=due_on,
        asked_by=actor,
        override_reason=reason,
    )
    record(
        act="documentrequest.prepare",
        actor=actor,
        subject=request,
        case_reference=case.reference,
        reason=reason,
        data={
            "type": code,
            "period": period,
            "benefits": request.benefits,
            "due": due_on.isoformat(),
            **({"article": now.ruling(piece).article} if reason else {}),
        },
    )
    return move(request, "send", actor=actor, at=timezone.now())


@transaction.atomic
def file_document(
    *,
    actor: Agent,
    case: CaseFile,
    people: Iterable[Person],
    type_code: str,
    upload: File,
    filename: str,
    period: str = "",
    issued_on: date | None = None,
    stated_until: date | None = None,
) -> SupportingDocument:
    """Put a scan in the vault; it answers the open requests it can. Raises documents.intake's Refused."""
    require_open_work(case, actor)
    people = list(people)
    document = vault.store(
        actor=actor,
        household=case.household,
        people=people,
        type_code=type_code,
        upload=upload,
        filename=filename,
        period=period,
        issued_on=issued_on,
        stated_until=stated_until,
        case_reference=case.reference,
    )
    if document.state != State.QUARANTINED:  # what nobody may open answers nothing
        _answer(actor, case, document, people)
    read_later(document.content_id)
    return document


def _answer(actor: Agent, case: CaseFile, document: SupportingDocument, people: list[Person]) -> None:
    for request in _answered_by(case, document, people):
        move(request, "answer", actor=actor, document=document)


@transaction.atomic
def scan_document_again(*, actor: Agent, case: CaseFile, document: SupportingDocument) -> SupportingDocument:
    """Ask the antivirus again about a blocked piece; once clean it answers what it would have answered.

    Raises NotYours, and what `vault.scan_again` raises.
    """
    require_work(case, actor)
    document = vault.scan_again(actor=actor, document=document, case_reference=case.reference)
    if document.state == State.TO_CHECK:
        _answer(actor, case, document, list(document.people.all()))
        read_later(document.content_id)
    return document


def _answered_by(case: CaseFile, document: SupportingDocument, people: list[Person]) -> list[DocumentRequest]:
    asked = case.requests.filter(
        state__in=(RequestState.TO_SEND, RequestState.SENT), type_code=document.type
    ).order_by("pk")
    keys = {person.pk for person in people}
    return [
        request
        for request in asked
        if request.period in ("", document.period)
        and (request.person_id is None or request.person_id in keys)
    ]


def _requests_answered(document: SupportingDocument) -> list[DocumentRequest]:
    found = DocumentRequest.objects.filter(answer_document=document, state=RequestState.ANSWERED)
    return list(found.select_related("case").order_by("pk"))


@transaction.atomic
def accept_document(
    *, actor: Agent, case: CaseFile, document: SupportingDocument, on: date, **confirmed: Any
) -> SupportingDocument:
    """Accept a piece that was looked at: its requests are met, the facts it proves are tied to it.

    `confirmed`: the dates read on it. Of a sensitive type nothing follows before a second person looked.
    Applications that then miss nothing become complete. Raises what `vault.accept` raises, MoveRefused.
    """
    require_open_work(case, actor)
    try:
        document = vault.accept(actor=actor, document=document, case_reference=case.reference, **confirmed)
    except vault.AnotherMustLook:
        raise MoveRefused(
            _("Vous avez déjà vérifié cette pièce. Une autre personne doit la confirmer.")
        ) from None
    if document.state != State.ACCEPTED:
        return document
    _answer(actor, case, document, list(document.people.all()))  # released by the job, it has not yet
    for request in _requests_answered(document):
        move(request, "accept", actor=actor)
    prove_facts(
        actor=actor, household=case.household, document=document, on=on, case_reference=case.reference
    )
    complete_what_is_complete(actor, case, on)
    return document


def complete_what_is_complete(actor: Agent, case: CaseFile, on: date) -> None:
    """Applications that miss nothing any more become complete."""
    for application in case.applications.filter(state="incomplete").order_by("pk"):
        if not case.open_requests_for(application).exists() and not application.unproved(on):
            complete_application(actor=actor, application=application, on=on)


@transaction.atomic
def complete_application(*, actor: Agent, application: Application, on: date) -> Application:
    """Declare an application complete: its pieces are settled, and counted. Raises MoveRefused."""
    CaseFile.objects.select_for_update().get(pk=application.case_id)
    application = move(application, "complete", actor=actor, on=on)
    counting.settle(application=application, on=on)
    return application


@transaction.atomic
def cancel_unneeded(*, actor: Agent, request: DocumentRequest, on: date) -> DocumentRequest:
    """Take back a request that answers nothing any more. Raises MoveRefused."""
    require_open_work(request.case, actor)
    if request.pk not in {one.pk for one in ledger(request.case, on).unneeded}:
        raise MoveRefused(_("Cette pièce est encore nécessaire."))
    cancelled = move(request, "cancel", actor=actor, reason=_("Elle n’est plus nécessaire."))
    complete_what_is_complete(actor, request.case, on)
    return cancelled


@transaction.atomic
def reject_document(
    *, actor: Agent, case: CaseFile, document: SupportingDocument, reason: RejectionReason, note: str = ""
) -> SupportingDocument:
    """Refuse a piece with a reason the household will read; what it answered is asked again."""
    require_open_work(case, actor)
    for request in _requests_answered(document):
        move(request, "reject", actor=actor, reason=str(reason.label))
    return vault.reject(
        actor=actor, document=document, reason=reason, note=note, case_reference=case.reference
    )


@transaction.atomic
def retype_document(
    *, actor: Agent, case: CaseFile, document: SupportingDocument, type_code: str
) -> SupportingDocument:
    """The piece is of another type than was said: what it answered is asked again, what it answers is met.

    Raises what `vault.retype` raises.
    """
    require_open_work(case, actor)
    for request in _requests_answered(document):
        move(request, "reject", actor=actor, reason=str(RejectionReason.OTHER_TYPE.label))
    document = vault.retype(
        actor=actor, document=document, type_code=type_code, case_reference=case.reference
    )
    _answer(actor, case, document, list(document.people.all()))
    return document


@transaction.atomic
def waive_request(*, actor: Agent, request: DocumentRequest, reason: str, on: date) -> DocumentRequest:
    """Give up asking for a piece, with a reason."""
    waived = move(request, "waive", actor=actor, reason=reason)
    complete_what_is_complete(actor, waived.case, on)
    return waived


def send_again(*, actor: Agent, request: DocumentRequest, due_on: date) -> DocumentRequest:
    """Ask again for a piece that was refused."""
    return move(request, "send_again", actor=actor, at=timezone.now(), due_on=due_on)


def missing_for(application: Application) -> list[DocumentRequest]:
    """What this application still waits for."""
    return list(application.case.open_requests_for(application).select_related("person").order_by("pk"))
