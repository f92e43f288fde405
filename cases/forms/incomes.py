"""The incomes of one member: those known, and blank rows for others. No rule of any benefit."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.answers import NOT_KNOWN, UNKNOWN
from eligibility.fact_names import INCOMES, NO_INCOME
from eligibility.models import Fact
from eligibility.questions import INCOME_KINDS, Question
from nps.ui.forms import MoneyField, PartialDateField

if TYPE_CHECKING:
    from cases.forms.situation import SituationForm

ROW = r"%s-income[0-9]-kind"  # a page shows fewer than ten blank rows; others were made up
BLANK = 2  # rows for a first answer; then one more at a time
_SUM = Question("", "", "money", "")
# Part of a row → its key in the fact, its words. The first ones are always in sight.
SUMS = {
    "net": ("monthly_net", _("Net par mois")),
    "gross": ("monthly_gross", _("Brut par mois, si on le sait")),
    "taxable": ("monthly_taxable", _("Imposable par mois, si on le sait")),
}
MONTHS = {"from": ("from", _("Depuis")), "until": ("until", _("Jusqu’en, si c’est fini"))}
IN_SIGHT, MORE = ("kind", "net", "from"), ("gross", "taxable", "until", "unknown", "gone")


class Incomes:
    """What is asked of one member; the fields live in the form."""

    def __init__(
        self, form: "SituationForm", subject: str, known: list[Fact], none: Fact | None, asked: bool
    ):
        self.form, self.subject, self.none = form, subject, none
        self.known = {f"{subject}-{fact.name}": fact for fact in known}
        posted = {key.removesuffix("-kind") for key in form.data if re.fullmatch(ROW % subject, key)}
        rows = len(known) + BLANK if asked and not known else 1
        numbers = range(rows)
        self.blank = [key for n in numbers if (key := f"{subject}-income{n}")]
        self.blank += sorted(posted - {*self.blank})
        self.asked = asked
        for key, fact in self.known.items():
            self._row(key, fact)
        for key in self.blank:
            form.fields[f"{key}-kind"] = forms.ChoiceField(
                label=_("Ressource"), choices=[("", _("Choisir")), *INCOME_KINDS], required=False
            )
            self._row(key, None)
        self._none()

    def _row(self, key: str, fact: Fact | None) -> None:
        fields, initial = self.form.fields, self.form.initial
        value = (fact.value if fact else None) or {}
        for part, (name, label) in SUMS.items():
            fields[f"{key}-{part}"] = MoneyField(label=label, required=False)
            initial[f"{key}-{part}"] = value.get(name)
        for part, (name, label) in MONTHS.items():
            fields[f"{key}-{part}"] = PartialDateField(
                label=label, help_text=_("Mois et année, 01/2023."), required=False, allow_future=True
            )
            initial[f"{key}-{part}"] = "/".join(reversed(value[name].split("-"))) if value.get(name) else None
        fields[f"{key}-unknown"] = forms.BooleanField(label=_("Somme : on ne sait pas"), required=False)
        initial[f"{key}-unknown"] = bool(fact) and not {name for name, _label in SUMS.values()} & value.keys()
        if fact:
            fields[f"{key}-gone"] = forms.BooleanField(label=_("Retirer cette ressource"), required=False)

    def _none(self) -> None:
        key = f"{self.subject}-{NO_INCOME}"
        self.form.fields[key] = forms.ChoiceField(
            label=_("Si aucune ressource n’est écrite"),
            choices=[("none", _("Aucune ressource du tout")), (UNKNOWN, NOT_KNOWN)],
            widget=forms.RadioSelect(attrs={"class": "nps-inline"}),
            required=False,
        )
        if self.none and not self.known:
            self.form.initial[key] = "none" if self.none.value else UNKNOWN

    def clean(self, data: Mapping[str, Any]) -> None:
        """A kind goes with a sum, a month with its month, nothing with something."""
        errors = self.form.errors
        for key, kind in self._rows(data):
            sums = [f"{key}-{part}" for part in SUMS]
            wrong = any(name in errors for name in sums)
            given = any(data.get(name) is not None for name in sums)
            if kind and not given and not wrong and not data.get(f"{key}-unknown"):
                self.form.add_error(f"{key}-net", _("Écrivez une somme en euros, par exemple 900 ou 900,50."))
            if given and not kind:
                self.form.add_error(f"{key}-kind", _("Choisissez de quelle ressource il s’agit."))
            for part in MONTHS:
                month = data.get(f"{key}-{part}")
                if month and not month.month:
                    self.form.add_error(f"{key}-{part}", _("Il manque le mois. Écrivez par exemple 01/2023."))
        key = f"{self.subject}-{NO_INCOME}"
        if data.get(key) == "none" and any(kind for _key, kind in self._rows(data)):
            self.form.add_error(key, _("Une ressource est écrite plus haut : choisissez l’un ou l’autre."))

    def _rows(self, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for key, fact in self.known.items():
            if self._posted(key) and not data.get(f"{key}-gone"):
                yield key, fact.name
        for key in self.blank:
            yield key, data.get(f"{key}-kind") or ""

    def _posted(self, key: str) -> bool:
        return f"{key}-net" in self.form.data

    def answers(self, data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """Facts by name, and the row each was written in."""
        found: dict[str, Any] = {fact.name: None for key, fact in self.known.items() if self._posted(key)}
        taken = {fact.name for fact in self.known.values()}
        rows: dict[str, str] = {}
        for key, kind in self._rows(data):
            if kind:
                name = kind if key in self.known else _free(f"{INCOMES}{kind}", {*taken, *rows})
                former = self.known[key].value if key in self.known else {}
                found[name], rows[name] = self._value(key, data, former), key
        said = data.get(f"{self.subject}-{NO_INCOME}")
        if rows and self.none and self.none.value is not False:
            found[NO_INCOME] = False
        elif said and not rows:
            found[NO_INCOME] = True if said == "none" else None
        return found, rows

    def _value(self, key: str, data: Mapping[str, Any], former: Mapping[str, Any]) -> dict[str, Any]:
        parts = {*(name for name, _label in SUMS.values()), "from", "until"}
        value = {name: kept for name, kept in former.items() if name not in parts}
        for part, (name, _label) in SUMS.items():
            amount = data.get(f"{key}-{part}")
            if amount is not None and not data.get(f"{key}-unknown"):
                value[name] = float(amount)
        for part, (name, _label) in MONTHS.items():
            month = data.get(f"{key}-{part}")
            if month and month.month:
                value[name] = f"{month.year:04}-{month.month:02}"
        return value


def _free(name: str, taken: set[str]) -> str:
    """`incomes.wage`, or `incomes.wage.2` when there is one already."""
    return next(one for one in (name, *(f"{name}.{n}" for n in range(2, len(taken) + 3))) if one not in taken)
