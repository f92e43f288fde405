"""The answers a question may have, in words: closed lists beside `vocabulary`, value by value. Words only."""

from django.utils.translation import gettext_lazy as _

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
    ("work_accident_80", _("Rente d’accident du travail, 80 % ou plus")),
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
AUTONOMY = (
    ("none", _("Rien ne l’atteste")),
    ("apa", _("APA, GIR 1 à 4")),
    ("third_party_pension", _("Majoration pour tierce personne")),
    ("third_party_card", _("Carte d’invalidité, mention tierce personne")),
    ("medical_certificate", _("Certificat médical")),
)
MEAL_AIDS = (
    ("none", _("N’y a pas droit")),
    ("not_claimed", _("Pas encore demandée")),
    ("received", _("Reçue")),
)
RELATIONS = (
    ("ascendant", _("Père, mère, grand-parent du demandeur ou de son conjoint")),
    ("ascendant_of_late_spouse", _("Père ou mère du conjoint décédé")),
    ("collateral", _("Frère, sœur, oncle, tante")),
    ("other", _("Autre lien, ou aucun")),
)
ARRIVALS = (("birth", _("Naissance")), ("adoption", _("Adoption")), ("none", _("Ni l’une, ni l’autre")))
PATIENTS = (
    ("end_of_life", _("Un proche en fin de vie")),
    ("child_palliative", _("Un enfant en soins palliatifs")),
    ("child_seriously_ill", _("Un enfant gravement malade")),
    ("child_hospitalised", _("Un enfant hospitalisé")),
    ("none", _("Personne dans ce cas")),
)
PARTS = (
    ("private", _("Dans le logement")),
    ("common", _("Dans les parties communes")),
    ("none", _("Pas de travaux")),
)
PURPOSES = (
    ("improvement", _("Améliorer le logement")),
    ("adaptation", _("L’adapter à un handicap")),
)
