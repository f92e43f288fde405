"""Tasks: those of a file, those of an agent, done and taken up again."""

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import board, day, selectors
from cases.forms.assigning import TaskForm
from cases.models import Task
from cases.services import tasks as acts
from cases.services.moves import NotYours
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page, closed_words
from nps.accounts.models import SITE_ROLES
from nps.ui import keyset, tables
from nps.ui.components import Column, Table
from nps.ui.once import once
from nps.ui.taking import hand_over, taken

DONE_SHOWN = 10


@once
def of_case(request: HttpRequest, reference: str) -> HttpResponse:
    """What is left to do on a file, what was done last, and one more."""
    case = selectors.case_file_for(request.user, reference)
    kept = case.tasks.filter(kind="free").select_related("assignee", "done_by")
    return form_page(
        request,
        form_class=TaskForm,
        act=lambda data: acts.add_task(actor=request.user, case=case, **data),
        done=_("La tâche est notée."),
        back=reverse("cases:tasks", args=[reference]),
        template="cases/tasks.html",
        context={
            "case_page": case_page(case),
            "case": case,
            "closed": closed_words(case),
            "left": list(kept.filter(done_at=None).order_by("due_on", "pk")),
            "done": list(kept.filter(done_at__isnull=False).order_by("-done_at", "-pk")[:DONE_SHOWN]),
        },
        initial={"due_on": timezone.localdate(), "assignee": request.user.pk},
        agents=board.agents_of(request.user),
    )


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Open tasks of the agent, and of those replaced today, those to come included."""
    agent = request.user
    if agent.role not in SITE_ROLES:
        raise Http404
    on = timezone.localdate()
    found = day.open_tasks(agent, on)
    if taken(request, "tasks"):
        return hand_over(request, tables.whole(_table, found.order_by("due_on", "id")))
    page = keyset.page(
        found, order=("due_on", "id"), mark="public_id", seen=found, **keyset.marks(request.GET)
    )
    lines = [(task, task.case.site_id == agent.site_id) for task in page.rows]
    return render(
        request,
        "cases/my_tasks.html",
        {"page": page, "lines": lines, "done": day.done_lately(agent), "today": on},
    )


def _table(found: Iterable[Task]) -> Table:
    columns = (
        Column(_("Échéance"), "date"),
        Column(_("Nature")),
        Column(_("À faire")),
        Column(_("Dossier")),
        Column(_("Pour")),
    )
    rows = [
        (task.due_on, task.get_kind_display(), task.label, task.case.reference, task.assignee.full_name)
        for task in found
    ]
    return Table(_("Mes tâches"), columns, rows)


@require_POST
@once
def settle(request: HttpRequest, task: UUID, name: str) -> HttpResponse:
    """Say that a task is done (or seen), or take it up again; back where the agent was."""
    known = {"done": acts.finish_task, "undone": acts.take_up_task}
    if name not in known or request.user.role not in SITE_ROLES:
        raise Http404
    told = {
        "done": _("C’est fait. La tâche a quitté votre journée."),
        "undone": _("La tâche est de nouveau à faire."),
    }
    try:
        try_act(request, lambda: _settled(known[name], request, task), told[name])
    except Task.DoesNotExist as missing:
        raise Http404 from missing
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if safe else "cases:my_tasks")


def _settled(act, request: HttpRequest, task: UUID) -> None:
    """A task out of the agent's reach is as none."""
    try:
        act(actor=request.user, public_id=task)
    except NotYours as refused:
        raise Task.DoesNotExist from refused
