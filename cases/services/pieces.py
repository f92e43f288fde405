"""The pieces of a file: what must be proved, what is held, the smallest list to ask for, what came back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Application, CaseFile, DocumentRequest
from cases.services.files import require_open_work, require_work, unique_reference
from cases.services.moves import MoveRefused, move
from cases.workflow.application import PENDING
from cases.workflow.request import OPEN, RequestState
from documents import guard, holdings, planning, vault
from documents.models import RejectionReason, SupportingDocument
from documents.types import HOUSEHOLD, read_key
from eligibility.facts import prove_facts, situation_of
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.models import Person


@dataclass(frozen=True)
class Line:
    """One requirement of the ledger: met by pieces held, or waiting for pieces to ask for or asked for."""

    requirement: planning.Requirement
    pieces: tuple[str, ...]
    held: tuple[str, ...]

    @property
    def met(self) -> bool:
        return set(self.pieces) <= set(self.held)


@dataclass(frozen=True)
class Ledger:
    """Everything the file's applications need proved, against everything held."""

    lines: tuple[Line, ...]
    plan: planning.Plan
    saving: planning.Saving
    held: frozenset[str]
    arrived: frozenset[str]
    rulings: Mapping[str, guard.Ruling]
    benefits_of: Mapping[str, tuple[str, ...]]
    articles_of: Mapping[str, tuple[str, ...]]


def needed_by_benefit(case: CaseFile, on: date) -> dict[str, tuple[planning.Requirement, ...]]:
    """What each application still of use (a draft, or not yet decided) needs proved."""
    asked = list(case.applications.filter(state__in=("draft", *PENDING)).order_by("received_on", "pk"))
    situation = situation_of(case.household, on) if asked else None
    return {application.benefit: application.requirements(on, situation) for application in asked}


def _merged(alone: Mapping[str, tuple[planning.Requirement, ...]]) -> tuple[planning.Requirement, ...]:
    """Equal needs once, with every benefit they serve; the earliest application says of what date."""
    found: dict[str, planning.Requirement] = {}
    for requirement in (r for requirements in alone.values() for r in requirements):
        known = found.get(requirement.id)
        served = (*known.benefits, *requirement.benefits) if known else requirement.benefits
        found[requirement.id] = (known or requirement)._replace(benefits=tuple(dict.fromkeys(served)))
    return tuple(found.values())


def ledger(case: CaseFile, on: date) -> Ledger:
    """Requirements of all applications, what the vault already proves, and the provably smallest list."""
    alone = needed_by_benefit(case, on)
    requirements = _merged(alone)
    held = frozenset(holdings.held_pieces(case.household, on))
    plan = planning.plan(requirements, held)
    wanted = {p: [r for r in requirements if p in plan.answers[r.id]] for p in plan.requests}
    return Ledger(
        lines=tuple(
            Line(r, plan.answers[r.id], tuple(p for p in plan.answers[r.id] if p in held))
            for r in requirements
        ),
        plan=plan,
        saving=_saving(case, alone, requirements, held),
        held=held,
        arrived=frozenset(holdings.arrived_pieces(case.household, on)),
        rulings={piece: guard.may_ask(piece, held) for piece in plan.requests},
        benefits_of={p: tuple(sorted({b for r in rs for b in r.benefits})) for p, rs in wanted.items()},
        articles_of={p: tuple(sorted({r.article for r in rs if r.article})) for p, rs in wanted.items()},
    )


