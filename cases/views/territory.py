"""What a reorganisation moves: counts for administrators, a site's own files for its supervisor."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import territory, words
from cases.models import MovedFile, SectorMove
from nps.accounts import reorganising
from nps.accounts.models import Reorganisation, Role, Site
from nps.accounts.reorganising import Refused
from nps.ui import formats
from nps.ui.components import Column, Link, Table, Tag

FEW = 5  # what administrators read is rounded, so that no household is told apart
ROWS = 50


def _rounded(count: int) -> str:
    """0, « moins de 5 », or to the nearest 5."""
    if not count:
        return "0"
    return _("moins de 5") if count < FEW else str(FEW * ((count + FEW // 2) // FEW))


@require_safe
def effect(request: HttpRequest, change: UUID) -> HttpResponse:
    """Site by site, how many open files would follow, or have followed. Administrators: counts only."""
    found = reorganising.reorganisations_for(request.user).filter(public_id=change).first()
    if found is None:
        raise Http404
    move = SectorMove.objects.filter(reorganisation=found).first()
    table, fault = None, ""
    if move is None:
        try:
            table = _counts(territory.count_by_sites(request.user, found))
        except Refused as refused:
            fault = str(refused)
    context = {"change": found, "table": table, "fault": fault, "move": move}
    return render(request, "cases/sector_effect.html", context)


def _counts(told) -> Table:
    names = dict(Site.objects.values_list("pk", "name"))
    rows = [
        (names[former], names[site], _rounded(number))
        for (former, site), number in sorted(
            told.items(), key=lambda row: (names[row[0][0]], names[row[0][1]])
        )
    ]
    columns = (Column(_("De")), Column(_("Vers")), Column(_("Dossiers ouverts"), "number"))
    return Table(_("Dossiers qui suivraient, site par site"), columns, rows, caption_hidden=True)


@require_safe
def sectors(request: HttpRequest) -> HttpResponse:
    """Reorganisations prepared or published, for the supervisors of sites."""
    _require_supervisor(request)
    rows = [
        (
            Link(found.name, reverse("cases:sector", args=[found.public_id])),
            formats.date_long(found.effective_on),
            _state(found),
        )
        for found in territory.reorganisations_to_see(request.user)
    ]
    columns = (Column(_("Réorganisation")), Column(_("En vigueur à partir du"), "date"), Column(_("État")))
    table = Table(_("Réorganisations des secteurs"), columns, rows, caption_hidden=True)
    return render(request, "cases/sectors.html", {"table": table})


def _require_supervisor(request: HttpRequest) -> None:
    if request.user.role != Role.SUPERVISOR:
        raise PermissionDenied(_("Cette page revient aux responsables de site."))


def _state(found: Reorganisation) -> Tag:
    if not found.published_at:
        return Tag("idle", _("Brouillon"))
    to_come = found.effective_on > timezone.localdate()
    return Tag("info", _("Publiée, à venir")) if to_come else Tag("ok", _("En vigueur"))


@require_safe
def sector(request: HttpRequest, change: UUID) -> HttpResponse:
    """The files of the reader's own site: those that would follow, or those that went and came."""
    _require_supervisor(request)
    found = territory.reorganisations_to_see(request.user).filter(public_id=change).first()
    if found is None:
        raise Http404
    context = {"change": found, "tag": _state(found), "fault": "", "table": None, "next_url": ""}
    move = SectorMove.objects.filter(reorganisation=found).first()
    try:
        table, after = _went(request, move) if move else _would_go(request, found)
        context |= {"table": table, "went": bool(move), "ended": bool(move and move.ended_at)}
        context["next_url"] = f"?after={after}" if after else ""
    except Refused as refused:
        context["fault"] = str(refused)
    return render(request, "cases/sector.html", context)


def _after(request: HttpRequest) -> int:
    typed = request.GET.get("after", "")
    return int(typed) if typed.isdecimal() and len(typed) < 19 else 0


def _would_go(request: HttpRequest, found: Reorganisation) -> tuple[Table, int | None]:
    files, after = territory.files_that_follow(request.user, found, after_key=_after(request), limit=ROWS)
    names = dict(Site.objects.values_list("pk", "name"))
    rows = [
        (
            Link(case.reference, reverse("cases:case", args=[case.reference])),
            words.household_name(case.household),
            case.referent.full_name,
            names[site],
        )
        for case, site in files
    ]
    columns = (Column(_("Dossier")), Column(_("Foyer")), Column(_("Suivi par")), Column(_("Vers")))
    return Table(_("Dossiers du site qui suivraient"), columns, rows, caption_hidden=True), after


def _went(request: HttpRequest, move: SectorMove) -> tuple[Table, int | None]:
    """A file that left is told by its reference alone: its page is the other site's."""
    lines = territory.moved_files(request.user, move, after_key=_after(request), limit=ROWS + 1)
    shown: list[MovedFile] = lines[:ROWS]
    own = request.user.site_id
    rows = [
        (
            Link(line.case.reference, reverse("cases:case", args=[line.case.reference]))
            if line.to_site_id == own == line.case.site_id
            else line.case.reference,
            line.from_site.name,
            line.to_site.name,
            line.former_referent.full_name,
        )
        for line in shown
    ]
    columns = (Column(_("Dossier")), Column(_("De")), Column(_("Vers")), Column(_("Était suivi par")))
    table = Table(_("Dossiers qui ont suivi leur secteur"), columns, rows, caption_hidden=True)
    return table, shown[-1].pk if len(lines) > ROWS else None
