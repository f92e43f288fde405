"""Facts in words: how one is called, how its value is written, what is missing. No query may enter."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eligibility.questions import INCOME_KINDS, OF_ADULT, OF_CHILD, OF_HOUSEHOLD, Question
from nps.ui.formats import money

QUESTIONS: Mapping[str, Question] = {q.name: q for q in (*OF_CHILD, *OF_ADULT, *OF_HOUSEHOLD)}
INCOMES = dict(INCOME_KINDS)
NO_INCOME = "no_income"
# Facts that are asked elsewhere than in the table of questions.
ELSEWHERE = {
    NO_INCOME: gettext_lazy("Aucune ressource du tout"),
    "birth_date": gettext_lazy("Date de naissance"),
    "incomes": gettext_lazy("Ressources"),
    "months_in_paris_last_5_years": gettext_lazy("Date d’arrivée à Paris"),
    "persons": gettext_lazy("Personnes du foyer"),
    "disability": gettext_lazy("Reconnaissance de handicap"),
    "housing.housing_benefit": gettext_lazy("Aide au logement"),
    "housing.decent": gettext_lazy("Logement décent"),
    "housing.months_occupied": gettext_lazy("Mois passés dans le logement"),
    "residence_permit_years": gettext_lazy("Années de titre de séjour"),
    "ass_condition_met": gettext_lazy("Durée de travail avant le chômage"),
    "schooling": gettext_lazy("Scolarité"),
}


def label(name: str) -> str:
    """How a fact is called: its question without the question mark, or the kind of income."""
    if name.startswith("incomes."):
        return str(INCOMES.get(name.removeprefix("incomes."), name))
    asked = QUESTIONS[name].label if name in QUESTIONS else ELSEWHERE.get(name, name)
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
    return str(known)


def _income(known: Mapping[str, Any]) -> str:
    sums = (("monthly_net", _("%s nets par mois")), ("monthly_gross", _("%s bruts par mois")))
    said = [
        sentence % money(Decimal(str(known[key]))) for key, sentence in sums if known.get(key) is not None
    ]
    for key, sentence in (("from", _("depuis %s")), ("until", _("jusqu’en %s"))):
        if known.get(key):
            said.append(sentence % "/".join(reversed(known[key].split("-"))))
    return ", ".join(said) or _("On ne sait pas")


def missing(path: str, people: list[str]) -> str:
    """A missing fact in words: `persons[1].incomes` is « Ressources (Ada Okafor) »."""
    found = re.fullmatch(r"persons\[(\d+)\]\.(.+)", path)
    name = re.sub(r"\[\d+\].*", "", found[2] if found else path)
    whose = people[int(found[1])] if found and int(found[1]) < len(people) else ""
    known = name in QUESTIONS or name in ELSEWHERE or name.startswith("incomes.")
    said = label(name if known else name.split(".")[0])
    return f"{said} ({whose})" if whose else said
