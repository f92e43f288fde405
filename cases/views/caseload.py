"""Checks of the caseload: started, followed while they run, read when they end, handed over as a table."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import radar, words
from cases.bars import bars
from cases.permissions import can_check_caseload
from cases.services import caseload as service
from cases.services.caseload_export import workbook_of
from cases.views.acting import try_act
from cases.views.radar import Lines
from eligibility import caseload
from eligibility.effect import GAINED, HIGHER, LOST, LOWER
from eligibility.models import CaseloadResult, CaseloadRun, RunKind
from nps.accounts.models import SITE_ROLES, Role
from nps.accounts.proof import recent_proof_required
from nps.ui import formats, keyset, tables
from nps.ui.components import Column, Link, Row, Table, Tag
from nps.ui.once import once
from nps.ui.taking import as_file, hand_over, taken

LISTED = 50


def runs(request: HttpRequest) -> HttpResponse:
    """The last checks, so that a work left is found again."""
    if request.user.role not in (*SITE_ROLES, Role.ADMINISTRATOR):
        raise Http404
    found = radar.runs_for(request.user)
    if taken(request, "runs"):
        return hand_over(request, tables.whole(_runs_table, found))
    return render(request, "cases/caseload_runs.html", {"table": _runs_table(found[:LISTED])})


def _runs_table(found: Iterable[CaseloadRun]) -> Table:
    rows = [
        (
            Link(
                run.get_kind_display(),
                reverse("cases:caseload_run", args=[run.public_id]),
                formats.date_long(run.on),
            ),
            run.on,
            str(run.site or _("Tous les sites")),
            _state(run),
            run.started_by.full_name if run.started_by else _("automatique"),
        )
        for run in found
    ]
    columns = (Column(_("Vérification")), Column(_("Au"), "date"), Column(_("Site")), Column(_("État")),
               Column(_("Lancée par")))  # fmt: skip
    return Table(_("Vérifications de dossiers"), columns, rows, caption_hidden=True)


def _state(run: CaseloadRun) -> Tag:
    return Tag("ok", _("Finie")) if run.ended_at else Tag("info", _("En cours"))


@require_POST
@once
def start(request: HttpRequest) -> HttpResponse:
    """Look for rights not claimed among the active files of the supervisor's site."""
    agent = request.user
    if agent.role not in (*SITE_ROLES, Role.ADMINISTRATOR):
        raise Http404
    if not can_check_caseload(agent, RunKind.RADAR, agent.site):
        raise PermissionDenied(_("Cet acte revient à : %(who)s.") % {"who": can_check_caseload.by})
    run = service.start_caseload_check(
        actor=agent, kind=RunKind.RADAR, on=timezone.localdate(), site=agent.site
    )
    return redirect("cases:caseload_run", run.public_id)


def run_page(request: HttpRequest, run) -> HttpResponse:
    """One check: how far it is, then what it found."""
    found = radar.run_for(request.user, run)
    context = _progress(request, found)
    if found.ended_at:
        context |= _results(request, found)
    return render(request, "cases/caseload_run.html", context)


def progress(request: HttpRequest, run) -> HttpResponse:
    """The part of the page that changes while the work runs; the whole page is asked again at the end."""
    found = radar.run_for(request.user, run)
    if not request.headers.get("HX-Request"):
        return redirect("cases:caseload_run", found.public_id)
    response = render(request, "cases/caseload_progress.html", _progress(request, found))
    if found.ended_at:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@once
def resume(request: HttpRequest, run) -> HttpResponse:
    """Take up what is left."""
    found = radar.run_for(request.user, run)
    done = _("La vérification reprend là où elle s’est arrêtée.")
    try_act(request, lambda: service.resume_caseload_check(actor=request.user, run=found), done)
    return redirect("cases:caseload_run", found.public_id)


@require_POST
@recent_proof_required
def export(request: HttpRequest, run) -> HttpResponse:
    """The results of the agent's files as a workbook, or the counts for an administrator."""
    found = radar.run_for(request.user, run)
    if found.ended_at is None:
        messages.error(request, _("La vérification n’est pas finie."))
        return redirect("cases:caseload_run", found.public_id)
    return as_file(workbook_of(actor=request.user, run=found, total=_total(request, found)))


def _progress(request: HttpRequest, run: CaseloadRun) -> dict[str, Any]:
    told = caseload.progress(run)
    step = told.percent // 25 * 25
    return {
        "run": run,
        "progress": told,
        "place": str(run.site or _("Tous les sites")),
        "status": _("%(percent)s %% faits") % {"percent": step} if step else "",
        "may_resume": can_check_caseload(request.user, run.kind, run.site),
    }


def _total(request: HttpRequest, run: CaseloadRun) -> dict[str, Any]:
    """Staff read the sums of their own site; others those of all sites, small counts hidden."""
    if request.user.role in SITE_ROLES:
        return caseload.totals(run, request.user.site)
    return caseload.hidden(caseload.totals(run))


