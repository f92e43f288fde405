"""The small forms of the journal page and of the verification of a file."""

from collections.abc import Iterable

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cases.exports.timeline import Kind
from nps.ui.formats import file_size
from nps.ui.forms import Form

MOST = 100 * 1024 * 1024  # bytes of a file to verify; verify_export takes larger ones


class JournalForm(Form):
    """What to show of a case's journal: a GET form, nothing submits itself."""

    mark_optional = False
    kind = forms.ChoiceField(label=_("Quoi"), choices=[("", _("Tout")), *Kind.choices], required=False)
    person = forms.ChoiceField(label=_("Par"), required=False)

    def __init__(self, *args, people: Iterable[tuple[int, str]], **kwargs):
        """`people`: key and name of those who appear in the journal."""
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [
            ("", _("Tout le monde")),
            *((str(key), name) for key, name in people),
        ]


class VerifyForm(Form):
    """The file is read, then forgotten: nothing of it is kept."""

    file = forms.FileField(
        label=_("Fichier PDF"),
        help_text=_("Il est lu, puis oublié. 100 Mo au plus."),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={"empty": _("Ce fichier est vide. Choisissez le fichier reçu.")},
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise forms.ValidationError(
                _("Ce fichier fait %(size)s, 100 Mo au plus. Demandez au service de le vérifier."),
                params={"size": file_size(file.size)},
            )
        return file
