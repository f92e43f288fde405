"""What is asked of a household, once, in the order people talk about their life: a table.

Answers are facts by name, as `facts` keeps them. No form, no page may enter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

Known = Mapping[str, Any]
UNKNOWN = ("", _("On ne sait pas"))

COUPLE = (
    ("none", _("Non")),
    ("married", _("Marié ou mariée")),
    ("pacs", _("Pacsé ou pacsée")),
    ("cohabiting", _("En concubinage")),
)
TENURE = (
    ("tenant", _("Locataire")),
    ("owner", _("Propriétaire")),
    ("buyer", _("Accédant à la propriété")),
    ("housed", _("Chez quelqu’un")),
    ("hotel", _("Hôtel")),
    ("institution", _("Établissement")),
    ("none", _("Sans logement")),
)
NATIONALITY = (
    ("french", _("Française")),
    ("eu", _("Européenne ou suisse")),
    ("other", _("Autre nationalité")),
)
PERMIT = (
    ("listed", _("Titre prévu par le décret 94-294")),
    ("other", _("Autre titre")),
    ("none", _("Aucun titre")),
)
HEALTH = (
    ("paid", _("Mutuelle payante")),
    ("css", _("Complémentaire santé solidaire, gratuite")),
    ("css_paid", _("Complémentaire santé solidaire, avec participation")),
    ("none", _("Aucune")),
)
DISABILITY = (
    ("none", _("Aucune")),
    ("aah", _("AAH")),
    ("actp", _("ACTP")),
    ("pch_human_aid", _("PCH, aide humaine")),
    ("invalidity_1", _("Pension d’invalidité, 1re catégorie")),
    ("invalidity_2", _("Pension d’invalidité, 2e catégorie")),
    ("invalidity_3", _("Pension d’invalidité, 3e catégorie")),
    ("widow_invalidity", _("Pension d’invalidité de veuve ou de veuf")),
    ("work_accident_80", _("Rente d’accident du travail, 80 % ou plus")),
    ("early_public_pension", _("Retraite anticipée pour invalidité")),
    ("cdc_annuity", _("Rente de la Caisse des dépôts")),
    ("aeeh", _("AEEH")),
    ("recognition_only", _("Reconnaissance sans prestation")),
)
SCHOOLING = (
    ("college", _("Collège")),
    ("lycee", _("Lycée")),
    ("none", _("Ni collège, ni lycée")),
)
INCOME_KINDS = (
    ("wage", _("Salaire")),
    ("self_employment", _("Travail indépendant")),
    ("unemployment_benefit", _("Allocation chômage")),
    ("sickness_benefit", _("Indemnités journalières")),
    ("retirement_pension", _("Retraite")),
    ("invalidity_pension", _("Pension d’invalidité")),
    ("work_accident_annuity", _("Rente d’accident du travail")),
    ("maintenance_received", _("Pension alimentaire reçue")),
    ("aah", _("AAH")),
    ("aspa", _("ASPA")),
    ("rsa", _("RSA")),
    ("activity_bonus", _("Prime d’activité")),
    ("ass", _("ASS")),
    ("family_benefit", _("Prestations familiales")),
    ("grant", _("Bourse")),
    ("veteran_pension", _("Retraite du combattant")),
    ("other", _("Autre ressource")),
)


@dataclass(frozen=True)
class Question:
    """`kind`: choice, yes_no, money (euros), number, month. `when` reads the answers known so far."""

    name: str
    label: Any
    kind: str
    section: str
    choices: tuple = ()
    when: Callable[[Known], bool] = lambda known: True


def _renting(known: Known) -> bool:
    return known.get("housing.tenure") == "tenant"


def _owning(known: Known) -> bool:
    return known.get("housing.tenure") in ("owner", "buyer")


SECTIONS = (
    ("home", _("Qui vit ici ?")),
    ("housing", _("Le logement")),
    ("money", _("L’argent")),
    ("health", _("La santé")),
    ("paris", _("À Paris")),
)

OF_HOUSEHOLD: tuple[Question, ...] = (
    Question("couple", _("Vit en couple ?"), "choice", "home", COUPLE),
    Question("housing.tenure", _("Le foyer est"), "choice", "housing", TENURE),
    Question("housing.lease_in_name", _("Bail à son nom ?"), "yes_no", "housing", when=_renting),
    Question("housing.rent", _("Loyer par mois, sans les charges"), "money", "housing", when=_renting),
    Question("housing.service_charges", _("Charges locatives par mois"), "money", "housing", when=_renting),
    Question("housing.flat_share", _("Colocation inscrite au bail ?"), "yes_no", "housing", when=_renting),
    Question("housing.loan_repayment", _("Remboursement de prêt par mois"), "money", "housing",
             when=lambda k: k.get("housing.tenure") == "buyer"),
    Question("housing.coownership_charges", _("Charges de copropriété par mois"), "money", "housing",
             when=_owning),
    Question("housing.parking", _("Stationnement par mois"), "money", "housing",
             when=lambda k: _renting(k) or _owning(k)),
    Question("housing.housing_benefit.claimed", _("Aide au logement demandée ?"), "yes_no", "housing",
             when=lambda k: _renting(k) or k.get("housing.tenure") == "buyer"),
    Question("housing.housing_benefit.monthly", _("Aide au logement reçue par mois"), "money", "housing",
             when=lambda k: k.get("housing.housing_benefit.claimed") is True),
    Question("housing.arrears", _("Loyers ou charges en retard ?"), "yes_no", "housing",
             when=lambda k: _renting(k) or _owning(k)),
    Question("energy.contract", _("Contrat d’électricité ou de gaz à son nom ?"), "yes_no", "housing",
             when=lambda k: _renting(k) or _owning(k)),
    Question("energy.other_preventive_aid", _("Autre aide préventive à l’énergie ?"), "yes_no", "housing",
             when=lambda k: k.get("energy.contract") is True),
    Question("tax.declared_monthly_income", _("Revenus déclarés, par mois"), "money", "money"),
    Question("tax.income_tax", _("Impôt sur le revenu, par an"), "money", "money"),
    Question("health_cover", _("Complémentaire santé"), "choice", "health", HEALTH),
)  # fmt: skip

OF_ADULT: tuple[Question, ...] = (
    Question("nationality", _("Nationalité"), "choice", "home", NATIONALITY),
    Question("residence_permit", _("Titre de séjour"), "choice", "home", PERMIT,
             when=lambda k: k.get("nationality") == "other"),
    Question("legal_benefits_claimed", _("Aides légales déjà demandées ?"), "yes_no", "money"),
    Question("disability.title", _("Reconnaissance de handicap"), "choice", "health", DISABILITY),
    Question("unfit_for_work", _("Retraite pour inaptitude au travail ?"), "yes_no", "health",
             when=lambda k: 60 <= (k.get("age") or 0) < 65),
    Question("in_paris_since", _("À Paris depuis"), "month", "paris"),
)  # fmt: skip

OF_CHILD: tuple[Question, ...] = (
    Question("dependent", _("À charge ?"), "yes_no", "home"),
    Question("shared_custody", _("Garde alternée ?"), "yes_no", "home"),
    Question("in_care", _("Confié à l’aide sociale à l’enfance ?"), "yes_no", "home"),
    Question("schooling", _("Scolarité"), "choice", "home", SCHOOLING,
             when=lambda k: 10 <= (k.get("age") or 0) <= 20),
    Question("disability.title", _("Reconnaissance de handicap"), "choice", "health", DISABILITY),
)  # fmt: skip


def questions_for(role: str) -> tuple[Question, ...]:
    """The questions about one member, by place in the household."""
    return OF_CHILD if role == "child" else OF_ADULT


def useful(questions: tuple[Question, ...], known: Known) -> list[Question]:
    """Those that the answers known so far call for."""
    return [question for question in questions if question.when(known)]


# The words of each fact's question, for lists and reports.
LABELS = {question.name: question.label for question in (*OF_CHILD, *OF_ADULT, *OF_HOUSEHOLD)}
