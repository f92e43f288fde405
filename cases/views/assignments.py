"""The supervisor's board: who follows how many files, giving them, absences."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import board, selectors, words
from cases.forms.assigning import AbsenceForm, AssignForm
from cases.models import Absence, CaseFile
from cases.permissions import can_supervise
from cases.services import absences, assigning
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page
from cases.views.worklist import clock_tag
from nps.accounts.models import Agent, Role
from nps.ui import formats, keyset
from nps.ui.components import Column, Link, Table, Tag
from nps.ui.once import once
from nps.ui.taking import hand_over, taken

CHECKED = mark_safe(" checked")
AT_ONCE = 500  # files given by one « all of them »


def _require_supervisor(agent: Agent) -> None:
    """A role's own pages: others are told so, no object is meant."""
    if agent.role != Role.SUPERVISOR:
        raise PermissionDenied(_("Cette page revient au responsable du site."))


def _of(request: HttpRequest) -> Agent | None:
    """The agent whose files are looked at, when the address names one of the site."""
    try:
        return board.agents_of(request.user).filter(pk=request.GET.get("of") or None).first()
    except ValueError:
        return None


def _load_table(loads: list[board.Load]) -> Table:
    rows = []
    for load in loads:
        away: Tag | str = Tag("ok", _("Au travail"))
        if load.absent:
            by = load.absent.substitute
            told = _("Absence, remplacement par %(name)s")
            away = told % {"name": by.full_name} if by else Tag("warn", _("Absence"))
        url = f"{reverse('cases:assignments')}?of={load.agent.pk}#give"
        rows.append(
            (
                Link(load.agent.full_name, url, _("ses dossiers")),
                away,
                load.files,
                load.applications,
                load.late,
                load.lapsing,
                load.oldest or _("aucun"),
            )
        )
    columns = (
        Column(_("Agent")),
        Column(_("Présence")),
        Column(_("Ouverts"), "number"),
        Column(_("Demandes"), "number"),
        Column(_("En retard"), "number"),
        Column(_("Caduques sous 14 jours"), "number"),
        Column(_("Plus ancien"), "date"),
    )
    return Table(_("Charge de chaque agent"), columns, rows, caption_hidden=True)


def _give_table(cases: list[CaseFile], chosen: set[str]) -> Table:
    rows = [
        (
            format_html(
                '<label class="nps-check"><input type="checkbox" name="case" value="{}"{}> {} · {}</label>',
                case.reference,
                CHECKED if case.reference in chosen else "",
                case.reference,
                words.household_name(case.household),
            ),
            Tag.of("case_file", case.state),
            clock_tag(case),
            case.referent.full_name,
            formats.date_short(case.opened_on),
        )
        for case in cases
    ]
    columns = (
        Column(_("Dossier")),
        Column(_("État")),
        Column(_("Échéance légale")),
        Column(_("Suivi jusqu’ici par")),
        Column(_("Ouvert le"), "date"),
    )
    return Table(_("Dossiers à attribuer"), columns, rows, caption_hidden=True)


def _page(request: HttpRequest, form: AssignForm | None = None, status: int = 200) -> HttpResponse:
    agent, on, of = request.user, timezone.localdate(), _of(request)
    files = board.files_of(agent, of) if of else board.unassigned(agent, on)
    page = keyset.page(
        files,
        order=("opened_on", "id"),
        mark="reference",
        seen=selectors.case_files_for(agent).select_related(None),
        **keyset.marks(request.GET),
    )
    context = {
        "loads": _load_table(board.loads_of(agent, on)),
        "of": of,
        "page": page,
        "table": _give_table(page.rows, set(request.POST.getlist("case"))),
        "form": form,
        "give": form or AssignForm(agents=board.agents_of(agent)),
        "given": _given(request),
        "at_once": AT_ONCE,
    }
    return render(request, "cases/assignments.html", context, status=status)


