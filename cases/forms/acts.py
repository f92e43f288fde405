"""The small forms of acts on files and applications. What they do is in the services."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.workflow.case_file import ClosingReason
from nps.ui.forms import DateField, Form, TextField


class ReasonForm(Form):
    """A written reason, kept in the journal."""

    reason = TextField(
        label=_("Motif"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Quelques mots. Lu par le service et par l’audit, et par l’usager s’il le demande."),
    )


class InformationForm(Form):
    """The day the notice on personal data was given."""

    given_on = DateField(label=_("Information sur les données remise le"), initial=timezone.localdate)


class CloseForm(Form):
    closing_reason = forms.ChoiceField(
        label=_("Pourquoi clore ?"), choices=ClosingReason, widget=forms.RadioSelect
    )
    reason = TextField(
        label=_("Précision"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class EndAwardForm(ReasonForm):
    ended_on = DateField(label=_("Dernier jour du droit"), initial=timezone.localdate)


class ReceiveForm(Form):
    """Receipt and signatures of an application (by-law I-B 3)."""

    received_on = DateField(label=_("Demande reçue le"), initial=timezone.localdate)
    signed_on = DateField(
        label=_("Signée par le demandeur ou son représentant le"), initial=timezone.localdate
    )
    cosigned_on = DateField(label=_("Cosignée par l’autre membre du couple le"), initial=timezone.localdate)

    def __init__(self, *args, cosigned: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not cosigned:
            del self.fields["cosigned_on"]
