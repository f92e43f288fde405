"""A check of the rights made again: identical, or what differs. Nothing is written."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases import selectors, words
from cases.views.frame import case_page
from eligibility import explain
from eligibility import replay as replaying
from eligibility.replay import Difference
from eligibility.stewardship import known_figures
from eligibility.wording import SUBJECTS
from nps.ui import formats
from nps.ui.components import Column, Table
from nps.ui.status import status_of

FIELDS = {
    "status": gettext_lazy("Réponse"),
    "amount": gettext_lazy("Somme"),
    "inputs": gettext_lazy("Situation gardée"),
    "digest": gettext_lazy("Empreinte"),
    "missing": gettext_lazy("Ce qui manque"),
    "proofs": gettext_lazy("Pièces à fournir"),
    "duration_months": gettext_lazy("Durée en mois"),
    "bundle.rights": gettext_lazy("Meilleur ensemble"),
    "bundle.monthly": gettext_lazy("Meilleur ensemble, par mois"),
    "bundle.yearly": gettext_lazy("Meilleur ensemble, par an"),
    "reglement": gettext_lazy("Règlement"),
    "annexe": gettext_lazy("Annexe"),
    "ceilings": gettext_lazy("Plafonds"),
    "figures": gettext_lazy("Barèmes"),
    "openfisca_france": gettext_lazy("OpenFisca-France"),
    "every": gettext_lazy("Versement"),
    "starts_on": gettext_lazy("Début"),
    "ends_on": gettext_lazy("Fin"),
}


def replay(request: HttpRequest, reference: str, check) -> HttpResponse:
    """The check beside what today's rules answer to the same inputs on the same day."""
    case = selectors.case_file_for(request.user, reference)
    found = selectors.rights_check_for(request.user, case, check)
    again = replaying.replay(found, known_figures())
    context = {
        "case_page": case_page(case),
        "case": case,
        "check": found,
        "state": "same" if again.same else "different",
        "differences": difference_table(_("Ce qui diffère"), again.differences),
        "versions": difference_table(_("Textes et outils qui ont changé depuis"), again.versions),
    }
    return render(request, "cases/replay.html", context)


def difference_table(caption: str, differences: tuple[Difference, ...]) -> Table:
    """Each difference as a person reads it."""
    columns = (Column(_("Droit")), Column(_("Élément")), Column(_("Gardé")), Column(_("Rejoué")))
    rows = [
        (
            words.benefit_name(one.right) if one.right else _("L’ensemble"),
            _field(one.field),
            _said(one, one.then),
            _said(one, one.now),
        )
        for one in differences
    ]
    return Table(caption, columns, rows)


def _field(name: str) -> str:
    if name.startswith("conditions."):
        code = name.removeprefix("conditions.").partition(".")[0]
        language = explain.LANGUAGES.index(get_language() or "fr")
        return _("Condition : %(name)s") % {"name": SUBJECTS.get(code, (code,) * 2)[language]}
    return str(FIELDS.get(name, name))


def _said(one: Difference, value: Any) -> str:
    if one.field == "digest":
        return _("ne correspond plus") if value is None else value
    if value is None:
        return _("rien")
    if one.field == "status":
        return str(status_of("rights", value).word)
    if isinstance(value, date):
        return formats.date_short(value)
    if one.field in ("amount", "bundle.monthly", "bundle.yearly"):
        return formats.money(value)
    if one.field == "bundle.rights":
        return ", ".join(words.benefit_name(code) for code in value) or _("rien")
    if isinstance(value, bool):
        return _("Oui") if value else _("Non")
    if isinstance(value, list | tuple):
        return " · ".join(_said(Difference("", "", None, None), part) for part in value) or _("rien")
    return str(value)
