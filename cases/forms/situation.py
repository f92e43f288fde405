"""The situation as one form, made of the table of questions; known facts fill it. No rule of any benefit."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cases import words
from eligibility.models import Fact
from eligibility.questions import (
    INCOME_KINDS,
    OF_HOUSEHOLD,
    SECTIONS,
    UNKNOWN,
    Question,
    questions_for,
    useful,
)
from nps.people.models import Membership
from nps.ui.dates import PartialDate
from nps.ui.forms import Form, MoneyField, PartialDateField, YesNoUnknownField

BLANK_INCOMES = 1  # saving brings the next one
FEW = 8  # choices shown at once; more become a list


def _field(question: Question, label: str, hint: str) -> forms.Field:
    given = {"label": label, "help_text": hint, "required": False}
    match question.kind:
        case "money":
            return MoneyField(**given)
        case "yes_no":
            return YesNoUnknownField(**given)
        case "month":
            return PartialDateField(**{**given, "help_text": hint or _("Par exemple 06/2015.")})
        case _:
            choices = [*question.choices, UNKNOWN]
            few = len(choices) <= FEW
            widget = forms.RadioSelect(attrs={"class": "nps-inline"}) if few else forms.Select()
            return forms.ChoiceField(choices=choices, widget=widget, **given)


def _shown(question: Question, value: Any) -> Any:
    """A fact's value as its field shows it."""
    if value is None or value == "":
        return "" if question.kind == "choice" else None
    if question.kind == "money":
        return Decimal(str(value))
    if question.kind == "month":
        year, month = (int(part) for part in value.split("-"))
        return PartialDate(year, month)
    return value


def _kept(question: Question, value: Any) -> Any:
    """What the field read, as a fact's JSON value; None says « on ne sait pas »."""
    if value is None or value == "":
        return None
    if question.kind == "money":
        return float(value)
    if question.kind == "month":
        return f"{value.year:04}-{value.month or 1:02}"
    return value


