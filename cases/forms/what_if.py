"""What might happen, as one small form per event: reads the few facts of it. No rule, nothing is kept."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eligibility import what_if
from eligibility.ageing import birthday
from eligibility.answers import INCOME_KINDS, TENURE
from eligibility.situation import Person, Situation
from eligibility.what_if import COMPUTED, MOST_POINTS, Supposed
from nps.ui import formats
from nps.ui.forms import Form, MoneyField, YesNoUnknownField

INLINE = {"class": "nps-inline"}
STEPS = ("50", "100", "200", "500")
ADULTS = ("applicant", "partner", "other_adult")
FURTHEST = 10  # years; nobody knows the law of a later day
PLAUSIBLE = Decimal(2000)  # euros a month: where the line ends when nothing is known
NOT_KNOWN = _("Laissez vide si on ne le sait pas. Écrivez 0 s’il n’y en aura pas.")


class EventForm(Form):
    """`people`: names by place in the situation."""

    mark_optional = False
    whose: Any = None  # the places that may be chosen, when the event happens to one person

    def __init__(self, *args, situation: Situation, people: Sequence[str], on: date, **kwargs):
        self.situation, self.people, self.on = situation, people, on
        super().__init__(*args, **kwargs)
        self.places = [n for n, p in enumerate(situation.persons or ()) if self.may_happen_to(p)]
        if "person" in self.fields:
            field = self.fields["person"]
            field.choices = [(str(n), people[n]) for n in self.places]
            field.initial = field.choices[0][0] if self.places else None

    def may_happen_to(self, person: Person) -> bool:
        """Whether the event may happen to this person."""
        return person.role in ADULTS

    def why_not(self) -> str:
        """Why the event cannot happen in this household; empty when it can."""
        return ""

    @property
    def place(self) -> int:
        return int(self.cleaned_data["person"])

    def supposed(self) -> Supposed:
        """The household after the event."""
        raise NotImplementedError


def _euros(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _person() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Qui ?"), widget=forms.RadioSelect(attrs=INLINE))


class BirthForm(EventForm):
    children = forms.ChoiceField(
        label=_("Combien d’enfants naîtraient ?"),
        choices=(("1", _("Un enfant")), ("2", _("Des jumeaux")), ("3", _("Des triplés"))),
        initial="1",
        widget=forms.RadioSelect(attrs=INLINE),
    )

    def supposed(self) -> Supposed:
        return what_if.birth(self.situation, self.on, int(self.cleaned_data["children"]))


class IncomeForm(EventForm):
    """The slider: from one sum to another, by steps."""

    person = _person()
    kind = forms.ChoiceField(
        label=_("Quelle ressource ?"), choices=[row for row in INCOME_KINDS if row[0] not in COMPUTED]
    )
    low = MoneyField(label=_("De, net par mois"), initial=Decimal(0))
    high = MoneyField(label=_("À, net par mois"))
    step = forms.ChoiceField(
        label=_("Un calcul tous les"),
        choices=[(step, f"{step}\u00a0€") for step in STEPS],
        initial="100",
        help_text=_("Trente et un calculs au plus."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.places:
            sums = self.now(self.places[0], "wage")
            most = max(PLAUSIBLE, Decimal(str(sums or 0)) * Decimal("1.5"))
            self.fields["high"].initial = Decimal(math.ceil(most / 100) * 100)

    def now(self, n: int, kind: str) -> float | None:
        """Euros a month person `n` has of this kind today; None: not known."""
        incomes = self.situation.persons[n].incomes
        sums = [i.monthly_net for i in incomes or () if i.kind == kind and i.runs(self.on.isoformat()[:7])]
        return None if incomes is None or None in sums else sum(sums)

    @property
    def here(self) -> float | None:
        """What the person has today."""
        return self.now(self.place, self.cleaned_data["kind"])

    def clean(self):
        data = super().clean()
        low, high, step = data.get("low"), data.get("high"), data.get("step")
        if None in (low, high, step):
            return data
        if high <= low:
            self.add_error("high", gettext("Écrivez une somme plus grande que la première."))
        elif (points := math.ceil((high - low) / int(step)) + 1) > MOST_POINTS:
            told = gettext(
                "Cela ferait %(n)s calculs. Choisissez un pas plus grand, ou des sommes plus proches."
            )
            self.add_error("step", told % {"n": points})
        return data

    def sums(self) -> tuple[float, ...]:
        """The incomes compared."""
        data = self.cleaned_data
        return what_if.slider(float(data["low"]), float(data["high"]), float(data["step"]))

    def along(self) -> list[Supposed]:
        """The household at each of these incomes."""
        kind = self.cleaned_data["kind"]
        return [
            what_if.with_income(self.situation, self.on, self.place, kind, euros) for euros in self.sums()
        ]


class SeparationForm(EventForm):
    """Where each child would live, and what is received for them."""

    maintenance = MoneyField(
        label=_("Pension alimentaire reçue, par mois"), required=False, help_text=NOT_KNOWN
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.children = [n for n, p in enumerate(self.situation.persons or ()) if p.role == "child"]
        for n in self.children:
            self.fields[f"child{n}"] = forms.ChoiceField(
                label=gettext("%(child)s vivrait") % {"child": self.people[n]},
                choices=(
                    ("stays", _("Avec la personne qui demande")),
                    ("shared", _("En garde alternée")),
                    ("leaves", _("Avec l’autre parent")),
                ),
                initial="stays",
                widget=forms.RadioSelect(attrs=INLINE),
            )
        if not self.children:
            del self.fields["maintenance"]
        self.order_fields([*(f"child{n}" for n in self.children), "maintenance"])

    def why_not(self) -> str:
        together = any(person.role == "partner" for person in self.situation.persons or ())
        return (
            ""
            if together
            else gettext("Ce foyer n’a pas de conjoint : il n’y a pas de séparation à comparer.")
        )

    def supposed(self) -> Supposed:
        data = self.cleaned_data
        where = {n: data[f"child{n}"] for n in self.children}
        return what_if.separation(self.situation, self.on, where, _euros(data.get("maintenance")))


class MoveForm(EventForm):
    in_paris = forms.ChoiceField(
        label=_("Le nouveau logement est"),
        choices=(("yes", _("À Paris")), ("no", _("Hors de Paris"))),
        initial="yes",
        widget=forms.RadioSelect(attrs=INLINE),
    )
    tenure = forms.ChoiceField(
        label=_("Le foyer y serait"), choices=TENURE, initial="tenant", widget=forms.RadioSelect(attrs=INLINE)
    )
    rent = MoneyField(label=_("Loyer par mois, sans les charges"), required=False)
    service_charges = MoneyField(label=_("Charges locatives par mois"), required=False)
    lease_in_name = YesNoUnknownField(label=_("Bail à son nom ?"), required=False)

    def supposed(self) -> Supposed:
        data = self.cleaned_data
        return what_if.move(
            self.situation,
            self.on,
            tenure=data["tenure"],
            rent=_euros(data["rent"]),
            service_charges=_euros(data["service_charges"]),
            lease_in_name=data["lease_in_name"],
            in_paris=data["in_paris"] == "yes",
        )


class JobLossForm(EventForm):
    person = _person()
    benefit = MoneyField(label=_("Allocation chômage, par mois"), required=False, help_text=NOT_KNOWN)

    def supposed(self) -> Supposed:
        benefit = _euros(self.cleaned_data["benefit"])
        return what_if.job_loss(self.situation, self.on, self.place, benefit)


class RetirementForm(EventForm):
    person = _person()
    pension = MoneyField(
        label=_("Toutes les retraites ensemble, net par mois"), required=False, help_text=NOT_KNOWN
    )

    def supposed(self) -> Supposed:
        pension = _euros(self.cleaned_data["pension"])
        return what_if.retirement(self.situation, self.on, self.place, pension)


class BirthdayForm(EventForm):
    person = _person()
    age = forms.IntegerField(
        label=_("Âge, en années"),
        min_value=1,
        max_value=130,
        initial=65,
        widget=forms.TextInput(attrs={"size": 4, "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Écrivez un âge, par exemple 65.")
        ),
    )

    def may_happen_to(self, person: Person) -> bool:
        return person.birth_date is not None

    def why_not(self) -> str:
        return "" if self.places else gettext("Aucune date de naissance n’est connue dans ce foyer.")

    def clean(self):
        data = super().clean()
        if "person" not in data or "age" not in data:
            return data
        day = birthday(self.situation.persons[int(data["person"])].birth_date, data["age"])
        if day <= self.on:
            self.add_error("age", gettext("Cet âge est déjà atteint. Écrivez un âge à venir."))
        elif day.year - self.on.year > FURTHEST:
            told = gettext("Ce serait le %(day)s. Écrivez un âge atteint dans les dix ans.")
            self.add_error("age", told % {"day": formats.date_long(day)})
        return data

    def supposed(self) -> Supposed:
        return what_if.turning(self.situation, self.on, self.place, self.cleaned_data["age"])


EVENTS: Mapping[str, tuple[Promise, type[EventForm]]] = {
    "birth": (_("Naissance"), BirthForm),
    "income": (_("Revenu"), IncomeForm),
    "separation": (_("Séparation"), SeparationForm),
    "move": (_("Déménagement"), MoveForm),
    "job_loss": (_("Perte d’emploi"), JobLossForm),
    "retirement": (_("Départ à la retraite"), RetirementForm),
    "birthday": (_("Anniversaire"), BirthdayForm),
}
