"""Forms of notes. The box says who will read what is written in it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.following.notes import LONGEST
from cases.models import NoteKind
from nps.ui.forms import Form, TextField

READERS = {
    NoteKind.INSTRUCTION: _(
        "Lu par les agents du site et par l’audit, et par l’usager s’il le demande. Quelques lignes\u00a0: "
        "des faits utiles à la demande."
    ),
    NoteKind.PROFESSIONAL: _(
        "Lu par vous seulement\u00a0: ni le responsable, ni vos collègues, ni l’audit. Quelques lignes."
    ),
}


def note_text(**kwargs) -> TextField:
    return TextField(
        label=_("Votre note"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}), **kwargs
    )


class NewNoteForm(Form):
    """The compartment is chosen, never guessed."""

    kind = forms.ChoiceField(
        label=_("Qui la lira ?"),
        choices=[
            (NoteKind.INSTRUCTION, _("Le site et l’audit\u00a0: donnée d’instruction")),
            (NoteKind.PROFESSIONAL, _("Moi seulement\u00a0: note professionnelle")),
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "Une note professionnelle relève du secret (code pénal 226-13)\u00a0: elle reste hors recherche, "
            "partages et exports, sauf si vous l’incluez."
        ),
    )
    text = note_text(help_text=_("Quelques lignes, des faits. Ce choix ne change plus ensuite."))


class NoteForm(Form):
    """`base`: the version the agent read before writing."""

    text = note_text()
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = READERS[NoteKind(kind)]


class VersionForm(Form):
    """Which version was on the screen."""

    number = forms.IntegerField(widget=forms.HiddenInput)
