"""Forms of asking for pieces, giving one up, and asking in spite of the law."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases import words
from cases.models import DocumentRequest
from documents.types import HOUSEHOLD, Whom, catalogue, piece_key, span
from nps.people.models import Person
from nps.ui.forms import DateField, Form, TextField


class AskForm(Form):
    """The smallest list, ticked; each piece may be told to be one whose absence does not stop the work."""

    def __init__(self, *args, pieces: Iterable[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = list(pieces)  # never `pieces`: a template would find the field of that name
        keys = [key for key, _label in self.rows]
        self.fields["pieces"] = forms.MultipleChoiceField(
            label=_("Pièces à demander"),
            choices=self.rows,
            initial=keys,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["can_wait"] = forms.MultipleChoiceField(
            label=_("Sans attendre"),
            help_text=_("Cochez les pièces dont l’absence n’arrête pas l’instruction (CRPA L114-5-1)."),
            choices=self.rows,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["due_on"] = DateField(label=_("Réponse avant le"), allow_future=True, allow_past=False)


class AskAnywayForm(Form):
    """A piece that the law forbids to ask for, or that nothing here needs: a written reason, journaled."""

    type_code = forms.ChoiceField(label=_("Pièce"))
    period = forms.CharField(
        label=_("Période"),
        required=False,
        max_length=7,
        help_text=_("Une année ou un mois, par exemple 2024 ou 2024-02, si la pièce en a une."),
    )
    whose = forms.ChoiceField(label=_("De qui"))
    reason = TextField(
        label=_("Pourquoi la demander quand même ?"),
        max_length=300,
        help_text=_("Le motif est gardé dans le journal."),
    )
    due_on = DateField(label=_("Réponse avant le"), allow_future=True, allow_past=False)

    def __init__(self, *args, people: dict[str, Person], **kwargs):
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        names = sorted((t.label(language), code) for code, t in catalogue().items())
        self.fields["type_code"].choices = [("", "—"), *((code, name) for name, code in names)]
        whose = [(HOUSEHOLD, _("Le foyer")), *((key, words.full_name(p)) for key, p in people.items())]
        self.fields["whose"].choices = whose

    def clean_period(self) -> str:
        """Raises a form error on what is no period."""
        try:
            span(self.cleaned_data["period"].strip())
        except ValueError:
            raise forms.ValidationError(_("Écrivez une année ou un mois, par exemple 2024-02.")) from None
        return self.cleaned_data["period"].strip()

    def clean(self) -> dict:
        """A piece of a person names one; a household's names none."""
        cleaned = super().clean()
        if {"type_code", "whose"} <= cleaned.keys():
            personal = catalogue()[cleaned["type_code"]].whom != Whom.HOUSEHOLD
            if personal and cleaned["whose"] == HOUSEHOLD:
                self.add_error("whose", _("Dites de qui : cette pièce est celle d’une personne."))
            elif not personal:
                cleaned["whose"] = HOUSEHOLD
        return cleaned

    @property
    def piece(self) -> str:
        """The key of the piece, once valid."""
        told = self.cleaned_data
        return piece_key(told["type_code"], told["whose"], told["period"])


class WaiveForm(Form):
    reason = TextField(label=_("Pourquoi ne plus la demander ?"), max_length=300)


def request_words(request: DocumentRequest) -> str:
    """What was asked, and whose."""
    name = words.piece_name(request.type_code, request.period)
    return f"{name} ({words.full_name(request.person)})" if request.person else name
