"""The form of a scan. What may enter is decided by the vault's intake."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases import words
from documents.types import catalogue
from nps.people.models import Person
from nps.ui.forms import DateField, Form

PERIOD = r"[0-9]{4}(-(0[1-9]|1[0-2]))?"


def _types() -> list[tuple[str, str]]:
    language = get_language() or "fr"
    return sorted(((t.code, t.label(language)) for t in catalogue().values()), key=lambda row: row[1])


class UploadForm(Form):
    """One scan: the file, what it is, whose."""

    file = forms.FileField(
        label=_("Fichier"),
        help_text=_("PDF, JPEG ou PNG, 20 Mo au plus."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    type_code = forms.ChoiceField(label=_("Type de pièce"), choices=_types)
    people = forms.MultipleChoiceField(label=_("Qui est concerné ?"), widget=forms.CheckboxSelectMultiple)
    period = forms.RegexField(
        PERIOD,
        label=_("Année ou mois de la pièce"),
        required=False,
        help_text=_("Par exemple 2023 pour un avis d’impôt, 2024-02 pour une quittance."),
        error_messages={"invalid": _("Écrivez une année (2023) ou un mois (2024-02).")},
        widget=forms.TextInput(attrs={"size": 10}),
    )
    issued_on = DateField(label=_("Date écrite sur la pièce"), required=False)
    stated_until = DateField(
        label=_("Fin de validité écrite sur la pièce"), required=False, allow_future=True
    )

    def __init__(self, *args, members: Iterable[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {str(person.pk): person for person in members}
        self.fields["people"].choices = [(pk, words.full_name(p)) for pk, p in self.members.items()]

    def chosen(self) -> list[Person]:
        """The people this piece is about."""
        return [self.members[pk] for pk in self.cleaned_data["people"]]