def _saving(
    case: CaseFile,
    alone: Mapping[str, tuple[planning.Requirement, ...]],
    requirements: tuple[planning.Requirement, ...],
    held: frozenset[str],
) -> planning.Saving:
    """Requests avoided: what this file itself asked for, answered since or not, is no saving."""
    asked = case.requests.exclude(state__in=(RequestState.WAIVED, RequestState.CANCELLED))
    before = held - {request.piece for request in asked.select_related("person")}
    return planning.avoided(alone, planning.plan(requirements, before), before)


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
) -> list[DocumentRequest]:
    """Ask once for each piece, with a date; the applications that wait for them become incomplete.

    A piece the law forbids to ask needs a written reason in `overrides` (journaled). A piece already asked
    is not asked twice. Raises MoveRefused, in a closed file too.
    """
    require_open_work(case, actor)
    if due_on <= on:
        raise MoveRefused(_("La date de réponse doit être après aujourd’hui."))
    now, overrides = ledger(case, on), overrides or {}
    asked = {r.piece: r for r in case.requests.filter(state__in=OPEN).select_related("person")}
    made = []
    for piece in pieces:
        if piece in asked:
            continue
        if piece not in now.plan.requests:
            raise MoveRefused(_("Cette pièce n’est pas nécessaire : elle n’est pas demandée."))
        if piece in now.arrived:
            raise MoveRefused(_("Cette pièce est arrivée : vérifiez-la d’abord."))
        ruling = now.rulings[piece]
        reason = overrides.get(piece, "").strip()
        if ruling.verdict == guard.Verdict.REFUSED and not reason:
            raise MoveRefused(_("La loi interdit de demander cette pièce (%s).") % ruling.article)
        made.append(_ask(actor, case, piece, now, due_on, reason))
    waiting = {benefit for request in made for benefit in request.benefits}
    for application in case.applications.filter(state="received", benefit__in=waiting).order_by("pk"):
        move(application, "ask_for_pieces", actor=actor, on=on, due_on=due_on)
    return made


def _ask(actor: Agent, case: CaseFile, piece: str, now: Ledger, due_on: date, reason: str) -> DocumentRequest:
    code, period, subject = read_key(piece)
    request = DocumentRequest.objects.create(
        reference=unique_reference(DocumentRequest, "R", due_on),
        case=case,
        type_code=code,
        period=period,
        person=_person_of(case, subject),
        benefits=list(now.benefits_of[piece]),
        articles=list(now.articles_of[piece]),
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
        data={"type": code, "period": period, "benefits": request.benefits, "due": due_on.isoformat()},
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
    require_work(case, actor)
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
    for request in _answered_by(case, document, people):
        move(request, "answer", actor=actor, document=document)
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
    *, actor: Agent, case: CaseFile, document: SupportingDocument, on: date
) -> SupportingDocument:
    """Accept a piece that was looked at: its requests are met, the facts it proves are tied to it.

    Applications that then miss nothing become complete. Raises what `vault.accept` raises.
    """
    require_work(case, actor)
    document = vault.accept(actor=actor, document=document, case_reference=case.reference)
    for request in _requests_answered(document):
        move(request, "accept", actor=actor)
    prove_facts(
        actor=actor, household=case.household, document=document, on=on, case_reference=case.reference
    )
    _complete_what_is_complete(actor, case, on)
    return document


def _complete_what_is_complete(actor: Agent, case: CaseFile, on: date) -> None:
    for application in case.applications.filter(state="incomplete").order_by("pk"):
        if not case.open_requests_for(application).exists() and not application.unproved(on):
            move(application, "complete", actor=actor, on=on)


@transaction.atomic
def reject_document(
    *, actor: Agent, case: CaseFile, document: SupportingDocument, reason: RejectionReason, note: str = ""
) -> SupportingDocument:
    """Refuse a piece with a reason the household will read; what it answered is asked again."""
    require_work(case, actor)
    for request in _requests_answered(document):
        move(request, "reject", actor=actor, reason=str(reason.label))
    return vault.reject(
        actor=actor, document=document, reason=reason, note=note, case_reference=case.reference
    )


@transaction.atomic
def waive_request(*, actor: Agent, request: DocumentRequest, reason: str, on: date) -> DocumentRequest:
    """Give up asking for a piece, with a reason."""
    waived = move(request, "waive", actor=actor, reason=reason)
    _complete_what_is_complete(actor, waived.case, on)
    return waived


def send_again(*, actor: Agent, request: DocumentRequest, due_on: date) -> DocumentRequest:
    """Ask again for a piece that was refused."""
    return move(request, "send_again", actor=actor, at=timezone.now(), due_on=due_on)


def missing_for(application: Application) -> list[DocumentRequest]:
    """What this application still waits for."""
    return list(application.case.open_requests_for(application).select_related("person").order_by("pk"))
