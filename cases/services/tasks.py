"""What is left to do on a file, by whom and when: written, done, taken up again."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import CaseFile, Task, TaskKind
from cases.permissions import can_work
from cases.services.files import require_open_work
from cases.services.moves import MoveRefused, NotYours
from nps.accounts.models import SITE_ROLES, Agent
from nps.journal.services import record


@transaction.atomic
def add_task(*, actor: Agent, case: CaseFile, label: str, assignee: Agent, due_on: date) -> Task:
    """A free task for an agent of the file's site. Raises NotYours, Blocked (closed), MoveRefused."""
    require_open_work(case, actor)
    works = assignee.is_active and assignee.role in SITE_ROLES
    if not works or assignee.site_id != actor.site_id:
        raise MoveRefused(_("%(name)s n’est pas du site qui suit ce dossier.") % {"name": assignee.full_name})
    made = Task.objects.create(
        case=case, kind=TaskKind.FREE, label=label.strip(), assignee=assignee, due_on=due_on, made_by=actor
    )
    data = {"for": assignee.pk, "due": due_on.isoformat()}
    record(act="task.add", actor=actor, subject=made, case_reference=case.reference, data=data)
    return made


@transaction.atomic
def finish_task(*, actor: Agent, public_id: UUID) -> Task:
    """Say that it is done, or seen. Raises Task.DoesNotExist, NotYours, MoveRefused (done already)."""
    task = _task_of(actor, public_id)
    if task.done_at:
        raise MoveRefused(_("Déjà fait par %(who)s.") % {"who": task.done_by.full_name})
    task.done_by, task.done_at = actor, timezone.now()
    return _kept(task, "task.done", actor)


@transaction.atomic
def take_up_task(*, actor: Agent, public_id: UUID) -> Task:
    """Undo « fait »: it is in the day again. Raises Task.DoesNotExist, NotYours, MoveRefused."""
    task = _task_of(actor, public_id)
    if not task.done_at:
        raise MoveRefused(_("Cette tâche est encore à faire."))
    task.done_by = task.done_at = None
    return _kept(task, "task.undone", actor)


def _task_of(actor: Agent, public_id: UUID) -> Task:
    """Locked. A notice is its reader's alone; a free task, of whoever works the file."""
    task = (
        Task.objects.select_for_update(of=("self",))
        .select_related("case", "done_by")
        .get(public_id=public_id)
    )
    mine = task.assignee_id == actor.pk and actor.is_active
    if not (mine if task.kind != TaskKind.FREE else can_work(task.case, actor)):
        raise NotYours(_("Cette tâche revient à quelqu’un d’autre."))
    return task


def _kept(task: Task, act: str, actor: Agent) -> Task:
    task.save(update_fields=["done_by", "done_at"])
    record(act=act, actor=actor, subject=task, case_reference=task.case.reference)
    return task


def tell(*, case: CaseFile, kind: TaskKind, agents: Iterable[int], label: str, actor: Agent | None) -> None:
    """A line in the day of each of these agents (keys), until it is said to be seen: it cannot be lost."""
    Task.objects.bulk_create(
        Task(
            case=case,
            kind=kind,
            label=label[:500],
            assignee_id=agent,
            due_on=timezone.localdate(),
            made_by=actor,
        )
        for agent in sorted({*agents})
    )
