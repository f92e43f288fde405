"""The small forms of acts on files and applications. What they do is in the services."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.workflow.application import Proposal
from cases.workflow.case_file import ClosingReason
from nps.ui.forms import DateField, Form, MoneyField, TextField


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


class ProposeForm(Form):
    """What to propose; a refusal says why and by which article (CRPA L211-2)."""

    proposal = forms.ChoiceField(label=_("Votre proposition"), choices=Proposal, widget=forms.RadioSelect)
    amount = MoneyField(label=_("Somme proposée"), required=False)
    refusal_article = TextField(
        label=_("Article, pour un rejet"),
        max_length=40,
        required=False,
        help_text=_("Par exemple IV-2.2 b/1."),
    )
    refusal_reason = TextField(
        label=_("Phrase pour l’usager, pour un rejet"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, sum_is_decided: bool = False, ceiling: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if not sum_is_decided:
            del self.fields["amount"]
        elif ceiling:
            self.fields["amount"].help_text = _("%(ceiling)s au plus.") % {"ceiling": ceiling}

    def clean(self):
        data = super().clean()
        if data.get("proposal") == Proposal.REFUSE:
            for name in ("refusal_article", "refusal_reason"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Un rejet doit dire son motif et l’article : écrivez les deux."))
        return data


class DecideForm(ProposeForm):
    """The decision of somebody else than the proposer."""

    DECISIONS = (
        ("grant", _("Accorder")),
        ("refuse", _("Rejeter")),
        ("send_back", _("Renvoyer pour complément")),
    )
    proposal = forms.ChoiceField(label=_("Votre décision"), choices=DECISIONS, widget=forms.RadioSelect)
    reason = TextField(
        label=_("Ce qui manque, pour un renvoi"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, can_grant: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not can_grant:
            self.fields["proposal"].choices = self.DECISIONS[1:]

    def clean(self):
        data = super().clean()
        if data.get("proposal") == "send_back" and not data.get("reason"):
            self.add_error("reason", _("Écrivez ce qui manque."))
        return data
