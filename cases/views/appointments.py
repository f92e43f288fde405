"""Appointments of a file, and agendas of an agent or of a site."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import selectors, words
from cases.following import appointments as acts
from cases.following import hours
from cases.forms.appointments import AgendaForm, AppointmentForm, MoveForm, OutcomeForm, VisitForm
from cases.models import Appointment, AppointmentKind
from cases.models.appointment import AppointmentOutcome
from cases.views.acting import form_page
from cases.views.frame import case_page, closed_words
from cases.views.taking import hand_over_of
from nps.accounts.models import SITE_ROLES
from nps.ui import formats, tables
from nps.ui.components import Column, Link, Row, Table, Tag
from nps.ui.once import once
from nps.ui.taking import taken

ROWS = 25
KIND_OF_TAG = {
    "": "info",
    AppointmentOutcome.HELD: "ok",
    AppointmentOutcome.MISSED_BY_HOUSEHOLD: "warn",
    AppointmentOutcome.MISSED_BY_SERVICE: "warn",
    AppointmentOutcome.CANCELLED: "idle",
}


def _tag(appointment: Appointment) -> Tag:
    return Tag(KIND_OF_TAG[appointment.outcome], appointment.get_outcome_display() or _("Prévu"))


def _span(appointment: Appointment) -> str:
    start, end = (timezone.localtime(at) for at in (appointment.starts_at, appointment.ends_at))
    return _("de %(start)s à %(end)s") % {"start": formats.hour(start), "end": formats.hour(end)}


def _names(appointment: Appointment) -> str:
    return ", ".join(words.full_name(person) for person in appointment.people.all())


@require_safe
def of_case(request: HttpRequest, reference: str) -> HttpResponse:
    """What is planned and what became of the rest."""
    case = selectors.case_file_for(request.user, reference)
    found = acts.appointments_of(request.user, case)
    if taken(request, "appointments"):
        return hand_over_of(request, case, tables.whole(_of_case_table, found))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "case_page": case_page(case),
        "case": case,
        "closed": closed_words(case),
        "page": page,
        "table": _of_case_table(page),
        "here": "appointments",
    }
    return render(request, "cases/following/appointments.html", context)


def _of_case_table(found: Iterable[Appointment]) -> Table:
    rows = [
        (
            Link(
                formats.date_short(timezone.localtime(line.starts_at)),
                reverse("cases:appointment", args=[line.public_id]),
                _span(line),
                timezone.localdate(line.starts_at),
            ),
            _span(line),
            line.get_kind_display(),
            line.host.full_name,
            _names(line),
            _tag(line),
        )
        for line in found
    ]
    columns = (
        Column(_("Jour"), "date"),
        Column(_("Heures")),
        Column(_("Où")),
        Column(_("Avec")),
        Column(_("Personnes")),
        Column(_("État")),
    )
    return Table(_("Rendez-vous du dossier"), columns, rows, caption_hidden=True)


@once
def new(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """At the desk, or at home with its reason."""
    case = selectors.case_file_for(request.user, reference)
    if kind not in AppointmentKind.values:
        raise Http404
    visit = kind == AppointmentKind.VISIT

    def plan(data: dict) -> None:
        told = {name: data[name] for name in data if name not in ("day", "start", "end")}
        acts.plan_appointment(actor=request.user, case=case, kind=AppointmentKind(kind), **told)

    return form_page(
        request,
        form_class=VisitForm if visit else AppointmentForm,
        act=plan,
        done=_("Le rendez-vous est planifié."),
        back=reverse("cases:case_appointments", args=[case.reference]),
        template="cases/form.html",
        context={
            "case_page": case_page(case),
            "title": _("Planifier une visite à domicile") if visit else _("Planifier un rendez-vous"),
        },
        initial={"host": request.user.pk, "day": None},
        case=case,
        hosts=acts.hosts_of(case.site_id),
    )


@require_safe
def appointment(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """One appointment: when, where, with whom, and what can be done of it."""
    found = acts.appointment_for(request.user, appointment)
    context = {
        "case_page": case_page(found.case),
        "case": found.case,
        "appointment": found,
        "tag": _tag(found),
        "rows": _rows(request, found),
        "started": found.starts_at <= timezone.now(),
        "closed": closed_words(found.case),
    }
    return render(request, "cases/following/appointment.html", context)


def _rows(request: HttpRequest, found: Appointment) -> list[Row]:
    visit = found.kind == AppointmentKind.VISIT
    address = acts.address_shown(request.user, found)
    hidden = _("Contact prudent\u00a0: l’adresse n’est montrée qu’au référent du dossier.")
    rows = [
        Row(_("Quand"), f"{formats.date_long(timezone.localtime(found.starts_at))}, {_span(found)}"),
        Row(_("Où"), (address or hidden) if visit else f"{found.site.name}, {found.site.address}"),
        Row(_("Qui reçoit"), found.host.full_name),
        Row(_("Avec"), _names(found)),
    ]
    if found.subject:
        rows.append(Row(_("Objet"), found.subject))
    if visit:
        rows.append(Row(_("Pourquoi au domicile"), found.get_ground_display()))
    if found.ground_words:
        rows.append(Row(_("Précision"), found.ground_words))
    if found.outcome:
        day = formats.date_long(timezone.localtime(found.settled_at))
        rows.append(Row(_("Noté par"), f"{found.settled_by.full_name}, {day}"))
    return rows


@once
def move(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Another hour or another agent."""
    found = acts.appointment_for(request.user, appointment)
    start, end = (timezone.localtime(at) for at in (found.starts_at, found.ends_at))

    def act(data: dict) -> None:
        told = {name: data[name] for name in ("host", "starts_at", "ends_at", "sequence")}
        acts.move_appointment(actor=request.user, appointment=found, **told)

    return form_page(
        request,
        form_class=MoveForm,
        act=act,
        done=_("Le rendez-vous est déplacé."),
        back=reverse("cases:appointment", args=[found.public_id]),
        template="cases/form.html",
        context={"case_page": case_page(found.case), "title": _("Déplacer le rendez-vous")},
        initial={
            "host": found.host_id,
            "day": start.date(),
            "start": start.time(),
            "end": end.time(),
            "sequence": found.sequence,
        },
        hosts=acts.hosts_of(found.case.site_id),
    )