class SituationForm(Form):
    """Every question has « on ne sait pas »; nothing is required: the form can be left and found again."""

    mark_optional = False

    def __init__(self, *args, members: Iterable[Membership], facts: Iterable[Fact], on: date, **kwargs):
        self.members, self.on = list(members), on
        self.facts = {(fact.person_id, fact.name): fact for fact in facts}
        self.asked: dict[str, tuple[Any, Question]] = {}
        super().__init__(*args, **kwargs)
        for member in [None, *self.members]:
            for question in self._useful(member):
                self._ask(member, question)
        for member in self.members:
            if member.role != "child":
                self._ask_incomes(member)

    def _known(self, member: Membership | None) -> Mapping[str, Any]:
        person = member.person if member else None
        known = {name: f.value for (owner, name), f in self.facts.items() if owner == (person and person.pk)}
        if person and person.birth_year:
            known["age"] = self.on.year - person.birth_year
        if person and person.nationality != "unknown":
            known.setdefault("nationality", str(person.nationality))
        return known

    def _useful(self, member: Membership | None) -> list[Question]:
        return useful(questions_for(member.role) if member else OF_HOUSEHOLD, self._known(member))

    def _key(self, member: Membership | None, name: str) -> str:
        return f"{member.person.pk if member else 'home'}-{name}"

    def _hint(self, fact: Fact | None) -> str:
        """Where a known answer comes from, so that nobody asks again."""
        if fact is None or fact.value is None:
            return ""
        if fact.document:
            source = _t("Prouvé par %(piece)s") % {
                "piece": words.piece_name(fact.document.type, fact.document.period)
            }
            return source
        return str(fact.get_source_display())

    def _ask(self, member: Membership | None, question: Question) -> None:
        key = self._key(member, question.name)
        fact = self.facts.get((member.person_id if member else None, question.name))
        self.fields[key] = _field(question, question.label, self._hint(fact))
        value = fact.value if fact else self._known(member).get(question.name)
        self.initial[key] = _shown(question, value)
        self.asked[key] = (member, question)

    def _incomes(self, member: Membership) -> list[Fact]:
        return [
            fact
            for (owner, name), fact in sorted(self.facts.items(), key=lambda item: item[0][1])
            if owner == member.person_id and name.startswith("incomes.") and fact.value
        ]

    def _ask_incomes(self, member: Membership) -> None:
        known = self._incomes(member)
        for n in range(len(known) + BLANK_INCOMES):
            fact = known[n] if n < len(known) else None
            key = self._key(member, f"income{n}")
            self.fields[f"{key}-kind"] = forms.ChoiceField(
                label=_("Ressource %(n)s") % {"n": n + 1},
                choices=[("", _("Aucune")), *INCOME_KINDS],
                required=False,
                help_text=self._hint(fact),
            )
            self.fields[f"{key}-net"] = MoneyField(label=_("Net par mois"), required=False)
            self.fields[f"{key}-gross"] = MoneyField(label=_("Brut par mois, si on le sait"), required=False)
            if fact:
                self.initial[f"{key}-kind"] = fact.name.removeprefix("incomes.")
                self.initial[f"{key}-net"] = _shown(_NET, fact.value.get("monthly_net"))
                self.initial[f"{key}-gross"] = _shown(_NET, fact.value.get("monthly_gross"))
        none = self._key(member, "no_income")
        self.fields[none] = forms.BooleanField(label=_("Aucune ressource du tout"), required=False)
        fact = self.facts.get((member.person_id, "no_income"))
        self.initial[none] = bool(fact and fact.value)

    def clean(self):
        data = super().clean()
        for member in self.members:
            if member.role == "child":
                continue
            rows = [row for row in self._rows(member, data) if row[1]]
            for key, kind, net, _gross in self._rows(member, data):
                if kind and net is None and f"{key}-net" not in self.errors:
                    self.add_error(f"{key}-net", _("Écrivez une somme en euros, par exemple 900 ou 900,50."))
            kinds = [row[1] for row in rows]
            if len(kinds) != len(set(kinds)):
                repeated = next(row[0] for n, row in enumerate(rows) if row[1] in kinds[:n])
                self.add_error(
                    f"{repeated}-kind", _("Cette ressource est déjà sur la liste : additionnez les deux.")
                )
            none = self._key(member, "no_income")
            if data.get(none) and kinds:
                self.add_error(none, _("Une ressource est écrite plus haut : choisissez l’un ou l’autre."))
        return data

    def _rows(self, member: Membership, data: Mapping[str, Any]):
        n = 0
        while (key := self._key(member, f"income{n}")) + "-kind" in self.fields:
            yield key, data.get(f"{key}-kind"), data.get(f"{key}-net"), data.get(f"{key}-gross")
            n += 1

    def answers(self) -> dict[tuple[Any, str], Any]:
        """Every answer as a fact, unchanged ones included: the service writes only what differs."""
        data, found = self.cleaned_data, {}
        for key, (member, question) in self.asked.items():
            found[(member.person if member else None, question.name)] = _kept(question, data.get(key))
        for member in self.members:
            if member.role != "child":
                found.update(self._income_answers(member, data))
        return found

    def _income_answers(self, member: Membership, data: Mapping[str, Any]) -> dict[tuple[Any, str], Any]:
        person, former = member.person, {f.name: f.value for f in self._incomes(member)}
        found: dict[tuple[Any, str], Any] = {(person, name): None for name in former}
        for _key, kind, net, gross in self._rows(member, data):
            if kind:
                value = {**(former.get(f"incomes.{kind}") or {}), "monthly_net": float(net)}
                value.pop("monthly_gross", None)
                if gross is not None:
                    value["monthly_gross"] = float(gross)
                found[(person, f"incomes.{kind}")] = value
        found[(person, "no_income")] = True if data.get(self._key(member, "no_income")) else None
        return found

    def groups(self) -> list[tuple[Any, list[tuple[str, list[list[forms.BoundField]]]]]]:
        """Sections in life order: the household's questions, then each member's, in rows."""
        return [(title, self._parts(section)) for section, title in SECTIONS]

    def _parts(self, section: str) -> list[tuple[str, list[list[forms.BoundField]]]]:
        parts = []
        for member in [None, *self.members]:
            names = [k for k, (m, q) in self.asked.items() if m is member and q.section == section]
            rows = [names] if names else []
            if section == "money" and member and member.role != "child":
                rows = [*self._income_rows(member), [self._key(member, "no_income")], *rows]
            if rows:
                title = words.full_name(member.person) if member else ""
                parts.append((title, [[self[name] for name in row] for row in rows]))
        return parts

    def _income_rows(self, member: Membership) -> list[list[str]]:
        numbers = range(len(self._incomes(member)) + BLANK_INCOMES)
        keys = [self._key(member, f"income{n}") for n in numbers]
        return [[f"{key}-kind", f"{key}-net", f"{key}-gross"] for key in keys]


_NET = Question("", "", "money", "")
