"""Preparing what a household must be told: receipt, reminder, decision, award, sum to give back. No sending.

Called by an agent's act or by a clock (`actor` None). The same notice is not made twice: what exists is given
back, sent or not, unless it was cancelled or came back. `again`: make another.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Application, Award, CaseFile, Recovery, RecoveryKind
from cases.models.letter import Letter, LetterKind
from cases.notices import rendering
from cases.notices.context import Notice, PiecesLetter
from cases.notices.from_case import pieces_letter
from cases.notices.head import language_of
from cases.notices.notice_from_case import WAITING, application_notice, award_notice, recovery_notice
from cases.notices.owed import OF_APPLICATION, OF_AWARD, OF_RECOVERY, Owed
from cases.services.files import require_open_work, unique_reference
from cases.services.letters import prepare_letter
from cases.services.moves import Blocked, MoveRefused
from cases.workflow.application import FILE_OPEN, TO_COMPLETE
from cases.workflow.award import AwardState
from cases.workflow.case_file import OPEN
from documents import outgoing
from nps.accounts.models import Agent
from nps.journal.models import Entry
from nps.journal.services import record
from nps.people.selectors import applicant_on

VALUES = "application/json"
K, A = LetterKind, AwardState
DECISIONS = (K.GRANTED, K.REFUSED, K.LAPSED, K.SILENCE, K.APPEAL_RECEIPT, K.UPHELD, K.REVERSED)
OF_AWARDS = (K.SUSPENDED, K.RESUMED, K.INTERRUPTED, K.ENDED)
DAY_OF = {K.SUSPENDED: "suspended_on", K.INTERRUPTED: "interrupted_on", K.ENDED: "ended_on"}
ACT_OF = {K.SUSPENDED: "suspend", K.RESUMED: "resume", K.INTERRUPTED: "interrupt", K.ENDED: "end"}


class NobodyToWriteTo(MoveRefused):
    """The applicant died: nothing leaves in that name."""


@transaction.atomic
def prepare_receipt(
    *, actor: Agent, applications: Iterable[Application], language: str = "", again: bool = False
) -> Letter:
    """Letter A: received, what is missing and until when, or that nothing is (CRPA L112-3, R112-5).

    Applications of one file. Raises MoveRefused (none is received), NobodyToWriteTo, Blocked in a closed
    file, SituationFaults, sealing.KeyMissing.
    """
    applications = sorted(applications, key=lambda one: (one.received_on or date.max, one.pk))
    if not applications or any(OF_APPLICATION[one.state] != K.RECEIPT for one in applications):
        raise MoveRefused(_("Un accusé de réception parle de demandes reçues et pas encore décidées."))
    case = applications[0].case
    if any(one.case_id != case.pk for one in applications):
        raise MoveRefused(_("Un courrier ne parle que d’un dossier."))
    to_complete = [one.benefit for one in applications if one.state in TO_COMPLETE]
    asked = [
        request
        for request in case.requests.filter(state__in=WAITING)
        .select_related("person")
        .order_by("due_on", "pk")
        if set(request.benefits) & set(to_complete)
    ]

    def told(**head: Any) -> PiecesLetter:
        return pieces_letter(case=case, requests=asked, receipt_of=applications, **head)

    about = {"applications": applications, "requests": asked}
    return _prepare(actor, case, K.RECEIPT, told, about, language=language, again=again)


@transaction.atomic
def prepare_reminder(
    *,
    actor: Agent | None,
    day: date,
    days_before: int,
    application: Application | None = None,
    award: Award | None = None,
    language: str = "",
    again: bool = False,
) -> Letter:
    """So many days before `day`: an application lapses, an award ends, or can no longer resume.

    Of one application or one award; which reminder follows from its state. Raises as `prepare_receipt`.
    """
    if application is not None:
        if application.state not in TO_COMPLETE:
            raise MoveRefused(_("Cette demande n’est plus à compléter : rien à rappeler."))
        return _of_application(
            actor, application, K.REMINDER, language, again, day=day, days_before=days_before
        )
    kinds = {A.ACTIVE: K.PERIOD_END, A.INTERRUPTED: K.PERIOD_END, A.SUSPENDED: K.RESUMPTION_END}
    if award is None or award.state not in kinds:
        raise MoveRefused(_("Ce droit est terminé : rien à rappeler."))
    return _of_award(actor, award, kinds[award.state], language, again, day=day, days_before=days_before)


@transaction.atomic
def prepare_decision(
    *, actor: Agent | None, application: Application, language: str = "", again: bool = False
) -> Letter:
    """What was decided, or what silence means, with the means of appeal (by-law I-B 6; letter B).

    Which letter follows from the state: granted, refused, lapsed, refused by silence, appeal received,
    upheld, reversed. Who decided may prepare it even from another site. Raises as `prepare_receipt`.
    """
    kind = OF_APPLICATION[application.state]
    if kind not in DECISIONS:
        raise MoveRefused(_("Cette demande n’est pas encore décidée : il n’y a rien à notifier."))
    return _of_application(actor, application, kind, language, again)


def draft_decision(
    *, actor: Agent, application: Application, kind: str, language: str = "", **told: Any
) -> Notice:
    """The letter as it would leave, nothing written: read before deciding (`rendering.text` shows it).

    `told`: what is not recorded yet (reason, article, signed_by, on…), named as in `context.Notice`.
    """
    at = timezone.now()
    return application_notice(
        application=application,
        kind=kind,
        actor=actor,
        reference="…",
        language=str(language or language_of(application.case)),
        at=at,
        **told,
    )


@transaction.atomic
def prepare_award_notice(
    *,
    actor: Agent | None,
    award: Award,
    kind: str,
    reason: str = "",
    article: str = "",
    language: str = "",
    again: bool = False,
) -> Letter:
    """An award is suspended, resumed, interrupted or ended. `kind`: a LetterKind, or the word of the act.

    `reason`: what the household reads; the reason of the act when none is given. Raises as `prepare_receipt`.
    """
    if kind not in OF_AWARDS or OF_AWARD[award.state] != kind:
        raise MoveRefused(_("Ce droit n’est pas dans cet état : il n’y a rien à notifier."))
    day = getattr(award, DAY_OF[kind]) if kind in DAY_OF else _suspended_last(award)
    why = reason.strip() or _reason(award, ACT_OF[LetterKind(kind)])
    return _of_award(actor, award, kind, language, again, day=day, reason=why, article=article)


@transaction.atomic
def prepare_recovery_notice(
    *, actor: Agent, recovery: Recovery, language: str = "", again: bool = False
) -> Letter:
    """A sum to give back: considered, due, waived, paid or given up, by its state (I-D 2).

    Raises as `prepare_receipt`.
    """
    kind = OF_RECOVERY[recovery.state]
    estate = recovery.kind == RecoveryKind.SUCCESSION

    def told(**head: Any) -> Notice:
        return recovery_notice(recovery=recovery, kind=kind, **head)

    about = {"recovery": recovery}
    return _prepare(actor, recovery.case, kind, told, about, language=language, again=again, estate=estate)


def _of_application(
    actor: Agent | None, application: Application, kind: str, language: str, again: bool, **dated: Any
) -> Letter:
    def told(**head: Any) -> Notice:
        return application_notice(application=application, kind=kind, **head, **dated)

    about = {"applications": [application], **dated}
    author = {
        application.decided_by_id,
        getattr(getattr(application, "appeal", None), "answered_by_id", None),
    }
    return _prepare(
        actor, application.case, kind, told, about, language=language, again=again, authors=author - {None}
    )


def _of_award(
    actor: Agent | None,
    award: Award,
    kind: str,
    language: str,
    again: bool,
    *,
    day: date | None,
    days_before: int | None = None,
    **more: str,
) -> Letter:
    def told(**head: Any) -> Notice:
        return award_notice(award=award, kind=kind, day=day, days_before=days_before, **head, **more)

    about = {"award": award, "day": day, "days_before": days_before}
    return _prepare(actor, award.case, kind, told, about, language=language, again=again)


def _prepare(
    actor: Agent | None,
    case: CaseFile,
    kind: str,
    told: Callable[..., PiecesLetter | Notice],
    about: dict[str, Any],
    *,
    language: str,
    again: bool,
    authors: set[int] = frozenset(),
    estate: bool = False,
) -> Letter:
    _require(case, actor, authors)
    at = timezone.now()
    on = timezone.localdate(at)
    applicant = applicant_on(case.household, on)
    if applicant and applicant.died_on and not estate:
        raise NobodyToWriteTo(
            _("La personne est décédée : aucun courrier ne part à son nom. Choisissez un autre demandeur.")
        )
    language = str(language or language_of(case))
    if not again and (known := _known(case, kind, about, language)) is not None:
        return known
    reference = unique_reference(Letter, "L", on)
    letter = told(actor=actor, reference=reference, language=language, at=at)
    made = Letter.objects.create(
        reference=reference,
        case=case,
        kind=kind,
        language=language,
        award=about.get("award"),
        recovery=about.get("recovery"),
        day=about.get("day"),
        days_before=about.get("days_before"),
        said=outgoing.keep(rendering.to_json(letter), media_type=VALUES),
        prepared_by=actor,
        prepared_at=at,
    )
    made.applications.set(about.get("applications", ()))
    made.requests.set(about.get("requests", ()))
    data = {"letter": reference, "kind": str(kind), "about": _named(about), "language": language}
    record(act="letter.prepare", actor=actor, subject=made, case_reference=case.reference, data=data)
    return made


def _require(case: CaseFile, actor: Agent | None, authors: set[int]) -> None:
    """The clock and who decided may write; else who works the file. Raises NotYours, Blocked."""
    if actor is not None and actor.pk not in authors:
        require_open_work(case, actor)
        return
    locked = CaseFile.objects.select_for_update().get(pk=case.pk)
    if locked.state not in OPEN:
        raise Blocked([FILE_OPEN])


def _named(about: dict[str, Any]) -> list[str]:
    found = [*about.get("applications", ()), about.get("award"), about.get("recovery")]
    return [one.reference for one in found if one is not None]


def _known(case: CaseFile, kind: str, about: dict[str, Any], language: str) -> Letter | None:
    """The letter that says this already, neither given up nor come back; one that waits: in this language."""
    same = case.letters.filter(
        kind=kind,
        award=about.get("award"),
        recovery=about.get("recovery"),
        day=about.get("day"),
        days_before=about.get("days_before"),
        cancelled_at=None,
        returned_on=None,
    )
    things = {one.pk for one in about.get("applications", ())}
    asked = {one.pk for one in about.get("requests", ())}
    for letter in same.prefetch_related("applications", "requests").order_by("-pk"):
        if {one.pk for one in letter.applications.all()} != things:
            continue
        if letter.sent_at is None and (
            letter.language != language or {one.pk for one in letter.requests.all()} != asked
        ):
            continue
        return letter
    return None


def _suspended_last(award: Award) -> date | None:
    """The day the suspension now over began, as its letter said."""
    told = award.letters.filter(kind=K.SUSPENDED, cancelled_at=None).order_by("-pk").first()
    return told.day if told else None


def _reason(award: Award, act: str) -> str:
    entry = (
        Entry.objects.filter(
            subject_kind=award._meta.label_lower, subject_key=str(award.pk), act=f"award.{act}"
        )
        .order_by("-at", "-id")
        .first()
    )
    return entry.reason if entry else ""


@transaction.atomic
def prepare_again(*, actor: Agent, letter: Letter) -> Letter:
    """The same notice once more, with the address and the figures of today. Raises as `prepare_receipt`."""
    told: dict[str, Any] = {"actor": actor, "language": letter.language, "again": True}
    applications = list(letter.applications.select_related("case"))
    if letter.kind == K.PIECES:
        asked = letter.requests.all()
        return prepare_letter(actor=actor, case=letter.case, requests=asked, language=letter.language)
    if letter.kind == K.RECEIPT:
        return prepare_receipt(applications=applications, **told)
    if letter.days_before is not None:
        one = applications[0] if applications else None
        dated = {"day": letter.day, "days_before": letter.days_before}
        return prepare_reminder(application=one, award=letter.award, **dated, **told)
    if letter.award_id:
        return prepare_award_notice(award=letter.award, kind=letter.kind, **told)
    if letter.recovery_id:
        return prepare_recovery_notice(recovery=letter.recovery, **told)
    return prepare_decision(application=applications[0], **told)


def prepare_owed(*, actor: Agent, owed: Owed) -> Letter:
    """The letter a state waits for. Raises as `prepare_receipt`."""
    if owed.kind == K.RECEIPT:
        return prepare_receipt(actor=actor, applications=[owed.about])
    if isinstance(owed.about, Application):
        return prepare_decision(actor=actor, application=owed.about)
    if isinstance(owed.about, Award):
        return prepare_award_notice(actor=actor, award=owed.about, kind=owed.kind)
    return prepare_recovery_notice(actor=actor, recovery=owed.about)
