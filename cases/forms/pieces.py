"""What every form about a piece asks: its type, its dates. What they are worth is the vault's."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from documents.models.document import PERIOD
from documents.types import catalogue
from nps.ui.forms import DateField, Form


def type_choices() -> list[tuple[str, str]]:
    """Types of the catalogue by name."""
    language = get_language() or "fr"
    return sorted(((t.code, t.label(language)) for t in catalogue().values()), key=lambda row: row[1])


class DatedForm(Form):
    """The dates written on a piece."""

    period = forms.RegexField(
        PERIOD,
        label=_("Année ou mois de la pièce"),
        required=False,
        help_text=_("Par exemple 2023 pour un avis d’impôt, 2024-02 pour une quittance."),
        error_messages={"invalid": _("Écrivez une année (2023) ou un mois (2024-02).")},
        widget=forms.TextInput(attrs={"size": 10, "autocomplete": "off"}),
    )
    issued_on = DateField(label=_("Date écrite sur la pièce"), required=False)
    stated_until = DateField(
        label=_("Fin de validité écrite sur la pièce"), required=False, allow_future=True
    )
