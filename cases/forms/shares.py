"""The forms of sharing: six steps for staff, the filter of partners. No query but the choices of a field."""

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from cases import clocks, words
from cases.models.share import Consent, Section
from cases.services.sharing import MAX_MONTHS
from documents.models import SupportingDocument
from documents.types import type_of
from nps.accounts.models import Agency
from nps.people.models import Person
from nps.ui import formats
from nps.ui.forms import DateField, Form, TextField

MONTHS = 3  # proposed
FEW = 10  # radios up to there, a list beyond


class People(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:
        return words.full_name(person)


class Pieces(forms.ModelMultipleChoiceField):
    """What the piece is and whose; a sensitive one says so."""

    def label_from_instance(self, piece: SupportingDocument) -> str:
        whose = ", ".join(words.full_name(person) for person in piece.people.all())
        name = " · ".join(part for part in (words.piece_name(piece.type, piece.period), whose) if part)
        return f"{name} · {SENSITIVE}" if type_of(piece.type).sensitive else name


SENSITIVE = _("donnée sensible")


class StepForm(Form):
    """One step; `today` and the choices of this file come from the view."""

    def __init__(self, *args, today: date, people: QuerySet, pieces: QuerySet, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)
        self.prepare(people, pieces)

    def prepare(self, people: QuerySet, pieces: QuerySet) -> None:
        """Give the fields what this file offers."""


class WhoForm(StepForm):
    agency = forms.ModelChoiceField(
        Agency.objects.order_by("name", "pk"),
        to_field_name="code",
        empty_label=None,
        label=_("Organisme"),
        help_text=_("Tous les agents de cet organisme verront ce qui est partagé, et rien d’autre."),
    )

    def prepare(self, people, pieces):
        field = self.fields["agency"]
        if field.queryset.count() <= FEW:
            field.widget = forms.RadioSelect()
        else:
            field.widget, field.empty_label = forms.Select(), _("Choisissez un organisme")
        field.widget.choices = field.choices


class WhyForm(StepForm):
    purpose = TextField(
        label=_("À quoi cela servira-t-il ?"),
        help_text=_(
            "Une phrase que l’organisme et l’usager liront, par exemple : instruire l’aide au logement."
        ),
        max_length=200,
    )
    legal_basis = TextField(
        label=_("Sur quelle base ?"),
        help_text=_(
            "Le texte qui permet ce partage, par exemple : code de la santé publique, article L1110-4."
        ),
        max_length=200,
    )


class WhatForm(StepForm):
    """Nothing is ticked in advance; professional notes are not in the list and never will be."""

    mark_optional = False
    sections = forms.MultipleChoiceField(
        choices=[(s.value, s.label) for s in (Section.IDENTITY, Section.APPLICATIONS)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Parties du dossier"),
        help_text=_(
            "L’identité : noms, dates de naissance et place dans le foyer, sans adresse ni téléphone."
        ),
    )
    documents = Pieces(
        SupportingDocument.objects.none(),
        to_field_name="reference",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Pièces acceptées"),
        help_text=_("Partagez seulement celles qui servent à cela."),
    )

    def prepare(self, people, pieces):
        if pieces.exists() or self.data.get("documents"):  # a piece chosen, then gone, is a fault to tell
            self.fields["documents"].queryset = pieces
        else:
            del self.fields["documents"]

    def clean(self):
        chosen = self.cleaned_data
        if not self.errors and not chosen.get("sections") and not chosen.get("documents"):
            self.add_error("sections", _("Cochez au moins une chose à partager."))
        return chosen


class UntilForm(StepForm):
    ends_on = DateField(
        label=_("Dernier jour du partage"),
        allow_future=True,
        allow_past=False,
        help_text=_("3 mois sont proposés ; 12 mois au plus. Après ce jour, l’organisme ne voit plus rien."),
    )

    def prepare(self, people, pieces):
        self.fields["ends_on"].initial = clocks.months_after(self.today, MONTHS)

    def clean_ends_on(self) -> date:
        last = clocks.months_after(self.today, MAX_MONTHS)
        if self.cleaned_data["ends_on"] > last:
            raise forms.ValidationError(
                _("Un partage dure au plus 12 mois. Choisissez une date jusqu’au %(last)s."),
                params={"last": formats.date_long(last)},
            )
        return self.cleaned_data["ends_on"]


class ConsentForm(StepForm):
    consented_on = DateField(label=_("Jour où la personne a été informée et a donné son accord"))
    consented_by = People(
        Person.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        widget=forms.RadioSelect,
        label=_("Qui a donné son accord ?"),
    )
    consent = forms.ChoiceField(
        choices=Consent.choices, widget=forms.RadioSelect(attrs={"class": "nps-inline"}), label=_("Comment ?")
    )
    may_refuse = forms.BooleanField(
        label=_("La personne sait qu’elle peut refuser, et arrêter ce partage quand elle veut"),
        error_messages={"required": _("Dites à la personne qu’elle peut refuser, puis cochez la case.")},
    )

    def prepare(self, people, pieces):
        self.fields["consented_by"].queryset = people


class SharedFilterForm(Form):
    """What partners look for in their list."""

    mark_optional = False
    when = forms.ChoiceField(
        choices=(
            ("", _("Tous")),
            ("ending", _("Finissent dans les 30 jours")),
            ("recent", _("Commencés depuis 30 jours")),
        ),
        required=False,
        label=_("Partages"),
    )
    reference = TextField(required=False, max_length=20, label=_("Référence du dossier"))


STEPS: dict[int, type[StepForm]] = {1: WhoForm, 2: WhyForm, 3: WhatForm, 4: UntilForm, 5: ConsentForm}
REVIEW = 6


class Answers:
    """What was answered so far for one file, as typed: kept in the session, checked again each time."""

    def __init__(self, session, reference: str, **offered):
        self.session, self.key, self.offered = session, f"share:{reference}", offered
        self.kept: dict[str, dict[str, list[str]]] = session.get(self.key, {})

    def form(self, step: int, data=None) -> StepForm:
        """The form of a step: bound to `data`, else to what was kept, else empty."""
        kept = self.kept.get(str(step))
        bound = MultiValueDict(kept) if data is None and kept else data
        return STEPS[step](bound, **self.offered)

    def keep(self, step: int, form: StepForm) -> None:
        self.put(step, {name: form.data.getlist(name) for name in form.fields})

    def put(self, step: int, values: dict[str, list[str]]) -> None:
        self.kept[str(step)] = values
        self.session[self.key] = self.kept

    def first_open(self, before: int = REVIEW) -> int | None:
        """The first step before this one that is not answered, or no longer well."""
        return next((step for step in STEPS if step < before and not self.form(step).is_valid()), None)

    def values(self) -> dict:
        """All answers of a finished wizard, by field."""
        forms_ = [self.form(step) for step in STEPS]
        return {
            name: value for form in forms_ if form.is_valid() for name, value in form.cleaned_data.items()
        }

    def forget(self) -> None:
        self.kept = {}
        self.session.pop(self.key, None)
