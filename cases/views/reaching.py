"""Between sites: moving a file to another one, and reading a file of another one for a day."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import selectors, words
from cases.forms.acts import ReasonForm
from cases.forms.assigning import TransferForm
from cases.models import ExceptionalAccess
from cases.permissions import can_supervise
from cases.services import assigning, exceptional
from cases.views.acting import form_page, try_act
from nps.accounts.models import Agent, Role, Site
from nps.ui import formats, keyset, tables
from nps.ui.components import Column, Link, Row, Table, Tag
from nps.ui.once import once
from nps.ui.taking import hand_over, taken


@once
def transfer(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm page: what goes on, what leaves this site's lists, and why."""
    case = selectors.case_file_for(request.user, reference)
    if not can_supervise(case, request.user):
        raise PermissionDenied(can_supervise.by)
    on = timezone.localdate()
    rows = [
        Row(_("Dossier"), f"{case.reference} · {words.household_name(case.household)}"),
        Row(_("Suivi jusqu’ici par"), f"{case.referent.full_name}, {case.site.name}"),
        Row(_("Ce qui continue"), _("demandes, délais légaux, pièces demandées, droits, partages")),
        Row(_("Ce qui change"), _("votre site ne voit plus ce dossier ; l’autre site l’attribue")),
    ]
    verb = _("Transférer")
    return form_page(
        request,
        form_class=TransferForm,
        act=lambda data: assigning.transfer_case_file(actor=request.user, case=case, on=on, **data),
        done=_("Le dossier %(reference)s est transféré.") % {"reference": reference},
        back=reverse("cases:list"),
        template="ui/confirm.html",
        context={
            "title": _("Transférer le dossier %(reference)s") % {"reference": reference},
            "rows": rows,
            "button": verb,
            "back_url": reverse("cases:case", args=[reference]),
        },
        sites=Site.objects.exclude(pk=case.site_id).order_by("name", "pk"),
    )


@once
def ask_access(request: HttpRequest, reference: str) -> HttpResponse:
    """Why this file of another site must be read; then it can be, for 24 hours."""
    case = exceptional.file_to_ask_for(request.user, reference)
    if case is None:
        raise Http404
    return form_page(
        request,
        form_class=ReasonForm,
        act=lambda data: exceptional.open_access(actor=request.user, case=case, reason=data["reason"]),
        done=_("Le dossier est ouvert en lecture. Chaque page lue est inscrite dans son journal."),
        back=reverse("cases:case", args=[reference]),
        template="ui/confirm.html",
        context={
            "title": _("Lire un dossier d’un autre site"),
            "warning": _(
                "Lecture seule, sans les notes professionnelles. Le référent et le responsable du site "
                "sont prévenus, et l’usager peut le lire dans le journal de son dossier."
            ),
            "rows": [Row(_("Dossier"), case.reference), Row(_("Suivi par"), case.site.name)],
            "button": _("Ouvrir pour 24 heures"),
            "back_url": reverse("cases:exceptional_access"),
        },
    )


@require_safe
def accesses(request: HttpRequest) -> HttpResponse:
    """Accesses this supervisor opened, and those opened to files of the site."""
    agent = request.user
    if agent.role != Role.SUPERVISOR:
        raise PermissionDenied(_("Cette page revient au responsable du site."))
    found = exceptional.accesses_of(agent)
    if taken(request, "accesses"):
        return hand_over(request, tables.whole(_table, found.order_by("-opened_at", "-id")))
    page = keyset.page(
        found,
        order=("-opened_at", "-id"),
        mark="public_id",
        **keyset.marks(request.GET),
    )
    context = {"page": page, "lines": [_line(agent, access) for access in page.rows]}
    return render(request, "cases/accesses.html", context)


def _table(found: Iterable[ExceptionalAccess]) -> Table:
    columns = (
        Column(_("Dossier")),
        Column(_("Qui")),
        Column(_("Site")),
        Column(_("Ouvert le"), "date"),
        Column(_("Fini le"), "date"),
        Column(_("Motif")),
    )
    rows = [
        (
            one.case.reference,
            one.agent.full_name,
            one.agent.site.name,
            one.opened_at,
            one.closed_at or one.until,
            one.reason,
        )
        for one in found
    ]
    return Table(_("Accès exceptionnels"), columns, rows)


def _line(agent: Agent, access: ExceptionalAccess) -> dict:
    now, case = timezone.now(), access.case
    live = access.closed_at is None and access.until > now
    end = timezone.localtime(access.closed_at or access.until)
    url = reverse("cases:case", args=[case.reference])
    reads = agent.site_id == case.site_id or (live and access.agent_id == agent.pk)
    return {
        "access": access,
        "live": live,
        "case": Link(case.reference, url) if reads else case.reference,
        "who": f"{access.agent.full_name}, {access.agent.site.name}",
        "tag": Tag("warn", _("En cours")) if live else Tag("idle", _("Terminé")),
        "opened": f"{formats.date_short(timezone.localtime(access.opened_at))} "
        f"{formats.hour(timezone.localtime(access.opened_at))}",
        "end": f"{formats.date_short(end)} {formats.hour(end)}",
    }


@require_POST
@once
def close_access(request: HttpRequest, access: UUID) -> HttpResponse:
    """End an access before its hour."""
    found = exceptional.accesses_of(request.user).filter(public_id=access).first()
    if found is None:
        raise Http404
    try_act(
        request,
        lambda: exceptional.close_access(actor=request.user, access=found),
        _("L’accès est fermé."),
    )
    return redirect("cases:exceptional_access")
