"""What is asked when a file opens: where the household lives, if it is known. Nothing is required."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nps.people.forms import MoveForm

ADDRESS = ("line", "postcode", "city")


class OpenForm(MoveForm):
    """The address, or that there is no fixed home; `goes_on`: the site told, and yet the file opens here."""

    homeless = forms.BooleanField(
        label=_("Aucun domicile fixe ne peut être déterminé"),
        required=False,
        help_text=_("La demande relève alors d’une permanence spécialisée (BL I-B 2)."),
    )
    goes_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in (*ADDRESS, "since"):
            self.fields[name].required = False
        self.fields["since"].help_text = _("Par exemple 27/03/2024. Sans réponse : aujourd’hui.")
        self.order_fields([*ADDRESS, "since", "homeless", "goes_on"])

    @property
    def address(self) -> dict[str, str]:
        """The address typed, or nothing."""
        typed = {name: self.cleaned_data[name] for name in ADDRESS}
        return typed if all(typed.values()) else {}

    def clean(self) -> dict:
        typed = super().clean()
        told = [name for name in ADDRESS if typed.get(name)]
        for name in ADDRESS:
            if told and name not in told and name not in self.errors:
                self.add_error(
                    name, _("Complétez l’adresse, ou effacez-la : elle pourra être écrite plus tard.")
                )
        return typed
