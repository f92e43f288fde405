"""Forms of an appeal: what the household contests, the answer, the tribunal. The acts are in the services."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nps.ui.forms import DateField, Form, MoneyField, TextField


class AppealForm(Form):
    """An appeal as it came in."""

    lodged_on = DateField(label=_("Recours reçu le"), initial=timezone.localdate)
    grounds = TextField(
        label=_("Ce que le foyer conteste"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Avec ses mots, en quelques lignes. Lu par qui répondra, et par l’audit."),
    )


class AnswerForm(Form):
    """The authority's answer; both ways say why (CRPA L211-2)."""

    UPHOLD, REVERSE = "uphold", "reverse"
    ANSWERS = ((UPHOLD, _("Maintenir la décision")), (REVERSE, _("Changer la décision")))
    answer = forms.ChoiceField(label=_("Votre réponse"), choices=ANSWERS, widget=forms.RadioSelect)
    amount = MoneyField(label=_("Somme accordée, si la décision change"), required=False)
    article = TextField(label=_("Article"), max_length=40, help_text=_("Par exemple IV-2.2 b/1."))
    reason = TextField(
        label=_("Phrase pour l’usager"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ce qui décide, en quelques lignes. Le foyer la lira."),
    )

    def __init__(self, *args, can_reverse: bool, sum_is_decided: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not can_reverse:
            self.fields["answer"].choices = self.ANSWERS[:1]
        if not (can_reverse and sum_is_decided):
            del self.fields["amount"]


class TribunalForm(Form):
    """The tribunal seized, on the day the service learned it from."""

    seized_on = DateField(label=_("Tribunal administratif saisi le"), initial=timezone.localdate)
    reference = TextField(label=_("Numéro de l’affaire"), max_length=40, required=False)


class JudgmentForm(Form):
    """What the tribunal decided."""

    decided_on = DateField(label=_("Jugement rendu le"), initial=timezone.localdate)
    outcome = TextField(
        label=_("Ce que le tribunal a décidé"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Quelques lignes, et ce que le service doit faire."),
    )
