"""Reasons in plain French and English: the name of a benefit, one sentence per condition.

Strings from tables, chosen by a language argument; no gettext, no HTML, no rule must enter.
"""

from datetime import date
from typing import NamedTuple

from eligibility.rules.verdict import Condition, Right
from eligibility.wording import ANSWERS, BASES, EVERY, FIGURES, NAMES, SUBJECTS

LANGUAGES = ("fr", "en")

MONTHS_FR = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
    *("septembre", "octobre", "novembre", "décembre"),
)


def name(code: str, language: str = "fr") -> str:
    """The benefit's name; the code itself when it has none."""
    return NAMES.get(code, {}).get(language, code)


class Said(NamedTuple):
    """One condition in words: what, by which article, with which answer."""

    text: str
    article: str
    answer: str


def said(condition: Condition, language: str = "fr") -> Said:
    """One condition with its figures, in three parts: a page links the article to its text."""
    side = LANGUAGES.index(language)
    text = SUBJECTS.get(condition.name, (condition.name,) * 2)[side]
    if condition.name in FIGURES and condition.value is not None:
        text = FIGURES[condition.name][side].format(
            value=figure(condition.value, condition.unit, language),
            threshold=figure(condition.threshold, condition.unit, language),
        )
    if condition.basis in BASES:
        text += f", {BASES[condition.basis][side]}"
    return Said(text, condition.article, ANSWERS[condition.holds][side])


def sentence(condition: Condition, language: str = "fr") -> str:
    """One condition with its figures: "ressources 1 180,00 € pour 1 400,00 € au plus (II-2.1 b/2) : oui"."""
    colon = ("\u00a0: ", ": ")[LANGUAGES.index(language)]
    text, article, answer = said(condition, language)
    return f"{text} ({article}){colon}{answer}"


def deciding_conditions(right: Right) -> tuple[Condition, ...]:
    """What explains the right: the failing conditions, else the unknown ones, else all of them."""
    failing = tuple(condition for condition in right.conditions if condition.holds is False)
    open_ = tuple(condition for condition in right.conditions if condition.holds is None)
    return failing or open_ or right.conditions


def reasons(right: Right, language: str = "fr") -> list[str]:
    """The same as sentences."""
    return [sentence(condition, language) for condition in deciding_conditions(right)]


def amount(right: Right, language: str = "fr") -> str:
    """ "116,98 € par mois"; empty when no sum can be told."""
    if right.amount is None:
        return ""
    return f"{money(right.amount, language)} {EVERY[right.every][LANGUAGES.index(language)]}"


def figure(value: float | str | None, unit: str, language: str) -> str:
    """A number with its unit, as people of the language write it."""
    if value is None or isinstance(value, str):
        return value or "?"
    if unit.startswith("€"):
        return money(value, language)
    if unit == "%":
        return _decimals(value, 1, language) + ("\u202f%" if language == "fr" else "%")
    words = {
        "months": (("mois", "mois"), ("month", "months")),
        "years": (("an", "ans"), ("year", "years")),
        "children": (("enfant", "enfants"), ("child", "children")),
    }
    if unit not in words:
        return f"{value:g}"
    few, many = words[unit][LANGUAGES.index(language)]
    return f"{value:g}\u00a0{many if value >= 2 or (language == 'en' and value != 1) else few}"


def money(euros: float, language: str = "fr") -> str:
    """1180 → "1 180,00 €" with the French typographic spaces, or "€1,180.00"."""
    return f"{_decimals(euros, 2, 'fr')}\u00a0€" if language == "fr" else f"€{euros:,.2f}"


def day(value: date, language: str = "fr") -> str:
    """1 Sep 2019 → "1er septembre 2019" or "1 September 2019"."""
    if language == "fr":
        return f"{'1er' if value.day == 1 else value.day} {MONTHS_FR[value.month - 1]} {value.year}"
    return f"{value.day} {value:%B} {value.year}"


def _decimals(value: float, places: int, language: str) -> str:
    text = f"{value:,.{places}f}"
    return text.replace(",", "\u202f").replace(".", ",") if language == "fr" else text
