"""« Sites et territoires »: the map of a day, rules to come, reorganisations. No household's file here."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nps.accounts import reorganising, territory_words
from nps.accounts.models import Reorganisation, Site, TerritoryRule
from nps.accounts.permissions import require_administrator
from nps.accounts.proof import recent_proof_required
from nps.accounts.reorganising import Refused
from nps.accounts.territory import Line, RuleKind
from nps.accounts.territory_forms import DayForm, LineForm, NewReorganisationForm
from nps.ui import formats
from nps.ui.components import Column, Link, Row, Table, Tag
from nps.ui.navigation import address
from nps.ui.once import once


def _rows() -> list[TerritoryRule]:
    return list(TerritoryRule.objects.select_related("site", "reorganisation").order_by(
        "arrondissement", "kind", "street", "first", "parity", "since", "pk"
    ))  # fmt: skip


def _place(row: TerritoryRule) -> str:
    return territory_words.ground(row.as_rule().ground, row.written)


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """Sites, the rules of a day (today by default), rules to come, reorganisations being prepared."""
    require_administrator(request.user)
    today, form = timezone.localdate(), DayForm(request.GET)
    on = (form.is_valid() and form.cleaned_data["on"]) or today
    rows = [row for row in _rows() if row.since != row.until]
    of_day = [row for row in rows if row.as_rule().holds_on(on)]
    changes = list(reorganising.reorganisations_for(request.user))
    context = {
        "day_form": form,
        "on": on,
        "sites": _sites_table(Site.objects.order_by("name"), of_day),
        "rules": _rules_table(of_day),
        "to_come": _to_come_table([row for row in rows if row.since > today]),
        "changes": _changes_table(changes),
    }
    return render(request, "territory/sites.html", context, status=422 if form.errors else 200)


def _sites_table(found: Iterable[Site], of_day: list[TerritoryRule]) -> Table:
    rows = []
    for site in found:
        own = [row for row in of_day if row.site_id == site.pk]
        whole = [_place(row) for row in own if row.kind in (RuleKind.ARRONDISSEMENT, RuleKind.HOMELESS)]
        streets = len(own) - len(whole)
        told = ", ".join(whole) or ("" if streets else _("Aucun secteur"))
        if streets:
            told = ", ".join(filter(None, (told, _("rues à part : %(n)s") % {"n": streets})))
        rows.append((site.name, told, site.address, formats.phone(site.phone)))
    columns = (Column(_("Site")), Column(_("Secteur")), Column(_("Adresse")), Column(_("Téléphone")))
    return Table(_("Sites"), columns, rows, caption_hidden=True)


def _rules_table(rows: list[TerritoryRule]) -> Table:
    lines = [
        (
            _place(row),
            row.site.name,
            formats.date_short(row.since),
            formats.date_short(row.until) if row.until else _("sans fin"),
        )
        for row in rows
    ]
    columns = (
        Column(_("Où")),
        Column(_("Site")),
        Column(_("Depuis le"), "date"),
        Column(_("Jusqu’au"), "date"),
    )
    return Table(_("Règles de ce jour"), columns, lines, caption_hidden=True)


def _to_come_table(rows: list[TerritoryRule]) -> Table:
    lines = [
        (
            formats.date_long(row.since),
            _place(row),
            row.site.name,
            Link(row.reorganisation.name, _page_url(row.reorganisation)) if row.reorganisation else "",
        )
        for row in sorted(rows, key=lambda row: row.since)
    ]
    columns = (
        Column(_("À partir du"), "date"),
        Column(_("Où")),
        Column(_("Site")),
        Column(_("Réorganisation")),
    )
    return Table(_("Règles à venir"), columns, lines, caption_hidden=True)


def _state(change: Reorganisation) -> Tag:
    if not change.published_at:
        return Tag("idle", _("Brouillon"))
    to_come = change.effective_on > timezone.localdate()
    return Tag("info", _("Publiée, à venir")) if to_come else Tag("ok", _("En vigueur"))


def _page_url(change: Reorganisation) -> str:
    return reverse("accounts:reorganisation", args=[change.public_id])


def _changes_table(changes: list[Reorganisation]) -> Table:
    rows = [
        (
            Link(change.name, _page_url(change)),
            formats.date_long(change.effective_on),
            change.author.full_name,
            _state(change),
        )
        for change in changes
    ]
    columns = (
        Column(_("Réorganisation")),
        Column(_("En vigueur à partir du"), "date"),
        Column(_("Préparée par")),
        Column(_("État")),
    )
    return Table(_("Réorganisations"), columns, rows, caption_hidden=True)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """A draft with its name and its day."""
    require_administrator(request.user)
    form = NewReorganisationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = reorganising.prepare_reorganisation(actor=request.user, **form.cleaned_data)
            return redirect("accounts:add_rule", made.public_id)
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
    context = {"form": form, "change": None}
    return render(request, "territory/form.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, change: UUID) -> Reorganisation:
    found = reorganising.reorganisations_for(request.user).filter(public_id=change).first()
    if found is None:
        raise Http404
    return found


@require_safe
def reorganisation(request: HttpRequest, change: UUID) -> HttpResponse:
    """What it changes, its preview, and the next act."""
    found = _found(request, change)
    known, fault = reorganising.rules(), ""
    if not found.published_at:
        try:
            reorganising.drawn(found, known)
        except Refused as refused:
            fault = str(refused)
    lines = reorganising.lines_of(found)
    context = {
        "change": found,
        "tag": _state(found),
        "rows": _story(found),
        "lines": _lines(lines),
        "table": _lines_table(lines),
        "fault": fault,
        "map_seen": reorganising.seen(known),
        "late": not found.published_at and found.effective_on <= timezone.localdate(),
        "effect_url": address("cases:reorganisation_effect", found.public_id) if lines and not fault else "",
    }
    return render(request, "territory/reorganisation.html", context)


def _story(found: Reorganisation) -> list[Row]:
    told = [
        Row(_("En vigueur à partir du"), formats.date_long(found.effective_on)),
        Row(
            _("Préparée par"),
            found.author.full_name,
            formats.date_long(timezone.localtime(found.prepared_at)),
        ),
    ]
    if found.published_at:
        at = formats.date_long(timezone.localtime(found.published_at))
        told.append(Row(_("Publiée par"), found.published_by.full_name, at))
    return told


def _lines(lines: list[Line]) -> list[tuple[str, str, str]]:
    """(where, receiving site, mark) of each change."""
    names = dict(Site.objects.values_list("pk", "name"))
    ends = _("la règle s’arrête, celle de l’arrondissement reprend")
    return [
        (territory_words.ground(line.ground, line.written), names[line.site] if line.site else ends,
         reorganising.line_mark(line))
        for line in lines
    ]  # fmt: skip


def _lines_table(lines: list[Line]) -> Table:
    rows = [(place, site) for place, site, _mark in _lines(lines)]
    return Table(
        _("Ce qui change"), (Column(_("Où")), Column(_("Site qui reçoit"))), rows, caption_hidden=True
    )


@require_http_methods(["GET", "HEAD", "POST"])
@once
def add_rule(request: HttpRequest, change: UUID) -> HttpResponse:
    """One more change: a sector, an arrondissement, a street, homeless people."""
    found = _found(request, change)
    if found.published_at:
        return redirect("accounts:reorganisation", found.public_id)
    known = {"sites": Site.objects.order_by("name"), "rules": _rows(), "on": found.effective_on}
    form = LineForm(request.POST if request.method == "POST" else None, **known)
    if form.is_bound and form.is_valid():
        try:
            reorganising.add_lines(actor=request.user, reorganisation=found, lines=form.cleaned_data["lines"])
            return redirect("accounts:reorganisation", found.public_id)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "change": found}
    return render(request, "territory/form.html", context, status=422 if form.errors else 200)


def _try(request: HttpRequest, found: Reorganisation, act: Callable[[], object], done: str) -> HttpResponse:
    """Do the act and say so, or say why not; back to the page of the reorganisation while there is one."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    if Reorganisation.objects.filter(pk=found.pk).exists():
        return redirect("accounts:reorganisation", found.public_id)
    return redirect("accounts:sites")


@require_POST
@once
def remove_rule(request: HttpRequest, change: UUID, line: str) -> HttpResponse:
    """One change less in a draft."""
    found = _found(request, change)
    return _try(
        request,
        found,
        lambda: reorganising.remove_line(actor=request.user, reorganisation=found, mark=line),
        _("La ligne est retirée."),
    )


@require_POST
@once
def withdraw(request: HttpRequest, change: UUID) -> HttpResponse:
    """A draft is given up."""
    found = _found(request, change)
    return _try(
        request,
        found,
        lambda: reorganising.withdraw_reorganisation(actor=request.user, reorganisation=found),
        _("Le brouillon est retiré."),
    )


@require_POST
@recent_proof_required
@once
def publish(request: HttpRequest, change: UUID) -> HttpResponse:
    """The dated rules are written, after a fresh proof of who publishes."""
    found = _found(request, change)
    return _try(
        request,
        found,
        lambda: reorganising.publish_reorganisation(
            actor=request.user, reorganisation=found, map_seen=request.POST.get("map_seen", "")
        ),
        _("La réorganisation est publiée. Les dossiers suivront le jour dit."),
    )