def _given(request: HttpRequest) -> dict | None:
    """What was just given and can still be undone."""
    try:
        batch = UUID(request.GET.get("given", ""))
    except ValueError:
        return None
    lines = assigning.assignments_to_undo(actor=request.user, batch=batch).select_related("referent")
    number, first = lines.count(), lines.first()
    if first is None:
        return None
    until = timezone.localtime(first.made_at + assigning.UNDONE_WITHIN)
    return {"batch": batch, "number": number, "referent": first.referent.full_name, "until": until}


@require_safe
def assignments(request: HttpRequest) -> HttpResponse:
    """Load per agent; files nobody follows, or those of one agent (`?of=`)."""
    _require_supervisor(request.user)
    if taken(request, "loads"):
        return hand_over(request, _load_table(board.loads_of(request.user, timezone.localdate())))
    return _page(request)


@require_POST
@once
def assign(request: HttpRequest) -> HttpResponse:
    """Give the ticked files; a reference of another site is as none."""
    agent = request.user
    _require_supervisor(agent)
    form = AssignForm(request.POST, agents=board.agents_of(agent))
    of, everything = _of(request), "everything" in request.POST
    if of and everything:
        cases = list(board.files_of(agent, of)[:AT_ONCE])
    else:
        ticked = request.POST.getlist("case")[:AT_ONCE]
        cases = list(selectors.case_files_for(agent).filter(reference__in=ticked))
    batches = []
    if form.is_valid():
        referent = form.cleaned_data["referent"]

        def give() -> None:
            batches.append(assigning.assign_case_files(actor=agent, cases=cases, referent=referent))

        if try_act(request, give, "", form):
            return redirect(f"{reverse('cases:assignments')}?given={batches[0]}")
    return _page(request, form, status=422)


@require_POST
@once
def undo(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Give the files of a batch back, within ten minutes."""
    _require_supervisor(request.user)
    try_act(
        request,
        lambda: assigning.undo_assignment(actor=request.user, batch=batch),
        _("L’attribution est annulée : chacun suit de nouveau ses dossiers."),
    )
    return redirect("cases:assignments")


@once
def assign_one(request: HttpRequest, reference: str) -> HttpResponse:
    """Give one file, from its own page."""
    case = selectors.case_file_for(request.user, reference)
    if not can_supervise(case, request.user):
        raise PermissionDenied(can_supervise.by)
    return form_page(
        request,
        form_class=AssignForm,
        act=lambda data: assigning.assign_case_files(
            actor=request.user, cases=[case], referent=data["referent"]
        ),
        done=_("Le dossier est attribué."),
        back=reverse("cases:case", args=[reference]),
        template="cases/reason.html",
        context={"case_page": case_page(case), "verb": _("Attribuer")},
        agents=board.agents_of(request.user),
    )


@once
def absence_list(request: HttpRequest) -> HttpResponse:
    """Absences of the site's agents, and noting one."""
    agent = request.user
    _require_supervisor(agent)
    rows = [
        (
            one.agent.full_name,
            formats.date_short(one.since),
            formats.date_short(one.until),
            one.substitute.full_name if one.substitute else Tag("warn", _("Personne")),
            one.public_id,
        )
        for one in absences.absences_for(agent, timezone.localdate())
    ]
    return form_page(
        request,
        form_class=AbsenceForm,
        act=lambda data: absences.note_absence(actor=agent, **data),
        done=_("L’absence est notée."),
        back=reverse("cases:absences"),
        template="cases/absences.html",
        context={"rows": rows},
        initial={"since": timezone.localdate()},
        agents=board.agents_of(agent),
    )


@require_POST
@once
def end_absence(request: HttpRequest, absence: UUID) -> HttpResponse:
    """The agent is back today."""
    _require_supervisor(request.user)
    try:
        found = absences.absences_for(request.user, timezone.localdate()).get(public_id=absence)
    except (Absence.DoesNotExist, ValidationError) as missing:
        raise Http404 from missing
    try_act(
        request,
        lambda: absences.end_absence(actor=request.user, public_id=found.public_id, on=timezone.localdate()),
        _("L’absence est terminée."),
    )
    return redirect("cases:absences")
