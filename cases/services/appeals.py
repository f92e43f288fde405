"""Contesting a decision: the appeal to the authority (by-law I-C 3), its answer, the tribunal (I-C 4).

What the household may still do is said in cases/notices; silence on an appeal is the clock's.
"""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Appeal, Application, Award, CaseFile
from cases.services.decisions import (
    changed_since_check,
    decided_sum,
    make_award,
    proposal_terms,
    right_of,
)
from cases.services.files import require_work
from cases.services.moves import AlreadyMoved, MoveRefused, move
from cases.workflow.application import CONTESTABLE, PENDING
from cases.workflow.award import OPEN as OPEN_AWARDS
from nps.accounts.models import Agent
from nps.journal.services import record

APPEALED = ("appeal_pending", "upheld", "reversed")
TO_TRIBUNAL = (*CONTESTABLE, *APPEALED)


def decided_on(application: Application) -> date | None:
    """The day of the decision contested: by somebody, or by a delay that passed."""
    return timezone.localdate(application.decided_at) if application.decided_at else application.ended_on


@transaction.atomic
def lodge_appeal(*, actor: Agent, application: Application, on: date, grounds: str) -> Application:
    """Record an appeal received that day, with what the household says. Raises Blocked out of time."""
    if not grounds.strip():
        raise MoveRefused(_("Écrivez ce que le foyer conteste, avec ses mots."))
    _require_day(application, on)
    contested = {"contested": application.state, "contested_check": application.rights_check}
    moved = move(application, "lodge_appeal", actor=actor, on=on)
    told = {"lodged_on": on, "grounds": grounds.strip(), "recorded_by": actor}
    Appeal.objects.update_or_create(application=moved, defaults=told, create_defaults=told | contested)
    return moved


def _require_day(application: Application, on: date) -> None:
    if on > timezone.localdate():
        raise MoveRefused(_("Cette date est à venir : écrivez le jour de la réception."))
    decided = decided_on(application)
    if decided and on < decided:
        raise MoveRefused(_("Cette date est avant la décision contestée : vérifiez-la."))


@transaction.atomic
def uphold_appeal(*, actor: Agent, application: Application, answer: str, article: str) -> Application:
    """Answer that the decision stands, saying why and by which article (CRPA L211-2)."""
    _require_answer(answer, article)
    on = timezone.localdate()
    moved = move(application, "uphold", actor=actor, on=on, reason=answer)
    _answered(moved, actor, on, answer, article)
    return moved


@transaction.atomic
def reverse_appeal(
    *, actor: Agent, application: Application, answer: str, article: str, amount: Decimal | None = None
) -> Award:
    """Answer that the household was right: the award, from the day of receipt, as the check finds it.

    `amount`: as when proposing. Raises MoveRefused: the check does not say so, is no longer of this
    situation, or the same benefit is held or asked for elsewhere.
    """
    _require_answer(answer, article)
    CaseFile.objects.select_for_update().get(pk=application.case_id)
    right = right_of(application)
    if changed_since_check(application) or right["status"] != "entitled":
        raise MoveRefused(
            _("La vérification ne dit pas « a droit » : complétez la situation, puis revérifiez les droits.")
        )
    _require_alone(application)
    on, terms = timezone.localdate(), proposal_terms(application) | decided_sum(right, amount)
    moved = move(application, "reverse", actor=actor, on=on, reason=answer, **terms)
    _answered(moved, actor, on, answer, article)
    return make_award(moved)


def _require_answer(answer: str, article: str) -> None:
    if not (answer.strip() and article.strip()):
        raise MoveRefused(_("La réponse dit son motif et l’article : écrivez les deux."))


def _require_alone(application: Application) -> None:
    """One award, and one request, at a time for a benefit."""
    same = {"case": application.case_id, "benefit": application.benefit}
    if award := Award.objects.filter(**same, state__in=OPEN_AWARDS).first():
        raise MoveRefused(
            _("Cette prestation est déjà accordée (%(reference)s) : terminez d’abord ce droit.")
            % {"reference": award.reference}
        )
    others = Application.objects.filter(**same, state__in=("draft", *PENDING)).exclude(pk=application.pk)
    if other := others.first():
        raise MoveRefused(
            _("Une autre demande de cette prestation est en cours (%(reference)s) : classez-la sans suite.")
            % {"reference": other.reference}
        )


def _answered(application: Application, actor: Agent, on: date, answer: str, article: str) -> None:
    appeal = application.appeal
    appeal.answered_by, appeal.answered_on = actor, on
    appeal.answer, appeal.article = answer.strip(), article.strip()
    appeal.save(update_fields=["answered_by", "answered_on", "answer", "article"])


@transaction.atomic
def seize_tribunal(*, actor: Agent, application: Application, on: date, reference: str) -> Appeal:
    """Note that the household went to the tribunal, after an appeal or at once (I-C 4)."""
    locked = _locked(actor, application)
    _require_day(locked, on)
    appeal = Appeal.objects.filter(application=locked).first() or Appeal(
        application=locked,
        contested=locked.state,
        contested_check=locked.rights_check,
        recorded_by=actor,
    )
    if appeal.tribunal_seized_on:
        raise AlreadyMoved(_("Le tribunal est déjà noté comme saisi. Rien n’a été modifié de plus."))
    appeal.tribunal_seized_on, appeal.tribunal_reference = on, reference.strip()
    appeal.save()
    _journal("appeal.seize_tribunal", actor, appeal, on)
    return appeal


@transaction.atomic
def record_judgment(*, actor: Agent, application: Application, on: date, outcome: str) -> Appeal:
    """Note what the tribunal decided, once it was seized. Raises MoveRefused, AlreadyMoved."""
    locked = _locked(actor, application)
    appeal = Appeal.objects.filter(application=locked, tribunal_seized_on__isnull=False).first()
    if appeal is None:
        raise MoveRefused(_("Le tribunal n’est pas saisi : notez d’abord quand il l’a été."))
    if appeal.tribunal_decided_on:
        raise AlreadyMoved(_("Le jugement est déjà noté. Rien n’a été modifié de plus."))
    if not outcome.strip():
        raise MoveRefused(_("Écrivez ce que le tribunal a décidé."))
    if not appeal.tribunal_seized_on <= on <= timezone.localdate():
        raise MoveRefused(_("Le jugement vient après la saisine, et n’est pas à venir : vérifiez la date."))
    appeal.tribunal_decided_on, appeal.tribunal_outcome = on, outcome.strip()
    appeal.save(update_fields=["tribunal_decided_on", "tribunal_outcome"])
    _journal("appeal.record_judgment", actor, appeal, on)
    return appeal


def _locked(actor: Agent, application: Application) -> Application:
    CaseFile.objects.select_for_update().get(pk=application.case_id)
    locked = Application.objects.select_for_update().get(pk=application.pk)
    require_work(locked, actor)
    if locked.state not in TO_TRIBUNAL:
        raise MoveRefused(_("Cette demande n’a pas de décision à contester devant le tribunal."))
    return locked


def _journal(act: str, actor: Agent, appeal: Appeal, on: date) -> None:
    application = appeal.application
    record(
        act=act,
        actor=actor,
        subject=application,
        case_reference=application.case.reference,
        data={"on": on.isoformat()},
    )
