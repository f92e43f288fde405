"""What an agent says of a piece, and the steward's answer."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import words
from cases.models import RemarkKind
from nps.ui.forms import DateField, Form, TextField


class RemarkForm(Form):
    benefit = forms.ChoiceField(label=_("Pour quelle aide"))
    kind = forms.ChoiceField(label=_("Cette pièce est"), choices=RemarkKind.choices, widget=forms.RadioSelect)
    comment = TextField(
        label=_("Pourquoi"),
        max_length=500,
        help_text=_(
            "Lu par les administrateurs du référentiel et par les agents des autres sites. "
            "N’écrivez aucun nom ni rien qui désigne un foyer : le dossier n’est pas joint."
        ),
    )

    def __init__(self, *args, benefits: Iterable[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["benefit"].choices = [(code, words.benefit_name(code)) for code in benefits]


class AnswerForm(Form):
    answer = TextField(
        label=_("Votre réponse"), max_length=500, help_text=_("Lue par tous les agents des sites.")
    )


class PeriodForm(Form):
    """A GET form: between two days, both included."""

    mark_optional = False
    since = DateField(label=_("Du"), required=False)
    until = DateField(label=_("Au"), required=False)
