"""Who follows a file, and which site: assigning, undoing it in time, moving a file to another site.

A file whose referent is of another site waits to be given: that is how it arrives.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Assignment, CaseFile, Task, TaskKind
from cases.permissions import can_supervise
from cases.services.moves import MoveRefused, NotYours
from cases.services.tasks import tell
from cases.workflow.case_file import OPEN
from nps.accounts.models import SITE_ROLES, Agent, Role, Site
from nps.journal.services import record

UNDONE_WITHIN = timedelta(minutes=10)


def _locked(cases: Iterable[CaseFile]) -> list[CaseFile]:
    """In the order of their keys: two bulk acts at once wait for each other, never both."""
    keys = [case.pk for case in cases]
    return list(CaseFile.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _require_supervisor(case: CaseFile, actor: Agent | None) -> None:
    if actor is not None and not can_supervise(case, actor):
        raise NotYours(_("Cet acte revient à : %(who)s.") % {"who": can_supervise.by})


def _require_open(case: CaseFile) -> None:
    if case.state not in OPEN:
        raise MoveRefused(
            _("Le dossier %(reference)s est clos\u00a0: rouvrez-le d’abord.") % {"reference": case.reference}
        )


@transaction.atomic
def assign_case_files(*, actor: Agent | None, cases: Iterable[CaseFile], referent: Agent) -> UUID:
    """Give open files to an agent of their site, all or none; the batch, to undo it by.

    Tasks of the former referent on these files follow. `actor` None is the system. Raises NotYours,
    MoveRefused (nothing to give, closed file, referent of another site or gone).
    """
    if not (referent.is_active and referent.role in SITE_ROLES):
        raise MoveRefused(_("%(name)s ne suit plus de dossier.") % {"name": referent.full_name})
    batch, given = uuid4(), []
    for case in _locked(cases):
        _require_supervisor(case, actor)
        _require_open(case)
        if referent.site_id != case.site_id:
            raise MoveRefused(
                _("%(name)s n’est pas du site qui suit ce dossier.") % {"name": referent.full_name}
            )
        if case.referent_id != referent.pk:
            given.append(case)
    if not given:
        raise MoveRefused(_("Choisissez au moins un dossier qui n’est pas déjà suivi par cette personne."))
    for case in given:
        Assignment.objects.create(
            batch=batch, case=case, former_id=case.referent_id, referent=referent, made_by=actor
        )
        data = {"from": case.referent_id, "to": referent.pk}
        record(act="casefile.assign", actor=actor, subject=case, case_reference=case.reference, data=data)
        _hand_over(case, referent)
    if actor != referent:
        label = _given_words(len(given))
        tell(case=given[0], kind=TaskKind.ASSIGNMENT, agents=[referent.pk], label=label, actor=actor)
    return batch


def _given_words(number: int) -> str:
    """What the new referent reads; one line whatever the number of files."""
    return ngettext("Ce dossier vous est attribué", "%(n)s dossiers vous sont attribués", number) % {
        "n": number
    }


def _hand_over(case: CaseFile, referent: Agent) -> None:
    """The referent changes; open tasks of the former one, or of people of another site, follow."""
    former, case.referent = case.referent_id, referent
    case.save(update_fields=["referent"])
    left = Task.objects.filter(case=case, kind=TaskKind.FREE, done_at=None)
    for tasks in (left.filter(assignee=former), left.exclude(assignee__site=case.site_id)):
        tasks.update(assignee=referent)


def assignments_to_undo(*, actor: Agent, batch: UUID) -> QuerySet[Assignment]:
    """What this supervisor may still undo of a batch; empty once ten minutes have passed."""
    recent = Assignment.objects.filter(
        batch=batch, undone_at=None, made_at__gt=timezone.now() - UNDONE_WITHIN, case__site=actor.site_id
    )
    return recent.order_by("case") if actor.role == Role.SUPERVISOR else recent.none()


@transaction.atomic
def undo_assignment(*, actor: Agent, batch: UUID) -> int:
    """Give files back to who followed them, within ten minutes; how many. Journaled like the act.

    A file given on, moved or closed since keeps its referent, and a former referent gone meanwhile is not
    called back. Raises MoveRefused when nothing can be undone any more.
    """
    lines = {line.case_id: line for line in assignments_to_undo(actor=actor, batch=batch)}
    undone = 0
    for case in _locked([line.case for line in lines.values()]):
        line = lines[case.pk]
        if case.referent_id != line.referent_id or case.state not in OPEN or not can_supervise(case, actor):
            continue
        _hand_over(case, line.former)
        record(
            act="casefile.unassign",
            actor=actor,
            subject=case,
            case_reference=case.reference,
            data={"from": line.referent_id, "to": line.former_id},
        )
        undone += 1
    Assignment.objects.filter(pk__in=[line.pk for line in lines.values()]).update(undone_at=timezone.now())
    if not undone:
        raise MoveRefused(
            _("Dix minutes sont passées, ou ces dossiers ont changé. Attribuez-les de nouveau.")
        )
    return undone


@transaction.atomic
def transfer_case_file(*, actor: Agent | None, case: CaseFile, site: Site, reason: str, on: date) -> CaseFile:
    """Move an open file to another site, at once; its supervisors are told and give it to somebody.

    Applications, shares, requests and clocks go on. `actor` None is the system. Raises NotYours, MoveRefused
    (closed file, same site, no reason).
    """
    locked = CaseFile.objects.select_for_update().get(pk=case.pk)
    _require_supervisor(locked, actor)
    _require_open(locked)
    if locked.site_id == site.pk:
        raise MoveRefused(_("Ce dossier est déjà suivi par ce site."))
    if not reason.strip():
        raise MoveRefused(_("Écrivez le motif : il sera gardé dans le journal."))
    former, referent = locked.site, locked.referent
    locked.site = site
    locked.save(update_fields=["site"])
    record(
        act="casefile.transfer",
        actor=actor,
        subject=locked,
        case_reference=locked.reference,
        reason=reason.strip(),
        data={"from": former.code, "to": site.code, "on": on.isoformat()},
    )
    told = {"site": former.name, "to": site.name, "reason": reason.strip()}
    coming = _("Vient de %(site)s\u00a0: %(reason)s") % told
    leaving = _("Part vers %(to)s\u00a0: %(reason)s") % told
    tell(case=locked, kind=TaskKind.TRANSFER, agents=supervisors_of(site), label=coming, actor=actor)
    left = {referent.pk} - {actor.pk if actor else None}
    tell(case=locked, kind=TaskKind.TRANSFER, agents=left, label=leaving, actor=actor)
    return locked


def supervisors_of(site: Site) -> list[int]:
    """Keys of who steers a site now."""
    steering = Agent.objects.filter(site=site, role=Role.SUPERVISOR, is_active=True)
    return list(steering.order_by("pk").values_list("pk", flat=True))