@once
def settle(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Held, missed by whom, or cancelled."""
    found = acts.appointment_for(request.user, appointment)
    return form_page(
        request,
        form_class=OutcomeForm,
        act=lambda data: acts.settle_appointment(actor=request.user, appointment=found, **data),
        done=_("C’est noté."),
        back=reverse("cases:appointment", args=[found.public_id]),
        template="cases/form.html",
        context={"case_page": case_page(found.case), "title": _("Que s’est-il passé ?")},
        initial={"people": [person.public_id for person in found.people.all()]},
        case=found.case,
    )


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """A day or a week of the agent, of a colleague, or of the whole site."""
    if request.user.role not in SITE_ROLES:
        raise Http404
    hosts = list(acts.hosts_of(request.user.site_id))
    form = AgendaForm(request.GET or {"host": "me"}, hosts=hosts)
    chosen = form.cleaned_data if form.is_valid() else {}
    day = chosen.get("day") or timezone.localdate()
    days = [day] if chosen.get("span") == "day" else hours.week_of(day)
    host = {"": None, "me": request.user}.get(
        chosen.get("host", "me"), next((a for a in hosts if str(a.pk) == chosen.get("host")), None)
    )
    found = list(acts.agenda(request.user, days, host=host))
    context = {
        "filters": form,
        "days": [(each, _table(request, each, found)) for each in days],
        "empty": not found,
        "before": _address(request, days[0] - timedelta(days=len(days))),
        "after": _address(request, days[-1] + timedelta(days=1)),
    }
    return render(request, "cases/following/agenda.html", context)


def _address(request: HttpRequest, day: date) -> str:
    query = request.GET.copy()
    query["day"] = formats.date_short(day)
    return f"?{query.urlencode()}"


def _table(request: HttpRequest, day: date, found: list[Appointment]) -> Table | None:
    rows = [
        (
            Link(_span(line), reverse("cases:appointment", args=[line.public_id])),
            Link(
                line.case.reference,
                reverse("cases:case", args=[line.case.reference]),
                words.household_name(line.case.household),
            ),
            words.household_name(line.case.household),
            line.get_kind_display(),
            line.host.full_name,
            _tag(line),
        )
        for line in found
        if timezone.localdate(line.starts_at) == day
    ]
    columns = (
        Column(_("Heures")),
        Column(_("Dossier")),
        Column(_("Foyer")),
        Column(_("Où")),
        Column(_("Qui reçoit")),
        Column(_("État")),
    )
    caption = _("Rendez-vous du %(day)s") % {"day": formats.date_long(day)}
    return Table(caption, columns, rows, caption_hidden=True) if rows else None
