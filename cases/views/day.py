"""The agent's day: at most five blocks of seven rows, by legal date and not by arrival."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases import board, clocks, day, radar, words
from cases.following.appointments import appointments_today
from cases.following.plans import reviews_due
from cases.models import Application, CaseFile, Task, TaskKind
from nps.accounts.models import SITE_ROLES, Agent, Role
from nps.ui import formats
from nps.ui.components import Clock, Column, Link, Table, Tag
from nps.ui.navigation import address

# Where a role that works no file starts its day.
OTHER_HOMES = {Role.PARTNER: "cases:partner_list", Role.AUDITOR: "cases:verify"}
# State of what runs out → what the agent does about it.
NEXT = {
    "received": gettext_lazy("Demander les pièces, ou déclarer complète"),
    "incomplete": gettext_lazy("Relancer les pièces"),
    "complete": gettext_lazy("Commencer l’instruction"),
    "under_review": gettext_lazy("Proposer une décision"),
    "opinion_requested": gettext_lazy("Attendre l’avis de la commission"),
    "proposed": gettext_lazy("Faire décider la proposition"),
    "appeal_pending": gettext_lazy("Répondre au recours"),
    "active": gettext_lazy("Préparer le renouvellement"),
    "interrupted": gettext_lazy("Préparer une nouvelle demande"),
    "suspended": gettext_lazy("Demander la preuve qui manque"),
}
WHY = {
    clocks.Effect.LAPSE: gettext_lazy("Caducité"),
    clocks.Effect.SILENCE: gettext_lazy("Silence = rejet"),
    clocks.Effect.APPEAL_SILENCE: gettext_lazy("Silence = rejet du recours"),
    clocks.Effect.PERIOD: gettext_lazy("Fin du droit"),
    clocks.Effect.RESUMPTION: gettext_lazy("Fin de la reprise"),
    clocks.Effect.RETENTION: gettext_lazy("Archivage"),
}


@dataclass(frozen=True)
class Line:
    """One row of « À faire » with what orders it."""

    on: date | datetime
    cells: tuple

    def order(self) -> tuple[date, str]:
        at = timezone.localtime(self.on) if isinstance(self.on, datetime) else None
        return (at.date(), at.isoformat()) if at else (self.on, "")


@dataclass(frozen=True)
class Section:
    """A block as the page shows it: its table, how many rows there are, where the others stand."""

    key: str
    title: str | Promise
    table: Table
    number: int
    more: bool = False
    url: str = ""
    others: tuple[Link, ...] = field(default=())

    @property
    def count(self) -> str:
        return _("plus de %(n)s") % {"n": self.number} if self.more else str(self.number)

    @property
    def hidden(self) -> bool:
        """Whether rows stand elsewhere."""
        return self.number > len(self.table.rows)


def _case_link(case: CaseFile) -> Link:
    return Link(
        case.reference, reverse("cases:case", args=[case.reference]), words.household_name(case.household)
    )


def _file(case: CaseFile) -> Link:
    """The household and its file."""
    return Link(
        f"{words.household_name(case.household)} · {case.reference}",
        reverse("cases:case", args=[case.reference]),
    )


def _day_tag(on: date) -> Tag:
    today = timezone.localdate()
    return Tag(Clock(on, "").kind(today), f"{formats.distance(on, today)}\u00a0: {formats.date_long(on)}")


def _replaced(referent: Agent, agent: Agent) -> str:
    if referent.pk == agent.pk:
        return ""
    return _("en remplacement de %(name)s") % {"name": referent.full_name}


def _clock_line(due: day.Due, agent: Agent) -> Line:
    about = due.about
    what: Any = _("Voir le dossier")
    if about is not None:
        reference = about.reference if isinstance(about, Application) else about.application.reference
        what = Link(
            NEXT.get(str(about.state), _("Voir la demande")),
            reverse("cases:application", args=[reference]),
            words.benefit_name(about.benefit),
        )
    why = f"{WHY[due.effect]}, {clocks.ARTICLES[due.effect]}"
    told = _replaced(due.case.referent, agent)
    return Line(due.day, (_day_tag(due.day), _file(due.case), what, f"{why} · {told}" if told else why))


def _task_line(task: Task, agent: Agent) -> Line:
    free = task.kind == TaskKind.FREE
    where: Any = task.case.reference
    if task.case.site_id == agent.site_id:
        where = _file(task.case)
    what = Link(task.label, f"{reverse('cases:my_tasks')}#t{task.pk}")
    told = _replaced(task.assignee, agent)
    why = _("Tâche") if free else task.get_kind_display()
    return Line(task.due_on, (_day_tag(task.due_on), where, what, f"{why} · {told}" if told else why))


def _appointment_line(appointment, agent: Agent) -> Line:
    at = timezone.localtime(appointment.starts_at)
    when = Tag("info", _("Aujourd’hui, %(hour)s") % {"hour": formats.hour(at)})
    url = address("cases:appointment", appointment.public_id)
    what = Link(appointment.get_kind_display(), url, words.household_name(appointment.case.household))
    return Line(appointment.starts_at, (when, _file(appointment.case), what, _("Rendez-vous")))


def _review_line(plan, agent: Agent) -> Line:
    what = Link(_("Faire le point du plan d’action"), address("cases:plan", plan.case.reference))
    return Line(
        plan.next_review_on, (_day_tag(plan.next_review_on), _file(plan.case), what, _("Plan d’action"))
    )


def _to_do(agent: Agent, on: date, files) -> Section:
    """Legal dates running out, tasks, appointments and reviews of the day, merged by date."""
    running, tasks = day.clocks_of(files, on + day.SOON), day.tasks_of(agent, on)
    meetings = day.block(appointments_today(agent))
    reviews = day.block(reviews_due(agent, on))
    parts = (
        (_clock_line, running),
        (_task_line, tasks),
        (_appointment_line, meetings),
        (_review_line, reviews),
    )
    lines = chain.from_iterable((draw(row, agent) for row in part.rows) for draw, part in parts)
    rows = [line.cells for line in sorted(lines, key=Line.order)[: day.ROWS]]
    columns = (
        Column(_("Échéance")),
        Column(_("Foyer · dossier")),
        Column(_("À faire")),
        Column(_("Pourquoi")),
    )
    blocks = [part for _draw, part in parts]
    others = (
        Link(_("Toutes mes tâches"), reverse("cases:my_tasks")),
        Link(_("Courriers à envoyer"), reverse("cases:letters_to_send")),
    )
    return Section(
        "due",
        _("À faire"),
        Table(_("À faire, la date la plus proche d’abord"), columns, rows, caption_hidden=True),
        sum(part.number for part in blocks),
        any(part.more for part in blocks),
        f"{reverse('cases:list')}?referent=me&sort=due",
        others,
    )


def _arrived(mine: day.Keys) -> Section:
    """Pieces to look at, scans to sort."""
    pieces, scans = day.pieces_arrived(mine), day.files_to_sort(mine)
    rows = [
        (
            Link(words.piece_name(d.type, d.period), reverse("cases:check_document", args=[d.reference])),
            _case_link(d.household.case_file),
            formats.date_short(timezone.localtime(d.stored_at).date()),
        )
        for d in pieces.rows
    ]
    rows += [
        (
            Link(
                _("Fichier à ranger"), reverse("cases:sort_documents", args=[u.household.case_file.reference])
            ),
            _case_link(u.household.case_file),
            formats.date_short(timezone.localtime(u.begun_at).date()),
        )
        for u in scans.rows
    ]
    columns = (Column(_("Arrivé")), Column(_("Dossier")), Column(_("Le"), "date"))
    return Section(
        "arrived",
        _("Des réponses sont arrivées"),
        Table(_("Des réponses sont arrivées"), columns, rows[: day.ROWS], caption_hidden=True),
        pieces.number + scans.number,
        pieces.more or scans.more,
        reverse("cases:to_check"),
    )


def _whom(application: Application) -> str:
    """Who holds it up."""
    if application.state == "incomplete":
        return _("l’usager, avant le %(day)s") % {"day": formats.date_long(application.pieces_due_on)}
    if application.state == "proposed":
        return _("la décision du responsable")
    return _("l’avis de la commission")


def _awaited(mine: day.Keys) -> Section:
    block = day.waited_for(mine)
    rows = [
        (
            Link(words.benefit_name(a.benefit), reverse("cases:application", args=[a.reference])),
            _case_link(a.case),
            _whom(a),
            _day_tag(a.next_clock_on) if a.next_clock_on else _("aucune"),
        )
        for a in block.rows
    ]
    columns = (Column(_("Demande")), Column(_("Dossier")), Column(_("Attend")), Column(_("Échéance")))
    table = Table(_("Attendu des autres"), columns, rows, caption_hidden=True)
    url = f"{reverse('cases:list')}?referent=me"
    return Section("awaited", _("Attendu des autres"), table, block.number, block.more, url)


def _decisions(agent: Agent) -> Section:
    block = day.to_decide(agent)
    rows = [
        (
            _day_tag(a.next_clock_on) if a.next_clock_on else _("aucune"),
            Link(words.benefit_name(a.benefit), reverse("cases:decide", args=[a.reference])),
            _case_link(a.case),
            a.proposed_by.full_name,
        )
        for a in block.rows
    ]
    columns = (Column(_("Échéance")), Column(_("Demande")), Column(_("Dossier")), Column(_("Proposée par")))
    table = Table(_("Décisions qui m’attendent"), columns, rows, caption_hidden=True)
    return Section(
        "decisions",
        _("Décisions qui m’attendent"),
        table,
        block.number,
        block.more,
        reverse("cases:decisions"),
    )


def _nobody_follows(agent: Agent, on: date) -> Link | None:
    """What a supervisor has to give to somebody."""
    left = day.block(board.unassigned(agent, on), keep=0)
    if not left.number:
        return None
    said = ngettext("%(n)s dossier à attribuer", "%(n)s dossiers à attribuer", left.number)
    text = said % {"n": f"+ {left.number}" if left.more else left.number}
    return Link(text, reverse("cases:assignments"))


def my_day(request: HttpRequest) -> HttpResponse:
    """What to do today, by legal clock."""
    agent = request.user
    if agent.role not in SITE_ROLES:
        if home := OTHER_HOMES.get(agent.role):
            return redirect(home)
        return render(request, "cases/administrator_home.html")
    on = timezone.localdate()
    files = day.my_files(agent, on)
    supervises = agent.role == Role.SUPERVISOR
    to_do = _to_do(agent, on, files)
    mine = day.keys_of(files)
    sections = [to_do, _arrived(mine), _awaited(mine)]
    if supervises:
        sections.append(_decisions(agent))
    context = {
        "today": on,
        "sections": sections,
        "next": None if to_do.number else day.next_clock_of(files),
        "to_assign": _nobody_follows(agent, on) if supervises else None,
        "running": radar.running_for(agent)[: day.ROWS],
    }
    return render(request, "cases/my_day.html", context)
