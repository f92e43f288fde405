"""How administrations, what they answer and how a call ended are said. Words only: no query, no rule."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.administrations.connector import Outcome, Part
from documents.models import AdministrationCall
from nps.ui import formats
from nps.ui.components import Row, Tag

ADMINISTRATIONS = {
    "cnaf": _("CAF ou MSA"),
    "cnam": _("Assurance maladie"),
    "france_travail": _("France Travail"),
    "education_nationale": _("Éducation nationale, Crous"),
    "dgfip": _("Impôts (DGFiP)"),
}
INFORMATIONS = {
    "family_quotient": _("Quotient familial"),
    "solidarity_cover": _("Complémentaire santé solidaire"),
    "jobseeker_status": _("Inscription à France Travail"),
    "unemployment_payments": _("Paiements de France Travail"),
    "student_grant": _("Bourse d’étudiant"),
    "schooling": _("Scolarité et bourse d’élève"),
    "tax_notice": _("Avis d’impôt et revenu fiscal de référence"),
}
PARTS = {
    Part.BIRTH_NAME: _("Nom de naissance"),
    Part.GIVEN_NAMES: _("Prénoms"),
    Part.BIRTH_YEAR: _("Année de naissance"),
    Part.BIRTH_MONTH: _("Mois de naissance"),
    Part.BIRTH_DAY: _("Jour de naissance"),
    Part.SEX: _("Sexe à l’état civil"),
    Part.BIRTH_COUNTRY: _("Pays de naissance (code Insee)"),
    Part.BIRTH_COMMUNE: _("Commune de naissance (code Insee)"),
    Part.BIRTH_TOWN: _("Commune de naissance (nom)"),
    Part.BIRTH_DEPARTMENT: _("Département de naissance"),
    Part.FRANCE_TRAVAIL_ID: _("Identifiant France Travail"),
    Part.TAX_NUMBER: _("Numéro fiscal"),
    Part.TAX_NOTICE: _("Référence de l’avis"),
    Part.SCHOOL: _("Établissement (code UAI)"),
    Part.SCHOOL_YEAR: _("Année scolaire (celle de la rentrée)"),
}
TAGS = {
    Outcome.ASKING: Tag("wait", _("Question en cours")),
    Outcome.ANSWERED: Tag("ok", _("Réponse reçue")),
    Outcome.UNKNOWN: Tag("wait", _("On ne sait pas")),
    Outcome.NOT_FOUND: Tag("warn", _("Personne non trouvée")),
    Outcome.IDENTITY: Tag("warn", _("Identité à vérifier")),
    Outcome.REFUSED: Tag("bad", _("Accès refusé")),
    Outcome.UNAVAILABLE: Tag("warn", _("Pas de réponse")),
    Outcome.LOST: Tag("warn", _("Question interrompue")),
    Outcome.OBJECTED: Tag("idle", _("Refusée par la personne")),
}
MEANS = {
    Outcome.ASKING: _("La question est partie. Rechargez cette page dans quelques secondes."),
    Outcome.UNKNOWN: _(
        "L’administration a répondu, mais on ne peut rien en conclure : ce n’est ni « zéro », ni « non »."
    ),
    Outcome.NOT_FOUND: _(
        "L’administration n’a trouvé personne. Cela ne veut dire ni « zéro », ni « non » : "
        "vérifiez l’identité, ou demandez la pièce sur papier."
    ),
    Outcome.IDENTITY: _("L’administration n’a pas reconnu la personne. À vérifier : %(parts)s."),
    Outcome.REFUSED: _(
        "Le service refuse nos questions. Prévenez l’administrateur ; la pièce se demande sur papier."
    ),
    Outcome.UNAVAILABLE: _("Le service ne répond pas ; le papier reste possible."),
    Outcome.LOST: _(
        "La question a été interrompue : on ne sait pas ce que l’administration a répondu. "
        "Vous pouvez la poser de nouveau."
    ),
    Outcome.OBJECTED: _("La personne ne veut pas que l’administration soit interrogée. Rien n’a été envoyé."),
}
VALUES = {
    "family_quotient": _("Quotient familial"),
    "month": _("Mois du quotient"),
    "fund": _("Caisse"),
    "solidarity_cover": _("Complémentaire santé solidaire"),
    "paid": _("Avec participation"),
    "jobseeker": _("Inscrit comme demandeur d’emploi"),
    "student_grant": _("Bourse d’étudiant"),
    "since": _("Depuis le"),
    "until": _("Jusqu’au"),
    "pupil": _("Scolarisé dans cet établissement"),
    "school_grant": _("Bourse d’élève"),
    "school_year": _("Année scolaire"),
    "year": _("Avis de l’année"),
    "reference_income": _("Revenu fiscal de référence"),
    "income_tax": _("Impôt sur le revenu"),
    "in_paris": _("Adresse à Paris"),
    "partial": _("Avis partiel ou corrigé"),
}
MONEY = ("family_quotient", "reference_income", "income_tax")
DAYS = ("since", "until")


def administration_name(code: str) -> str:
    return str(ADMINISTRATIONS.get(code, code))


def information_name(code: str) -> str:
    return str(INFORMATIONS.get(code, code))


def what_it_means(made: AdministrationCall) -> str:
    """What the end of the call lets one conclude, and what to do; empty for an answer."""
    named = [str(PARTS[Part(fault)]) for fault in made.faults if fault in {*Part}]
    whole = gettext("le nom, les prénoms, la date et le lieu de naissance")
    if made.information in ("jobseeker_status", "unemployment_payments", "tax_notice"):
        whole = gettext("le numéro donné par la personne")
    said = str(MEANS.get(Outcome(made.outcome), ""))
    return said % {"parts": ", ".join(named) or whole} if "%(parts)s" in said else said


def value_rows(values: Mapping[str, Any]) -> Iterator[Row]:
    """What was received and kept, in words; a blank is « on ne sait pas »."""
    for month, paid in values.get("payments", {}).items():
        label = gettext("Allocations versées, %(month)s") % {"month": _month(month)}
        yield Row(label, formats.money(paid))
    for name, label in VALUES.items():
        if name in values and not (values[name] is None and name in DAYS):
            yield Row(label, _said(name, values[name]))


def _said(name: str, value: Any) -> str:
    if value is None:
        return gettext("On ne sait pas")
    if isinstance(value, bool):
        return gettext("Oui") if value else gettext("Non")
    if name in MONEY:
        return formats.money(value)
    if name in DAYS:
        return formats.date_long(date.fromisoformat(value))
    return _month(value) if name == "month" else str(value)


def _month(told: str) -> str:
    return date_format(date(int(told[:4]), int(told[5:]), 1), "F Y")
