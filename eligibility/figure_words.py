"""How a figure of the by-law is called on a page, in French and in English. Tables only; no value."""

from eligibility.explain import LANGUAGES, figure, name
from eligibility.parameters import Figures

GROUPS = {
    "general": ("Conditions générales", "General conditions"),
    "national": ("Montants nationaux", "National amounts"),
}
# A part of a figure's name → French, English.
PARTS = {
    "aah": ("AAH", "AAH"),
    "amount": ("montant", "amount"),
    "aspa": ("ASPA", "ASPA"),
    "ceiling": ("plafond de ressources", "ceiling of resources"),
    "couple": ("couple", "couple"),
    "couple_with_child": ("couple avec un enfant", "couple with one child"),
    "disabled": ("plafond, personnes handicapées", "ceiling, disabled people"),
    "each_more": ("par enfant en plus", "for each further child"),
    "elderly": ("plafond, personnes âgées", "ceiling, elderly people"),
    "elderly_age": ("âge des personnes âgées", "age of the elderly"),
    "elderly_age_unfit": (
        "âge des personnes âgées inaptes au travail",
        "age of the elderly unfit for work",
    ),
    "flat_charges": ("charges forfaitaires", "flat-rate charges"),
    "least_effort": ("taux d’effort minimal", "least share of resources spent on housing"),
    "least_paid": ("somme au-dessus de laquelle l’aide est versée", "sum above which it is paid"),
    "lower": ("tranche basse", "lower band"),
    "mva": ("majoration pour la vie autonome", "supplement for independent living"),
    "one": ("1 enfant", "1 child"),
    "one_or_two": ("1 ou 2 enfants", "1 or 2 children"),
    "residence_months": ("mois de résidence à Paris", "months of residence in Paris"),
    "residence_months_moved_for_work": (
        "mois de résidence à Paris après une mutation imposée",
        "months of residence in Paris after an imposed move",
    ),
    "shared": ("colocation", "flat share"),
    "single": ("personne seule", "person alone"),
    "three": ("3 enfants et plus", "3 children or more"),
    "two": ("2 enfants", "2 children"),
    "two_children": ("2 enfants", "2 children"),
    "upper": ("tranche haute", "upper band"),
    "without_child": ("sans enfant", "without child"),
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
