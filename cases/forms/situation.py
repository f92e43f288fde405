"""The situation as one form, made of the questions still useful; known facts are lines that can be changed.

No rule of any benefit. Blank says nothing, « on ne sait pas » is an answer, nothing is required.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cases import fact_words, fault_words, words
from cases.forms import answers as answer
from cases.forms.incomes import Incomes
from eligibility.fact_names import INCOMES, NO_INCOME, with_doors
from eligibility.facts import months_in_paris, situation_told
from eligibility.models import Fact
from eligibility.questions import (
    BOXES,
    Question,
    needed,
    of_member,
    questions_for,
    still_useful,
)
from eligibility.situation import Situation, SituationFaults
from eligibility.stewardship import figures_in_force
from nps.people.models import Membership
from nps.ui.forms import Form

Subject = Membership | None  # None: the household
OPEN, KNOWN = "", "-known"  # two lists of the same boxes: those to tick, those already answered


class SituationForm(Form):
    """`facts`: those standing, expired ones included; `doubts`: what contests them."""

    mark_optional = False

    def __init__(
        self,
        *args,
        members: Iterable[Membership],
        facts: Iterable[Fact],
        doubts: Iterable[Fact],
        on: date,
        **kw,
    ):
        self.members, self.on = list(members), on
        facts = list(facts)
        self.facts = {(f.person_id, f.name): f for f in facts if not (f.valid_until and f.valid_until < on)}
        self.expired = {(f.person_id, f.name): f for f in facts if f.valid_until and f.valid_until < on}
        self.doubts: dict[int, list[Fact]] = {}
        for doubt in doubts:
            self.doubts.setdefault(doubt.contests_id, []).append(doubt)
        self.asked: dict[str, tuple[Subject, Question]] = {}  # by field
        self.boxes: dict[str, tuple[Subject, list[Question]]] = {}
        self.incomes: dict[str, Incomes] = {}
        super().__init__(*args, **kw)
        for subject in (None, *self.members):
            self._ask_about(subject)

    # What is asked

    @cached_property
    def situation(self) -> Situation | None:
        """The household as it stands; None while its facts contradict each other."""
        try:
            return situation_told(self.members, self.facts.values(), self.on)
        except SituationFaults:
            return None

    @cached_property
    def missing(self) -> tuple[str, ...] | None:
        """The facts an undecided right depends on; None when nobody can tell."""
        try:
            return needed(self.situation, self.on, figures_in_force()) if self.situation else None
        except SituationFaults:
            return None

    def _missing_of(self, subject: Subject) -> frozenset[str] | None:
        place = self.members.index(subject) if subject else None
        return None if self.missing is None else of_member(self.missing, place)

    def known(self, subject: Subject) -> Mapping[str, Any]:
        """The answers about this subject and the household, with what follows from them."""
        person = subject.person if subject else None
        of = (None, person.pk) if person else (None,)
        known = {name: fact.value for (owner, name), fact in self.facts.items() if owner in of}
        if person and person.birth_year:
            known["age"] = self.on.year - person.birth_year
            if person.birth_day:
                known["age"] -= (self.on.month, self.on.day) < (person.birth_month, person.birth_day)
        if person and person.nationality != "unknown":
            known.setdefault("nationality", str(person.nationality))
        if since := known.get("in_paris_since"):
            known["months_in_paris"] = months_in_paris(since, self.on)
        return with_doors(known)

    def _ask_about(self, subject: Subject) -> None:
        questions = questions_for(subject.role if subject else "")
        missing, known = self._missing_of(subject), self.known(subject)
        person, useful = subject and subject.person_id, still_useful(questions, missing, known)
        boxes: dict[str, list[Question]] = {}
        for question in questions:
            fact = self.facts.get((person, question.name))
            posted = self._posted(subject, question)
            if question.boxes and self._in_boxes(question, fact, question in useful or posted):
                boxes.setdefault(question.boxes, []).append(question)
            elif fact or posted or (question in useful and question.name not in known):
                self._ask(subject, question, fact)
        for name, listed in boxes.items():
            self._ask_boxes(subject, name, listed)
        if subject and (subject.role != "child" or "incomes" in (missing or ()) or self._incomes_of(subject)):
            self._ask_incomes(subject, missing)

    def _posted(self, subject: Subject, question: Question) -> bool:
        key = self.key(subject, question.name)
        boxes = self.key(subject, f"boxes-{question.boxes}")
        listed = [self.data.get(f"{boxes}{state}-listed", "").split() for state in (OPEN, KNOWN)]
        return (
            key in self.data
            or f"{key}-unknown" in self.data
            or any(question.name in names for names in listed)
        )

    def _in_boxes(self, question: Question, fact: Fact | None, asked: bool) -> bool:
        return asked if fact is None else fact.source == "declared" and isinstance(fact.value, bool)

    def key(self, subject: Subject, name: str) -> str:
        """The name of the field of a fact."""
        return f"{subject.person_id if subject else 'home'}-{name}"

    def _ask(self, subject: Subject, question: Question, fact: Fact | None) -> None:
        key = self.key(subject, question.name)
        expired = self.expired.get((subject and subject.person_id, question.name))
        self.fields[key] = answer.field_of(question, self._expired_words(expired))
        self.asked[key] = (subject, question)
        if fact:
            self.initial[key] = answer.shown(question, fact.value)
        if question.kind in answer.TYPED:
            self.fields[f"{key}-unknown"] = forms.BooleanField(label=answer.NOT_KNOWN, required=False)
            self.initial[f"{key}-unknown"] = bool(fact) and fact.value is None

    def _expired_words(self, fact: Fact | None) -> str:
        if fact is None:
            return ""
        told = {"value": fact_words.value(fact.name, fact.value), "expired": fact_words.expired(fact)}
        return _t("%(value)s, %(expired)s") % told

    def _ask_boxes(self, subject: Subject, name: str, questions: list[Question]) -> None:
        """One list of those to tick, one of those known; a box alone is a question."""
        person = subject and subject.person_id
        known = [q for q in questions if (person, q.name) in self.facts]
        for state, listed in ((OPEN, [q for q in questions if q not in known]), (KNOWN, known)):
            if len(listed) == 1:
                self._ask(subject, listed[0], self.facts.get((person, listed[0].name)))
            elif listed:
                key = self.key(subject, f"boxes-{name}{state}")
                self.fields[key] = answer.boxes_field(listed, BOXES[name][0])
                self.boxes[key] = (subject, listed)
                self.fields[f"{key}-listed"] = forms.CharField(widget=forms.HiddenInput, required=False)
                self.initial[f"{key}-listed"] = " ".join(q.name for q in listed)
        if len(known) > 1:
            values = {q.name: self.facts[person, q.name].value for q in known}
            self.initial[self.key(subject, f"boxes-{name}{KNOWN}")] = answer.boxes_shown(known, values)

    def _incomes_of(self, subject: Membership) -> list[Fact]:
        found = (f for (owner, name), f in self.facts.items() if owner == subject.person_id)
        return sorted((f for f in found if f.name.startswith(INCOMES) and f.value), key=lambda f: f.name)

    def _ask_incomes(self, subject: Membership, missing: frozenset[str] | None) -> None:
        none = self.facts.get((subject.person_id, NO_INCOME))
        asked = missing is None or any(path.startswith("incomes") for path in missing)
        key = str(subject.person_id)
        self.incomes[key] = Incomes(self, key, self._incomes_of(subject), none, asked and none is None)

    # What is answered

    def clean(self):
        data = super().clean()
        for key in self.asked:
            unknown = f"{key}-unknown"
            if data.get(unknown) and data.get(key) is not None:
                self.add_error(key, _("Une réponse est écrite : effacez-la, ou décochez « on ne sait pas »."))
        for key in self.boxes:
            ticked = data.get(key) or []
            if answer.NONE in ticked and len(ticked) > 1:
                self.add_error(key, _("« Rien de tout cela » ne va avec aucune autre case : décochez-la."))
        for incomes in self.incomes.values():
            incomes.clean(data)
        if not self.errors:
            self._contradictions(data)
        return data

    def _contradictions(self, data: Mapping[str, Any]) -> None:
        """What cannot be true is told beside the answer it names, before anything is written."""
        given, rows = self._answers(data)
        facts = {key: fact.value for key, fact in self.facts.items()} | {
            (person and person.pk, name): value for (person, name), value in given.items()
        }
        unsaved = [Fact(person_id=person, name=name, value=value) for (person, name), value in facts.items()]
        try:
            situation_told(self.members, unsaved, self.on)
        except SituationFaults as found:
            for line in found.faults:
                path, said = fault_words.said(line)
                key, whose = self._field_of(path, facts, rows)
                self.add_error(key, f"{whose} : {said}" if whose and key is None else said)

    def _field_of(self, path: str, facts: Mapping, rows: Mapping[str, str]) -> tuple[str | None, str]:
        """The field of a path of the situation, and whose it is."""
        place, name, income = fact_words.parts(path)
        subject = self.members[place] if place is not None and place < len(self.members) else None
        person = subject.person_id if subject else None
        whose = words.full_name(subject.person) if subject else ""
        if income is not None:
            written = sorted(n for (p, n), v in facts.items() if p == person and n.startswith(INCOMES) and v)
            row = rows.get(f"{person}-{written[income]}") if income < len(written) else None
            part = {"incomes.until": "until", "incomes.monthly_gross": "gross"}.get(name, "net")
            return (f"{row}-{part}" if row else None), whose
        asked = ((key, q) for key, (owner, q) in self.asked.items() if owner is subject)
        return next((key for key, question in asked if question.informs[0] == name), None), whose

    def answers(self) -> dict[tuple[Any, str], Any]:
        """Every answer given as a fact, unchanged ones included: the service writes only what differs."""
        return self._answers(self.cleaned_data)[0]

    def _answers(self, data: Mapping[str, Any]) -> tuple[dict[tuple[Any, str], Any], dict[str, str]]:
        found: dict[tuple[Any, str], Any] = {}
        rows: dict[str, str] = {}
        for key, (subject, question) in self.asked.items():
            value, person = data.get(key), subject.person if subject else None
            erased = question.kind in answer.TYPED and key in self.data and self.initial.get(key) is not None
            if data.get(f"{key}-unknown") or value is None and erased:
                found[person, question.name] = None
            elif value not in (None, ""):
                found[person, question.name] = answer.kept(question, value)
        for key, (subject, questions) in self.boxes.items():
            given = answer.box_answers(questions, data.get(key) or [])
            found |= {(subject.person if subject else None, name): value for name, value in given.items()}
        for member in self.members:
            if incomes := self.incomes.get(str(member.person_id)):
                given, written = incomes.answers(data)
                found |= {(member.person, name): value for name, value in given.items()}
                rows |= {f"{member.person_id}-{name}": row for name, row in written.items()}
        return found, rows
