"""Asking an administration instead of the household: written before, called outside, written after.

Three steps: `intend` and `conclude` are transactions, `call` holds none. Killed in between, the row stays
« asking » and is told as cut: what was answered is not known, and the question may be put again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import CaseFile
from cases.permissions import can_work
from cases.services import pieces
from cases.services.files import require_open_work
from cases.services.moves import MoveRefused, move
from cases.workflow.application import PENDING
from cases.workflow.request import RequestState
from documents.administrations.connector import Answer, Information, Outcome, Part
from documents.administrations.obtained import informations
from documents.models import AdministrationCall, Basis, Manner
from documents.types import type_of, valid_until
from eligibility.facts import record_facts
from eligibility.models import Source
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.models import MemberRole, Person
from nps.people.selectors import members_on

CUT_AFTER = timedelta(seconds=60)  # six times the longest call: nobody waits for it any more
ADULTS = (MemberRole.APPLICANT, MemberRole.PARTNER, MemberRole.OTHER_ADULT)


@dataclass(frozen=True)
class Agreement:
    """Who was told of the question or agreed to it, how and when. `basis` None: they do not want it asked."""

    basis: Basis | None
    told_to: str
    manner: Manner
    told_on: date


def askable_benefits(case: CaseFile) -> list[str]:
    """The benefits a question may be for: applications prepared or pending, nothing else."""
    found = case.applications.filter(state__in=("draft", *PENDING)).order_by("received_on", "pk")
    return list(dict.fromkeys(found.values_list("benefit", flat=True)))


@transaction.atomic
def intend(
    *,
    actor: Agent,
    case: CaseFile,
    person: Person,
    information: str,
    benefits: Iterable[str],
    agreement: Agreement,
    key: UUID,
) -> tuple[AdministrationCall, bool]:
    """Write who asks what, for what and by what right, before anything is sent; True when it is to be sent.

    The same `key` twice gives the first call back. An objection is kept, and nothing is sent. Raises
    MoveRefused: closed file, nothing to ask for, the same question under way.
    """
    require_open_work(case, actor)
    if known := AdministrationCall.objects.filter(key=key, asked_by=actor).first():
        return known, False
    if information not in (known_here := informations()):
        raise MoveRefused(_("Aucune administration n’est reliée\u00a0: la pièce se demande sur papier."))
    _member(case, person)
    _lose_what_was_cut(person, information)
    found, benefits = known_here[information][1], list(dict.fromkeys(benefits))
    if not set(benefits) <= set(askable_benefits(case)) or (agreement.basis and not benefits):
        raise MoveRefused(_("Dites pour quelle demande la question est posée."))
    told = {"person": person, "benefits": benefits, "key": key}
    try:
        with transaction.atomic():
            made = _written(actor, case, found, agreement, told)
    except IntegrityError:
        raise MoveRefused(_("La même question est en cours. Attendez quelques secondes.")) from None
    objected = agreement.basis is None
    record(
        act="administration.object" if objected else "administration.ask",
        actor=actor,
        subject=made,
        case_reference=case.reference,
        data={
            "information": found.code,
            "administration": found.administration,
            "benefits": benefits,
            "basis": made.basis,
            "manner": made.manner,
            "told_on": made.told_on.isoformat(),
        },
    )
    return made, not objected


def _written(
    actor: Agent, case: CaseFile, found: Information, agreement: Agreement, told: Mapping[str, Any]
) -> AdministrationCall:
    now, objected = timezone.now(), agreement.basis is None
    return AdministrationCall.objects.create(
        household=case.household,
        administration=found.administration,
        information=found.code,
        endpoint=found.path,
        basis=agreement.basis or "",
        told_to=agreement.told_to,
        manner=agreement.manner,
        told_on=agreement.told_on,
        asked_by=actor,
        asked_at=now,
        ended_at=now if objected else None,
        outcome=Outcome.OBJECTED if objected else Outcome.ASKING,
        **told,
    )


def call(made: AdministrationCall, identity: Mapping[Part, str], on: date) -> Answer:
    """Put the question, outside any transaction: it may take ten seconds."""
    connector, information = informations()[made.information]
    return connector.ask(information, identity, on)


@transaction.atomic
def conclude(
    *, actor: Agent, case: CaseFile, made: AdministrationCall, answer: Answer, on: date
) -> AdministrationCall:
    """Keep the proof and the few values; facts are recorded, requests met, applications completed.

    A call already told as cut is completed all the same: the answer came. Another end changes nothing.
    """
    CaseFile.objects.select_for_update().get(pk=case.pk)
    made = AdministrationCall.objects.select_for_update().get(pk=made.pk)
    if made.outcome not in (Outcome.ASKING, Outcome.LOST):
        return made
    information, reading = informations()[made.information][1], answer.reading
    made.outcome, made.ended_at, made.status = answer.outcome, timezone.now(), answer.status
    made.request_id, made.digest, made.faults = answer.request_id, answer.digest, list(answer.faults)
    made.values = {name: value for name, value in reading.values.items() if name != "sure"}
    if reading.proves:
        made.piece, made.period = information.piece, reading.period
        made.valid_until = lasts(information, answer, on)
    made.save()
    record(
        act="administration.answer",
        actor=actor,
        subject=made,
        case_reference=case.reference,
        data={"information": made.information, "outcome": str(made.outcome), "status": made.status},
    )
    if made.outcome == Outcome.ANSWERED:
        _record_facts(actor, case, made, answer, on)
    if made.piece and can_work(case, actor):
        _meet_requests(actor, case, made, on)
    return made


def lasts(information: Information, answer: Answer, on: date) -> date | None:
    """The last day of what was answered: as the paper of its type, or its own end when that comes first."""
    paper = information.lasts_as or information.piece
    end = valid_until(type_of(paper), on, answer.reading.period, None) if paper else None
    return min((day for day in (end, answer.reading.until) if day), default=None)


def _member(case: CaseFile, person: Person) -> None:
    if not case.household.memberships.filter(person=person, until=None).exists():
        raise MoveRefused(_("Cette personne ne vit pas dans ce foyer."))


def _lose_what_was_cut(person: Person, information: str) -> None:
    """A call nobody waits for any more is told as cut; the same question may be put again."""
    now = timezone.now()
    AdministrationCall.objects.filter(
        person=person, information=information, outcome=Outcome.ASKING, asked_at__lt=now - CUT_AFTER
    ).update(outcome=Outcome.LOST, ended_at=now)


def _record_facts(actor: Agent, case: CaseFile, made: AdministrationCall, answer: Answer, on: date) -> None:
    """What was answered of the person; of the home too, when the person is its only adult."""
    information, reading = informations()[made.information][1], answer.reading
    told = {(made.person, name): value for name, value in reading.facts.items()}
    adults = [m.person_id for m in members_on(case.household, on) if m.role in ADULTS]
    if adults == [made.person_id]:
        told |= {(None, name): value for name, value in reading.household_facts.items()}
    end = lasts(information, answer, on)
    if told and (end is None or end >= on):
        record_facts(
            actor=actor,
            household=case.household,
            answers=told,
            case_reference=case.reference,
            source=Source.ADMINISTRATION,
            administration=made.administration,
            valid_until=end,
        )


def _meet_requests(actor: Agent, case: CaseFile, made: AdministrationCall, on: date) -> None:
    """Requests for the paper this answer stands for are met, and applications then complete."""
    waiting = (RequestState.TO_SEND, RequestState.SENT, RequestState.REJECTED)
    current = made.valid_until is None or made.valid_until >= on
    periods = {made.period} | ({""} if current else set())
    asked = case.requests.filter(
        state__in=waiting, type_code=made.piece, person=made.person, period__in=periods
    )
    for request in asked.order_by("pk"):
        move(request, "obtain", actor=actor, call=made)
    pieces.complete_what_is_complete(actor, case, on)
