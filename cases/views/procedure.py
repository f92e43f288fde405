"""Where this file is and what can happen next, by whom, and why not: all its machines on one page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import words
from cases.models import Application, Award, CaseFile, DocumentRequest, Recovery
from cases.services.moves import Possible, possible_moves
from cases.views.frame import case_page, file_to_read
from cases.workflow import drawing, tables
from cases.workflow.recovery import OPEN as OPEN_RECOVERIES
from cases.workflow.request import OPEN as OPEN_REQUESTS
from nps.accounts.models import Agent
from nps.ui.components import Act, Column, Link, Table, Tag

REQUESTS = 50  # shown: more are on their own page


@dataclass(frozen=True)
class Standing:
    """One object of the file: what it is, its state, what can become of it."""

    name: str | Promise
    url: str
    tag: Tag
    acts: list[Act]


@dataclass(frozen=True)
class Machine:
    """A machine whole: its picture with the state of the object shown, its table."""

    name: str | Promise
    picture: drawing.Picture
    table: Table


@require_safe
def procedure(request: HttpRequest, reference: str) -> HttpResponse:
    """The file, its applications, awards, sums to give back and pieces asked for, and their machines."""
    case = file_to_read(request, reference)
    standing = [
        _standing("case_file", _("Le dossier"), reverse("cases:case", args=[reference]), case, request.user)
    ]
    standing += _children(case, request.user)
    return render(
        request,
        "cases/procedure.html",
        {
            "case_page": case_page(case),
            "case": case,
            "standing": standing,
            "machines": [_machine(name, model, case) for name, model in _machines()],
        },
    )


def _children(case: CaseFile, agent: Agent) -> list[Standing]:
    found = []
    for application in case.applications.select_related("case", "rights_check").order_by("-pk"):
        url = reverse("cases:application", args=[application.reference])
        found.append(
            _standing("application", words.benefit_name(application.benefit), url, application, agent)
        )
    for award in case.awards.select_related("case", "application").order_by("-pk"):
        url = reverse("cases:award", args=[award.reference])
        name = _("Droit ouvert\u00a0: %(name)s") % {"name": words.benefit_name(award.benefit)}
        found.append(_standing("award", name, url, award, agent))
    sums = case.recoveries.filter(state__in=OPEN_RECOVERIES).select_related("award__application", "case")
    for recovery in sums.order_by("-pk"):
        url = reverse("cases:award", args=[recovery.award.reference])
        found.append(_standing("recovery", recovery.get_kind_display(), url, recovery, agent))
    asked = (
        case.requests.filter(state__in=OPEN_REQUESTS)
        .select_related("person", "case")
        .order_by("due_on", "pk")
    )
    for request in asked[:REQUESTS]:
        url = reverse("cases:documents", args=[case.reference])
        name = words.piece_name(request.type_code, request.period)
        found.append(_standing("request", name, url, request, agent))
    return found


def _standing(machine: str, name: Any, url: str, instance: Any, agent: Agent) -> Standing:
    acts = [_act(possible, url) for possible in possible_moves(instance, agent)]
    return Standing(name, url, Tag.of(machine, instance.state), acts)


def _act(possible: Possible, url: str) -> Act:
    verb = possible.move.verb
    if not possible.allowed:
        return Act(verb, who=possible.move.by)
    if possible.blocked_by:
        told = " ".join(guard.told for guard in possible.blocked_by)
        return Act(verb, reason=told, link=Link(_("Voir"), url, verb))
    return Act(verb, url=url, quiet=True)


def _machines() -> tuple[tuple[str, type], ...]:
    return (
        (_("Le dossier"), CaseFile),
        (_("Une demande"), Application),
        (_("Un droit ouvert"), Award),
        (_("Une demande de pièce"), DocumentRequest),
        (_("Une somme à rendre"), Recovery),
    )


def _machine(name: Any, model: type, case: CaseFile) -> Machine:
    labels = dict(model._meta.get_field("state").choices)
    columns = (Column(_("De")), Column(_("Vers")), Column(_("Acte")), Column(_("Qui")), Column(_("Article")))
    lines = [
        (labels[source], labels[target], move.verb, move.by, move.article)
        for source, target, move in tables.rows(model)
    ]
    here = case.state if model is CaseFile else ""
    return Machine(name, drawing.draw(model, here), Table(name, columns, lines, caption_hidden=True))