def _results(request: HttpRequest, run: CaseloadRun) -> dict[str, Any]:
    total = _total(request, run)
    benefits = total.get("benefits", {})
    effect = run.kind == RunKind.EFFECT
    context: dict[str, Any] = {"households": total.get("households", 0), "effect": effect}
    context["rounded"] = request.user.role not in SITE_ROLES
    context["own_site"] = request.user.role in SITE_ROLES and run.site is None
    if run.kind == RunKind.RADAR:
        context["benefits"] = _unclaimed_table(benefits)
        context["sides"] = [
            Row(_("Foyers qui ont un droit non demandé"), count(total.get("with_a_right", 0)))
        ]
    else:
        context |= {"benefits": _effect_table(benefits), "sides": _sides(total)}
    if request.user.role in SITE_ROLES:
        context["unreadable"] = list(radar.unreadable_files(request.user, run)[:LISTED])
    if request.user.role == Role.SUPERVISOR and run.kind == RunKind.EFFECT:
        context |= _changed_files(request, run)
    return context


def count(value: int | None) -> str:
    """A number of households; a small one is not told outside the site."""
    return _("moins de 5") if value is None else str(value)


def _periods() -> dict[str, str]:
    return {"month": _("par mois"), "year": _("par an"), "once": _("une fois")}


def _amounts(line: dict[str, float | None]) -> str:
    """Sums of a line, each with its period, never added."""
    return " · ".join(
        f"{formats.money(line[every])} {said}" if line[every] is not None else _("non montré")
        for every, said in _periods().items()
        if every in line
    )


def _unclaimed_table(benefits: dict[str, dict[str, Any]]) -> Table:
    lines = sorted(benefits.items(), key=lambda pair: (-pair[1].get("entitled", 0), pair[0]))
    pictures = bars([line.get("entitled", 0) for _code, line in lines])
    rows = [
        (
            words.benefit_name(code),
            count(line.get("entitled", 0)),
            picture,
            count(line.get("undetermined", 0)),
            _amounts(line) or (_("sans somme") if line.get("entitled") else ""),
        )
        for (code, line), picture in zip(lines, pictures, strict=True)
    ]
    columns = (
        Column(_("Droit")), Column(_("Foyers qui y ont droit"), "number"), Column(_("En image")),
        Column(_("Foyers à qui une réponse manque"), "number"), Column(_("Sommes non demandées")),
    )  # fmt: skip
    return Table(_("Droits non demandés, par droit"), columns, rows)


def _effect_table(benefits: dict[str, dict[str, Any]]) -> Table:
    lines = sorted(benefits.items())
    pictures = bars([line.get("month", line.get("year")) for _code, line in lines])
    rows = [
        (
            words.benefit_name(code),
            *(count(line.get(kind, 0)) for kind in (GAINED, LOST, HIGHER, LOWER)),
            _amounts(line) or _("sans somme"),
            picture,
        )
        for (code, line), picture in zip(lines, pictures, strict=True)
    ]
    columns = (
        Column(_("Droit")), Column(_("Nouveaux"), "number"), Column(_("Perdus"), "number"),
        Column(_("Augmentés"), "number"), Column(_("Diminués"), "number"),
        Column(_("Coût en plus ou en moins")), Column(_("En image")),
    )  # fmt: skip
    return Table(_("Ce qui change, par droit"), columns, rows)


def _sides(total: dict[str, Any]) -> list[Row]:
    """Who wins, who loses, what it costs."""
    labels = {
        "winners": _("Foyers qui gagneraient"),
        "losers": _("Foyers qui perdraient"),
        "both": _("Foyers qui gagneraient d’un côté et perdraient de l’autre"),
        "unsure": _("Foyers pour qui on ne peut pas dire"),
    }
    rows = [Row(label, count(total.get(name, 0))) for name, label in labels.items()]
    cost = _amounts(total.get("sums", {})) or _("aucun")
    return [*rows, Row(_("Coût en plus ou en moins, si chacun demande son droit"), cost)]


def _changed_files(request: HttpRequest, run: CaseloadRun) -> dict[str, Any]:
    files = radar.changed_files(request.user, run)
    page = radar.page_of(request.user, files, **keyset.marks(request.GET))
    found = radar.changes_of(page.rows, run)
    rows = [
        (
            Link(
                case.reference,
                reverse("cases:case", args=[case.reference]),
                words.household_name(case.household),
            ),
            words.household_name(case.household),
            Lines(tuple(before_and_after(one) for one in found[case.household_id])),
        )
        for case in page.rows
    ]
    columns = (Column(_("Dossier")), Column(_("Foyer")), Column(_("Ce qui changerait")))
    table = Table(_("Dossiers du site"), columns, rows)
    return {"files": table, "page": page}


def before_and_after(one: CaseloadResult) -> str:
    """« Paris Logement : 84,00 € → 90,00 € par mois »."""
    every = _periods().get(one.every, "")
    sides = (_side(one.former_status, one.former_amount), _side(one.status, one.amount))
    said = {"benefit": words.benefit_name(one.code), "before": sides[0], "after": sides[1], "every": every}
    return (_("%(benefit)s : %(before)s → %(after)s %(every)s") % said).strip()


def _side(status: str, amount: Any) -> str:
    if status == "undetermined":
        return _("on ne peut pas dire")
    if status == "not_entitled":
        return _("rien")
    return formats.money(amount) if amount is not None else _("droit ouvert")
