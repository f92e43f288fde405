"""The words of the catalogue's codes: what is proved, for whom, how long, who holds it. No rule enters."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from documents.type_rules import Fault
from documents.types import Whom

PROOFS = {
    "identity": _("l’identité"),
    "nationality": _("la nationalité"),
    "birth": _("la date et le lieu de naissance"),
    "right_to_stay": _("le droit au séjour"),
    "couple": _("la vie en couple"),
    "children": _("les enfants"),
    "births": _("les naissances"),
    "bank_account": _("le compte bancaire"),
    "income_tax": _("l’impôt sur le revenu"),
    "reference_income": _("le revenu fiscal de référence"),
    "address": _("l’adresse"),
    "tax_household": _("le foyer fiscal"),
    "earned_income": _("les revenus du travail"),
    "unemployment": _("l’inscription comme demandeur d’emploi"),
    "unemployment_benefit": _("les allocations de chômage"),
    "pension": _("les pensions et retraites"),
    "family_benefits": _("les prestations familiales"),
    "housing_benefit": _("l’aide au logement versée par la Caf"),
    "family_quotient": _("le quotient familial"),
    "tenancy": _("la location du logement"),
    "rent": _("le loyer"),
    "no_arrears": _("l’absence d’impayé"),
    "energy_contract": _("le contrat d’énergie"),
    "disability_title": _("la reconnaissance du handicap"),
    "health_cover": _("la couverture santé"),
    "schooling": _("la scolarité"),
    "school_grant": _("la bourse scolaire"),
    "custody": _("la garde des enfants"),
    "representation": _("la représentation légale"),
    "separation": _("la séparation"),
    "owner_costs": _("les charges de propriétaire"),
    "loan": _("le prêt immobilier"),
    "housed": _("l’hébergement"),
    "health_need": _("le besoin de santé"),
    "expense": _("la dépense"),
    "veteran": _("la qualité d’ancien combattant"),
}
ADMINISTRATIONS = {
    "dgfip": _("Direction générale des finances publiques"),
    "france_travail": _("France Travail"),
    "caisses_retraite": _("Caisses de retraite"),
    "cnaf": _("Caisse d’allocations familiales"),
    "mdph": _("Maison départementale des personnes handicapées"),
    "cnam": _("Assurance maladie"),
    "education_nationale": _("Éducation nationale"),
    "onacvg": _("Office national des combattants et des victimes de guerre"),
}
WHOM = {
    Whom.PERSON: _("Une pour chaque personne"),
    Whom.ADULT: _("Une pour chaque adulte"),
    Whom.HOUSEHOLD: _("Une pour le foyer"),
}
VALIDITY = {
    "none": _("Sans limite"),
    "until_changed": _("Tant que rien ne change"),
    "stated": _("Jusqu’à la date écrite dans le texte de la pièce"),
    "date_on_it": _("Jusqu’à la date d’expiration de la pièce"),
    "months": _("Un nombre de mois après sa date"),
    "year": _("Jusqu’à la fin de l’année"),
    "school_year": _("Jusqu’à la fin de l’année scolaire"),
    "tax_year": _("Jusqu’à l’avis de l’année suivante"),
}
FAULTS = {
    Fault.CODE: _("Écrivez un code en minuscules sans accent, par exemple rent_receipt."),
    Fault.MISSING: _("Remplissez le français et l’anglais."),
    Fault.NOT_A_PROOF: _("Aucune règle ne lit cette preuve."),
    Fault.VALIDITY: _("Choisissez une durée\u202f; pour des mois, un nombre de 1 à 120."),
    Fault.ADMINISTRATION: _("Cette administration n’est pas dans la liste."),
    Fault.ARTICLE: _("Écrivez un article du CRPA, par exemple L114-8 ou R113-5."),
    Fault.UNKNOWN_TYPE: _("Ce type de pièce n’existe pas ce jour-là."),
    Fault.ITSELF: _("Une pièce ne dispense pas d’elle-même."),
    Fault.NOTHING_IN_COMMON: _("Une pièce qui dispense doit prouver au moins une même chose."),
    Fault.LOOP: _("Ces pièces se dispensent en boucle sans prouver les mêmes choses."),
}


def validity_words(validity: str) -> str:
    """How long a piece proves, in the page's language."""
    rule, _colon, number = validity.partition(":")
    if rule == "months":
        months = int(number)
        return ngettext("%(n)d mois après sa date", "%(n)d mois après sa date", months) % {"n": months}
    return str(VALIDITY[rule])
