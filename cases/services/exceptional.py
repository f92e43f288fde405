"""Breaking the glass: a supervisor reads a file of another site for a day, says why, and is seen doing it.

It opens reading and nothing else: every act goes on asking `can_work`.
"""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import CaseFile, ExceptionalAccess, TaskKind
from cases.models.exceptional_access import LASTS
from cases.permissions import can_break_glass, can_supervise
from cases.services.assigning import supervisors_of
from cases.services.moves import MoveRefused, NotYours
from cases.services.tasks import tell
from nps.accounts.models import Agent, Role
from nps.journal.services import record


def accesses_of(agent: Agent) -> QuerySet[ExceptionalAccess]:
    """Accesses a supervisor opened, and those others opened to the files of the supervisor's site."""
    kept = ExceptionalAccess.objects.select_related("case__site", "agent__site", "closed_by")
    if not (agent.is_active and agent.role == Role.SUPERVISOR):
        return kept.none()
    seen = Q(agent=agent) | Q(case__site=agent.site_id)
    return kept.filter(seen).order_by("-opened_at", "-pk")


def file_to_ask_for(agent: Agent, reference: str) -> CaseFile | None:
    """A file of another site that this supervisor may ask to read; None for anything else."""
    if agent.role != Role.SUPERVISOR:
        return None
    case = CaseFile.objects.filter(reference=reference).select_related("site").first()
    return case if case is not None and can_break_glass(case, agent) else None


@transaction.atomic
def open_access(*, actor: Agent, case: CaseFile, reason: str) -> ExceptionalAccess:
    """Open reading for 24 hours; the referent and the supervisors of the file's site are told.

    Raises NotYours, MoveRefused (no reason, or open already).
    """
    locked = CaseFile.objects.select_for_update().select_related("site").get(pk=case.pk)
    if not can_break_glass(locked, actor):
        raise NotYours(_("Cet acte revient à : %(who)s.") % {"who": can_break_glass.by})
    if not reason.strip():
        raise MoveRefused(_("Écrivez le motif : il sera gardé dans le journal."))
    now = timezone.now()
    if locked.exceptional_accesses.filter(agent=actor, closed_at=None, until__gt=now).exists():
        raise MoveRefused(_("Votre accès à ce dossier est déjà ouvert."))
    made = ExceptionalAccess.objects.create(
        case=locked, agent=actor, reason=reason.strip(), opened_at=now, until=now + LASTS
    )
    record(
        act="exceptional_access.open",
        actor=actor,
        subject=made,
        case_reference=locked.reference,
        reason=made.reason,
        data={"until": made.until.isoformat()},
    )
    _tell(made)
    return made


def _tell(access: ExceptionalAccess) -> None:
    case = access.case
    label = _("%(who)s (%(site)s) lit ce dossier\u00a0: %(reason)s") % {
        "who": access.agent.full_name,
        "site": access.agent.site.name,
        "reason": access.reason,
    }
    told = {case.referent_id, *supervisors_of(case.site)} - {access.agent_id}
    tell(case=case, kind=TaskKind.EXCEPTIONAL_ACCESS, agents=told, label=label, actor=access.agent)


@transaction.atomic
def close_access(*, actor: Agent, access: ExceptionalAccess) -> ExceptionalAccess:
    """End it before its hour: by who opened it, or by the supervisor of the file's site. Raises NotYours."""
    locked = ExceptionalAccess.objects.select_for_update().select_related("case").get(pk=access.pk)
    if locked.agent_id != actor.pk and not can_supervise(locked.case, actor):
        raise NotYours(_("Cet acte revient à : %(who)s.") % {"who": can_supervise.by})
    now = timezone.now()
    if locked.closed_at or locked.until <= now:
        raise MoveRefused(_("Cet accès est déjà terminé."))
    locked.closed_by, locked.closed_at = actor, now
    locked.save(update_fields=["closed_by", "closed_at"])
    record(act="exceptional_access.close", actor=actor, subject=locked, case_reference=locked.case.reference)
    return locked


def record_read(*, actor: Agent, case: CaseFile, page: str) -> None:
    """Each page read through an exceptional access is a line of the household's journal."""
    record(
        act="exceptional_access.read",
        actor=actor,
        subject=case,
        case_reference=case.reference,
        data={"page": page},
    )
