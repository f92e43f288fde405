"""Facts in words: how one is called, how its value is written, what is missing. No query may enter."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import words
from eligibility.fact_names import NO_INCOME, income_kind
from eligibility.models import Fact, Source
from eligibility.questions import INCOME_KINDS, OF_CHILD, OF_HOUSEHOLD, OF_OTHER, Question
from nps.ui.formats import date_long, date_short, money

QUESTIONS: Mapping[str, Question] = {q.name: q for q in (*OF_CHILD, *OF_OTHER, *OF_HOUSEHOLD)}
# The question whose answer gives a fact of the situation.
ABOUT: Mapping[str, Question] = {q.informs[0]: q for q in QUESTIONS.values()} | QUESTIONS
INCOMES = dict(INCOME_KINDS)
# Facts that are asked elsewhere than in the table of questions.
ELSEWHERE = {
    NO_INCOME: gettext_lazy("Aucune ressource du tout"),
    "birth_date": gettext_lazy("Date de naissance"),
    "incomes": gettext_lazy("Ressources"),
    "months_in_paris_last_5_years": gettext_lazy("Date d’arrivée à Paris"),
    "persons": gettext_lazy("Personnes du foyer"),
    "disability": gettext_lazy("Reconnaissance de handicap"),
    "housing.housing_benefit": gettext_lazy("Aide au logement"),
    "ass_condition_met": gettext_lazy("Durée de travail avant le chômage"),
}


def label(name: str) -> str:
    """How a fact is called: its question without the question mark, or the kind of income."""
    if name.startswith("incomes."):
        return str(INCOMES.get(income_kind(name), ELSEWHERE["incomes"]))
    asked = ELSEWHERE.get(name) or (ABOUT[name].label if name in ABOUT else name)
    return str(asked).rstrip(" ?\u202f\u00a0")


def value(name: str, known: Any) -> str:
    """How a fact's value is written. Unknown is said in words."""
    if known is None:
        return _("On ne sait pas")
    if name.startswith("incomes."):
        return _income(known)
    kind = QUESTIONS[name].kind if name in QUESTIONS else ""
    if isinstance(known, bool):
        return _("Oui") if known else _("Non")
    if kind == "money":
        return money(Decimal(str(known)))
    if kind == "choice":
        return str(dict(QUESTIONS[name].choices).get(known, known))
    if kind == "month":
        return "/".join(reversed(known.split("-")))
    if kind == "day":
        return date_short(date.fromisoformat(known))
    return str(known)


def source(fact: Fact) -> str:
    """Where a fact comes from (SCREENS §6.2)."""
    if fact.source == Source.DOCUMENT:
        piece = words.piece_name(fact.document.type, fact.document.period)
        return _("Prouvé par %(piece)s") % {"piece": piece}
    if fact.source == Source.ADMINISTRATION:
        return _("Donné par %(administration)s") % {"administration": fact.administration}
    return _("Déclaré")


def expired(fact: Fact) -> str:
    """« périmé depuis le 1er mars 2024 »."""
    return _("périmé depuis le %(day)s") % {"day": date_long(fact.valid_until)}


def _income(known: Mapping[str, Any]) -> str:
    sums = (("monthly_net", _("%s nets par mois")), ("monthly_gross", _("%s bruts par mois")))
    said = [
        sentence % money(Decimal(str(known[key]))) for key, sentence in sums if known.get(key) is not None
    ]
    for key, sentence in (("from", _("depuis %s")), ("until", _("jusqu’en %s"))):
        if known.get(key):
            said.append(sentence % "/".join(reversed(known[key].split("-"))))
    return ", ".join(said) or _("On ne sait pas")


def parts(path: str) -> tuple[int | None, str, int | None]:
    """The place of the person, the fact and the place of the income a path of the situation speaks of."""
    person = re.match(r"persons\[(\d+)\]\.?", path)
    name = path[person.end() :] if person else path
    income = re.match(r"incomes\[(\d+)\]", name)
    bare = re.sub(r"\[\d+\]", "", name)
    return int(person[1]) if person else None, bare, int(income[1]) if income else None


def missing(path: str, people: list[str]) -> str:
    """A missing fact in words: `persons[1].incomes` is « Ressources (Ada Okafor) »."""
    found = re.fullmatch(r"persons\[(\d+)\]\.(.+)", path)
    name = re.sub(r"\[\d+\].*", "", found[2] if found else path)
    whose = people[int(found[1])] if found and int(found[1]) < len(people) else ""
    known = name in ABOUT or name in ELSEWHERE or name.startswith("incomes.")
    said = label(name if known else name.split(".")[0])
    return f"{said} ({whose})" if whose else said
