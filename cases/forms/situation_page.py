"""The situation form as its page shows it: sections in life order, open questions, lines of what is known.

Reads the form; no question is chosen and no answer read here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cases import fact_words, fault_words, words
from cases.forms.incomes import IN_SIGHT, MORE
from cases.forms.situation import SituationForm, Subject
from eligibility.contradictions import warnings
from eligibility.fact_names import NO_INCOME
from eligibility.models import Fact
from eligibility.questions import BOXES, SECTIONS, Question
from nps.people.models import Membership

FEW = 4  # choices that stand beside another question


@dataclass(frozen=True)
class Item:
    """One question on the page: its fields, or what is known with its fields behind « Modifier »."""

    fields: list[forms.BoundField]
    more: list[forms.BoundField] = field(default_factory=list)
    label: str = ""
    value: str = ""
    fact: Fact | None = None
    source: str = ""
    doubts: tuple[tuple[int, str, str], ...] = ()  # the fact, its value, its source
    kind: str = ""

    @property
    def wide(self) -> bool:
        """Rows of an income and long lists of choices have the whole width."""
        choices = getattr(self.fields[0].field, "choices", ())
        return bool(self.more) or self.fields[0].use_fieldset and len(choices) > FEW

    @property
    def open(self) -> bool:
        """A fault is never hidden, nor what was just typed."""
        fields = (*self.fields, *self.more)
        form = self.fields[0].form
        return form.is_bound and any(f.errors or f.name in form.changed_data for f in fields)


@dataclass(frozen=True)
class SituationPage:
    """What the template walks through."""

    form: SituationForm

    @cached_property
    def flagged(self) -> list[str]:
        """What should be read again, in words; it blocks nothing."""
        told = []
        for line in warnings(self.form.situation, self.form.on) if self.form.situation else ():
            path, said = fault_words.said(line, flagged=True)
            place, name, _income = fact_words.parts(path)
            whose = words.full_name(self.form.members[place].person) if place is not None else ""
            about = " · ".join(part for part in (fact_words.label(name), whose) if part)
            told.append(_("%(about)s : %(said)s") % {"about": about, "said": said})
        return told

    @cached_property
    def left(self) -> int:
        """How many questions are open: rows of incomes are one."""
        kinds = [
            kind
            for _title, parts in self.groups()
            for _who, items in parts
            for kind in ([item.kind for item in items if not item.kind], {i.kind for i in items} & {"income"})
        ]
        return sum(len(kind) for kind in kinds)

    def groups(self) -> list[tuple[Any, list[tuple[str, list[Item]]]]]:
        """Sections in life order that have something to show: the household, then each member."""
        found = []
        for section, title in SECTIONS:
            parts = [(who, items) for who, items in self._parts(section) if items]
            if parts:
                found.append((title, parts))
        return found

    def _parts(self, section: str) -> Iterator[tuple[str, list[Item]]]:
        for subject in (None, *self.form.members):
            items = [*self._items(subject, section)]
            if section == "money" and subject and str(subject.person_id) in self.form.incomes:
                items = [*self._income_items(subject), *items]
            named = subject and len(self.form.members) > 1
            yield words.full_name(subject.person) if named else "", items

    def _items(self, subject: Subject, section: str) -> Iterator[Item]:
        """Questions first, then what is known."""
        items = [
            self._item(key, s, [q])
            for key, (s, q) in self.form.asked.items()
            if (s, q.section) == (subject, section)
        ]
        for key, (owner, questions) in self.form.boxes.items():
            if (owner, questions[0].section) == (subject, section):
                items.append(self._item(key, subject, questions))
        yield from sorted(items, key=lambda item: item.kind == "known")

    def _item(self, key: str, subject: Subject, questions: list[Question]) -> Item:
        person = subject and subject.person_id
        facts = tuple(f for q in questions if (f := self.form.facts.get((person, q.name))))
        extra = [self.form[name] for name in (f"{key}-unknown", f"{key}-listed") if name in self.form.fields]
        bound = [self.form[key], *extra]
        if len(facts) < len(questions):
            return Item(bound)
        if key in self.form.asked:
            return self._known(bound, facts[0])
        said = [str(q.box) for q in questions if self.form.facts[person, q.name].value is q.ticked]
        short = str(BOXES[questions[0].boxes][1])
        return self._known(bound, facts[0], label=short, value=", ".join(said) or _("rien à signaler"))

    def _known(self, bound: list[forms.BoundField], fact: Fact, more: Iterable = (), **said: str) -> Item:
        doubts = (
            (doubt.pk, fact_words.value(doubt.name, doubt.value), fact_words.source(doubt))
            for doubt in self.form.doubts.get(fact.pk, ())
        )
        told = {"label": fact_words.label(fact.name), "value": fact_words.value(fact.name, fact.value)} | said
        source = fact_words.source(fact)
        return Item(bound, [*more], **told, fact=fact, source=source, doubts=tuple(doubts), kind="known")

    def _income_items(self, subject: Membership) -> Iterator[Item]:
        incomes = self.form.incomes[str(subject.person_id)]
        for key, fact in incomes.known.items():
            yield self._known(self._bound(key, IN_SIGHT), fact, self._bound(key, MORE))
        answered = bool(incomes.known) or incomes.none is not None
        if incomes.none and not incomes.known:
            yield self._known([self.form[self.form.key(subject, NO_INCOME)]], incomes.none)
        for n, key in enumerate(incomes.blank):
            kind = "another" if answered else "row" if n else "income"
            yield Item(self._bound(key, IN_SIGHT), self._bound(key, MORE), kind=kind)
        if not answered:
            yield Item([self.form[self.form.key(subject, NO_INCOME)]], kind="none")

    def _bound(self, key: str, parts: Iterable[str]) -> list[forms.BoundField]:
        return [self.form[f"{key}-{part}"] for part in parts if f"{key}-{part}" in self.form.fields]
