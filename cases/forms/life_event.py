"""One change of situation as a form: its day and only the questions it changes, what is known already filled.

The questions and how they are read are those of the situation; no rule of any benefit.
"""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.changes import ASKED, GIVEN, SICK_MONTHS
from cases.forms import answers as answer
from cases.forms.incomes import Incomes
from cases.forms.situation import SituationForm, Subject
from cases.models import EventKind
from eligibility.fact_names import NO_INCOME
from eligibility.models import Fact
from eligibility.questions import Question, questions_for
from eligibility.versions import FIRST_DAY
from nps.calendar import months_after
from nps.people.models import Membership
from nps.ui.forms import DateField

CHILD = "child"


class LifeEventForm(SituationForm):
    """`kind`: of `EventKind`. Blank says nothing, except of a home that is no longer theirs."""

    def __init__(self, *args, kind: str, **kwargs):
        self.kind, self.event = kind, ASKED[kind]
        super().__init__(*args, **kwargs)
        self.fields["happened_on"] = DateField(label=_("Jour du changement"))
        self.fields["told_on"] = DateField(label=_("Le foyer l’a dit le"), initial=self.on)
        self.order_fields(["happened_on", "told_on"])

    def _ask_about(self, subject: Subject) -> None:
        role = subject.role if subject else ""
        names = self.event.home if not subject else self.event.child if role == CHILD else self.event.adult
        known = self.known(subject)
        for question in questions_for(role):
            if question.name in names and (question.name in known or question.when(known)):
                self._ask(subject, question, self._fact(subject, question))
        if subject and role != CHILD and self.event.incomes:
            none = self.facts.get((subject.person_id, NO_INCOME))
            key = str(subject.person_id)
            self.incomes[key] = Incomes(self, key, self._incomes_of(subject), none, asked=True)

    def _fact(self, subject: Subject, question: Question) -> Fact | None:
        """What is known of it; nothing of what the event makes another thing."""
        afresh = question.name in self.event.afresh
        return None if afresh else self.facts.get((subject and subject.person_id, question.name))

    def _ask(self, subject: Subject, question: Question, fact: Fact | None) -> None:
        super()._ask(subject, question, fact)
        if question.name in GIVEN.get(self.kind, {}):
            self.initial[self.key(subject, question.name)] = answer.shown(
                question, GIVEN[self.kind][question.name]
            )

    def clean_happened_on(self) -> date:
        day: date = self.cleaned_data["happened_on"]
        if day < FIRST_DAY:
            raise forms.ValidationError(_("Aucun règlement n’est connu avant le 1er février 2016."))
        if self.kind == EventKind.SICK_LEAVE and months_after(day, SICK_MONTHS) > self.on:
            raise forms.ValidationError(
                _("Un arrêt maladie compte à partir de six mois : écrivez le premier jour de l’arrêt.")
            )
        return day

    def clean(self):
        data = super().clean()
        happened, told = data.get("happened_on"), data.get("told_on")
        if happened and told and told < happened:
            self.add_error("told_on", _("Ce jour est avant le changement."))
        return data

    def _answers(self, data):
        """Of what is another thing now, the unanswered is no longer known."""
        found, rows = super()._answers(data)
        for name in self.event.afresh:
            if (None, name) in self.facts:
                found.setdefault((None, name), None)
        return found, rows

    def changed(self) -> list[list]:
        """Answers that differ from what is known, as they are kept: person's key or null, name, value."""
        rows = []
        for (person, name), value in self.answers().items():
            fact = self.facts.get((person and person.pk, name))
            if (fact is None and value is not None) or (fact is not None and fact.value != value):
                rows.append([person and person.pk, name, value])
        return sorted(rows, key=lambda row: (row[0] or 0, row[1]))


def came_since(members: list[Membership], day: date) -> list[Membership]:
    """Who joined the household on that day or later."""
    return [member for member in members if member.since >= day]
