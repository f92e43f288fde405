"""How a figure of the by-law is called on a page, in French and in English. Tables only; no value."""

from eligibility.explain import LANGUAGES, figure, name
from eligibility.parameters import Figures

GROUPS = {
    "bands": ("Tranches d’impôt des prestations en nature", "Tax bands of benefits in kind"),
    "general": ("Conditions générales", "General conditions"),
    "national": ("Montants nationaux", "National amounts"),
}
# A part of a figure's name → French, English.
PARTS = {
    "a": ("tranche A", "band A"),
    "aah": ("AAH", "AAH"),
    "age": ("âge", "age"),
    "amount": ("montant", "amount"),
    "aspa": ("ASPA", "ASPA"),
    "b": ("tranche B", "band B"),
    "breakfast": ("petit déjeuner", "breakfast"),
    "c": ("tranche C", "band C"),
    "ceiling": ("plafond", "ceiling"),
    "ceiling_disaster": ("plafond, sinistre", "ceiling, disaster"),
    "ceiling_newcomers": ("plafond, moins de 3 ans à Paris", "ceiling, less than 3 years in Paris"),
    "common": ("parties communes", "common parts"),
    "couple": ("couple", "couple"),
    "couple_with_child": ("couple avec un enfant", "couple with one child"),
    "d": ("tranche D", "band D"),
    "day": ("journée entière", "whole day"),
    "dinner": ("dîner", "dinner"),
    "disabled": ("plafond, personnes handicapées", "ceiling, disabled people"),
    "e": ("tranche E", "band E"),
    "each_more": ("par enfant en plus", "for each further child"),
    "elderly": ("plafond, personnes âgées", "ceiling, elderly people"),
    "elderly_age": ("âge des personnes âgées", "age of the elderly"),
    "elderly_age_unfit": ("âge des personnes âgées inaptes au travail", "age of the elderly unfit for work"),
    "first": ("première demande", "first request"),
    "flat_charges": ("charges forfaitaires", "flat-rate charges"),
    "full": ("plein tarif", "full price"),
    "intercom": ("interphone à distance", "remote intercom"),
    "least_effort": ("taux d’effort minimal", "least share of resources spent on housing"),
    "least_paid": ("somme au-dessus de laquelle l’aide est versée", "sum above which it is paid"),
    "limit": ("limite d’impôt", "tax limit"),
    "lower": ("tranche basse", "lower band"),
    "lunch": ("déjeuner", "lunch"),
    "minima": (
        "minima sociaux, Paris Solidarité, Complément Santé Paris",
        "minimum incomes, Paris Solidarité, Complément Santé Paris",
    ),
    "months": ("mois demandés", "months required"),
    "months_between": ("mois entre deux demandes", "months between two requests"),
    "mva": ("majoration pour la vie autonome", "supplement for independent living"),
    "one": ("1 enfant", "1 child"),
    "one_or_two": ("1 ou 2 enfants", "1 or 2 children"),
    "price": ("prix", "price"),
    "private": ("parties privatives", "private parts"),
    "private_one_or_two": ("parties privatives, 1 ou 2 enfants", "private parts, 1 or 2 children"),
    "private_three": ("parties privatives, 3 enfants et plus", "private parts, 3 children or more"),
    "rate": ("taux d’incapacité", "rate of incapacity"),
    "renewal": ("renouvellement", "renewal"),
    "renewal_ceiling": ("plafond, pour renouveler", "ceiling, to renew"),
    "renewal_months": ("mois de suite au plus", "months in a row at most"),
    "residence_months": ("mois de résidence à Paris", "months of residence in Paris"),
    "residence_months_moved_for_work": (
        "mois de résidence à Paris après une mutation imposée",
        "months of residence in Paris after an imposed move",
    ),
    "resources_ceiling": ("plafond de ressources du parent âgé", "ceiling of the relative’s resources"),
    "service_1": ("ligne 1 de l’annexe", "line 1 of the annexe"),
    "service_2": ("ligne 2 de l’annexe", "line 2 of the annexe"),
    "service_3": ("ligne 3 de l’annexe", "line 3 of the annexe"),
    "service_4": ("ligne 4 de l’annexe", "line 4 of the annexe"),
    "service_5": ("ligne 5 de l’annexe", "line 5 of the annexe"),
    "share": ("participation", "share paid"),
    "shared": ("colocation", "flat share"),
    "sick_leave_months": ("mois d’arrêt maladie", "months of sick leave"),
    "single": ("personne seule", "person alone"),
    "subscription": ("abonnement", "subscription"),
    "tax": ("impôt au plus", "highest tax"),
    "tax_0": ("sans impôt", "no tax"),
    "tax_1600": ("impôt jusqu’à 1\u202f600\xa0€", "tax up to €1,600"),
    "tax_380": ("impôt jusqu’à 380\xa0€", "tax up to €380"),
    "tax_992": ("impôt jusqu’à 992\xa0€", "tax up to €992"),
    "tax_beyond": ("impôt au-delà", "tax beyond"),
    "tax_ceiling": ("impôt au plus", "highest tax"),
    "three": ("3 enfants et plus", "3 children or more"),
    "two": ("2 enfants", "2 children"),
    "two_children": ("2 enfants", "2 children"),
    "unbundling": ("ligne dégroupée", "unbundled line"),
    "upper": ("tranche haute", "upper band"),
    "veterans": ("anciens combattants", "veterans"),
    "visit": ("une visite", "a visit"),
    "without_child": ("sans enfant", "without child"),
    "wristband": ("montre bracelet", "wrist watch"),
    "zones_1_2": ("zones 1 et 2", "zones 1 and 2"),
    "zones_1_5": ("zones 1 à 5", "zones 1 to 5"),
}
UNITS = {"currency": "€", "percent": "%", "month": "months", "year": "years"}
# What stands beside a field where the value is typed.
SIGNS = {"currency": ("€", "€"), "percent": ("%", "%"), "month": ("mois", "months"), "year": ("ans", "years")}


def group_of(figure_name: str) -> str:
    """The benefit, or "general" or "national": the first part of the name."""
    return figure_name.partition(".")[0]


def group_words(group: str, language: str = "fr") -> str:
    """ "Paris Logement", "Conditions générales"."""
    known = GROUPS.get(group)
    return known[LANGUAGES.index(language)] if known else name(group, language)


def part_words(figure_name: str, language: str = "fr") -> str:
    """The figure without its group: "plafond de ressources, sans enfant"."""
    parts = figure_name.split(".")[1:]
    words = (PARTS.get(part, (part.replace("_", " "),) * 2)[LANGUAGES.index(language)] for part in parts)
    return ", ".join(words)


def figure_words(figure_name: str, language: str = "fr") -> str:
    """ "Paris Logement : plafond de ressources, sans enfant"."""
    colon = "\u00a0: " if language == "fr" else ": "
    group = group_words(group_of(figure_name), language)
    return f"{group}{colon}{part_words(figure_name, language)}"


def value_words(figures: Figures, figure_name: str, value: float | None, language: str = "fr") -> str:
    """The value with its unit; empty for none."""
    if value is None:
        return ""
    unit = figures.about(figure_name)["unit"]
    return figure(value, UNITS.get(unit, unit), language)


def sign_of(unit: str, language: str = "fr") -> str:
    """What is written after a typed value of this unit."""
    return SIGNS.get(unit, ("", ""))[LANGUAGES.index(language)]


def share_words(share: float, language: str = "fr") -> str:
    """0.125 → "+12,5 %"."""
    sign = "+" if share > 0 else "\u2212" if share < 0 else ""
    return f"{sign}{figure(abs(share) * 100, '%', language)}"
