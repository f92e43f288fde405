"""A change of situation told once: a draft, reviewed as one batch, applied whole or not at all (I-B 7)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import batches, words
from cases.batches import Batch
from cases.consequences import Consequence
from cases.models import Application, CaseFile, EventKind, LifeEvent, RecoveryKind
from cases.models.life_event import EventState
from cases.services.applications import draft_application
from cases.services.awards import interrupt_award
from cases.services.files import check_rights, record_situation, require_open_work, settle_fact
from cases.services.ledger import ledger
from cases.services.letters import prepare_letter
from cases.services.moves import AlreadyMoved, MoveRefused, move
from cases.services.pieces import ask_for_pieces
from cases.services.recoveries import propose_recovery
from cases.services.tasks import add_task
from cases.workflow.application import ApplicationState
from documents import vault
from eligibility.models import RightsCheck
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.models import Person
from nps.ui.formats import date_long

ANSWER_DAYS = 30
Lines = Mapping[str, str]


class Stale(MoveRefused):
    """What the reader saw is no longer what would be done; `added`, `removed`: keys of lines."""

    def __init__(self, added: set[str], removed: set[str]):
        self.added, self.removed = added, removed
        super().__init__(_("Le dossier a changé depuis votre lecture : relisez les lignes, puis appliquez."))


@transaction.atomic
def draft_event(
    *,
    actor: Agent,
    case: CaseFile,
    kind: str,
    happened_on: date,
    told_on: date,
    answers: list[list[Any]],
    joined: bool = False,
) -> LifeEvent:
    """Keep a change to review; nothing of the file changes. Raises MoveRefused (nothing changes, another is

    being prepared), Blocked in a closed file.
    """
    require_open_work(case, actor)
    if not answers and not joined:
        raise MoveRefused(_("Rien ne change : écrivez ce qui n’est plus comme avant."))
    if known := LifeEvent.objects.filter(case=case, state=EventState.DRAFT).select_related("author").first():
        raise MoveRefused(
            _("Un changement est déjà à relire, préparé par %(who)s : appliquez-le ou abandonnez-le d’abord.")
            % {"who": known.author.full_name}
        )
    made = LifeEvent.objects.create(
        case=case,
        kind=EventKind(kind),
        happened_on=happened_on,
        told_on=told_on,
        answers=answers,
        author=actor,
    )
    _record("life_event.draft", actor, made)
    return made


@transaction.atomic
def keep_lines(*, actor: Agent, event: LifeEvent, left_out: Mapping[str, str], shown: Lines) -> LifeEvent:
    """Keep which lines are left out, why, and what was read: the draft is found again as it was left."""
    _case, locked = _locked(actor, event)
    locked.left_out, locked.shown = dict(left_out), dict(shown)
    locked.save(update_fields=["left_out", "shown"])
    return locked


@transaction.atomic
def cancel_event(*, actor: Agent, event: LifeEvent) -> LifeEvent:
    """Give the change up; the file stays as it is. Raises AlreadyMoved."""
    _case, locked = _locked(actor, event)
    return _close(locked, EventState.CANCELLED, actor, "life_event.cancel")


@transaction.atomic
def apply_event(
    *,
    actor: Agent,
    event: LifeEvent,
    left_out: Mapping[str, str],
    seen: Lines,
    on: date,
    national: bool = True,
) -> LifeEvent:
    """Do every line of the batch that is not left out, in one transaction.

    `left_out`: line → why. `seen`: the lines its reader saw. Raises Stale where they are no longer the same,
    AlreadyMoved (applied or given up by somebody else), MoveRefused (a line left out without a reason,
    nothing to apply, what any of the acts refuses), SituationFaults: nothing at all is done then.
    """
    case, locked = _locked(actor, event)
    if any(not why.strip() for why in left_out.values()):
        raise MoveRefused(_("Écrivez pourquoi une ligne décochée n’est pas appliquée."))
    batch = batches.batch_of(locked, on, left_out, national=national)
    now = {key: what for key, what in batches.lines(batch).items() if key not in left_out}
    was = {key: what for key, what in seen.items() if key not in left_out}
    if now != was:
        raise Stale({k for k in now if was.get(k) != now[k]}, was.keys() - now.keys())
    if not batch.changes:
        raise MoveRefused(_("Rien ne change : il n’y a rien à appliquer."))
    _write_facts(actor, case, batch)
    for document in batch.outdated:
        if f"outdated:{document.reference}" in now:
            _outdate(actor, locked, document)
    locked.rights_check = check_rights(actor=actor, case=case, on=on, national=national)
    for one in batch.awards:
        _follow(actor, locked, one, now, on)
    for application in batch.pending:
        if f"recheck:{application.reference}" in now:
            _check_again(actor, case, application, locked.rights_check, on)
    _ask(actor, case, [piece for piece in batch.pieces if f"piece:{piece}" in now], on)
    if "assessment" in now:
        move(case, "resume_assessment", actor=actor, reason=_why(locked))
    locked.left_out, locked.shown = dict(left_out), dict(seen)
    return _close(locked, EventState.APPLIED, actor, "life_event.apply", lines=sorted(now))


def _locked(actor: Agent, event: LifeEvent) -> tuple[CaseFile, LifeEvent]:
    require_open_work(event.case, actor)
    locked = LifeEvent.objects.select_for_update(of=("self",)).select_related("closed_by").get(pk=event.pk)
    if locked.state != EventState.DRAFT:
        raise AlreadyMoved(
            _("Déjà fait par %(who)s. Rien n’a été modifié de plus.") % {"who": locked.closed_by.full_name}
        )
    locked.case = CaseFile.objects.select_related("household", "referent").get(pk=event.case_id)
    return locked.case, locked


def _close(event: LifeEvent, state: EventState, actor: Agent, act: str, **data: Any) -> LifeEvent:
    event.state, event.closed_by, event.closed_at = state, actor, timezone.now()
    event.save()
    _record(act, actor, event, **data)
    return event


def _record(act: str, actor: Agent, event: LifeEvent, **data: Any) -> None:
    told = {"kind": str(event.kind), "happened_on": event.happened_on.isoformat(), **data}
    why = " ; ".join(dict.fromkeys(event.left_out.values())) if event.state == EventState.APPLIED else ""
    record(act=act, actor=actor, subject=event, case_reference=event.case.reference, reason=why, data=told)


def _why(event: LifeEvent) -> str:
    """« Perte d’emploi le 12 mars 2024 (I-B 7) »."""
    told = {"event": event.get_kind_display(), "day": date_long(event.happened_on)}
    return _("%(event)s le %(day)s (I-B 7)") % told


def _write_facts(actor: Agent, case: CaseFile, batch: Batch) -> None:
    """What the household told takes the place of what was proved before the change."""
    people = Person.objects.in_bulk({f.person for f in batch.facts if f.person})
    answers = {(people.get(f.person), f.name): f.value for f in batch.facts}
    for fact in record_situation(actor=actor, case=case, answers=answers):
        if fact.contests_id:
            settle_fact(actor=actor, case=case, fact=fact.pk)


def _outdate(actor: Agent, event: LifeEvent, document) -> None:
    vault.outdate(
        actor=actor,
        document=document,
        until=event.happened_on - timedelta(days=1),
        reason=_why(event),
        case_reference=event.case.reference,
    )


def _follow(actor: Agent, event: LifeEvent, one: Consequence, now: Lines, on: date) -> None:
    """Interrupt the award, prepare the application that asks again, propose what was paid too much."""
    award, case = one.award, event.case
    award.case = case
    if f"interrupt:{award.reference}" in now:
        interrupt_award(actor=actor, award=award, on=one.stops_on, reason=_why(event))
        label = _("Courrier à préparer : %(benefit)s interrompu") % {
            "benefit": words.benefit_name(award.benefit)
        }
        _task(actor, case, label, on)
    if f"again:{award.reference}" in now:
        draft_application(actor=actor, case=case, check=event.rights_check, benefit=award.benefit, on=on)
    if f"overpaid:{award.reference}" in now:
        propose_recovery(
            actor=actor,
            award=award,
            kind=RecoveryKind.UNDUE,
            why=_why(event),
            on=on,
            paid_from=one.since,
            paid_until=one.until,
            owed=one.owed,
        )


def _check_again(
    actor: Agent, case: CaseFile, application: Application, check: RightsCheck, on: date
) -> None:
    """An application under way rests on the new check; what is proposed already is for its proposer."""
    name = words.benefit_name(application.benefit)
    if application.state == ApplicationState.PROPOSED:
        _task(actor, case, _("Proposition à reprendre : %(benefit)s") % {"benefit": name}, on)
        return
    former = application.rights_check
    Application.objects.filter(pk=application.pk).update(rights_check=check)
    record(
        act="application.check_again",
        actor=actor,
        subject=application,
        case_reference=case.reference,
        data={"from": str(former.public_id), "to": str(check.public_id)},
    )


def _ask(actor: Agent, case: CaseFile, wanted: list[str], on: date) -> None:
    """Ask for the pieces and prepare the letter that does."""
    still = set(ledger(case, on).to_ask)
    made = ask_for_pieces(
        actor=actor,
        case=case,
        pieces=[piece for piece in wanted if piece in still],
        on=on,
        due_on=on + timedelta(days=ANSWER_DAYS),
    )
    if made:
        prepare_letter(actor=actor, case=case, requests=made)


def _task(actor: Agent, case: CaseFile, label: str, on: date) -> None:
    here = case.referent.is_active and case.referent.site_id == case.site_id
    add_task(actor=actor, case=case, label=label, assignee=case.referent if here else actor, due_on=on)
