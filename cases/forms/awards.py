"""Forms of the acts on an award and on sums to be given back. What they do is in the services."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.acts import ReasonForm
from nps.ui.forms import DateField, Form, MoneyField, TextField

LINES = forms.Textarea(attrs={"rows": 3})


class SuspendForm(Form):
    """The condition is read in the pieces; a word may be added."""

    reason = TextField(label=_("Précision"), max_length=500, required=False, widget=LINES)


class InterruptForm(ReasonForm):
    """The day the situation changed (I-B 7)."""

    stops_on = DateField(label=_("Premier jour sans droit"), initial=timezone.localdate)


class RecoverForm(Form):
    """Sums paid unduly, on a succession, or on better fortune; what is left empty is computed."""

    paid_from = DateField(label=_("Versée à tort à partir du"))
    paid_until = DateField(label=_("Jusqu’au"), initial=timezone.localdate)
    net = MoneyField(label=_("Actif net de la succession"))
    threshold = MoneyField(
        label=_("Montant au-delà duquel la succession est reprise, en vigueur au décès"),
        help_text=_("Fixé par le Conseil de Paris ; les annexes publiées ne le disent pas."),
    )
    couple = forms.BooleanField(
        label=_("L’aide avait été accordée à un couple marié ou pacsé"), required=False
    )
    spared = forms.BooleanField(
        label=_("Les héritiers sont le conjoint, les enfants ou la personne qui s’est occupée du défunt"),
        required=False,
    )
    amount = MoneyField(
        label=_("Somme demandée"),
        required=False,
        help_text=_("Laissez vide pour la somme calculée. Moins est possible, avec un motif."),
    )
    lowered_why = TextField(label=_("Pourquoi moins"), max_length=500, required=False)
    why = TextField(label=_("Pourquoi la somme est à rendre"), max_length=500, widget=LINES)

    def __init__(self, *args, kind: str, couple: bool = False, spared: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if kind != "undue":
            del self.fields["paid_from"], self.fields["paid_until"]
        if kind != "succession":
            del self.fields["net"], self.fields["threshold"]
        if kind != "succession" or not couple:
            del self.fields["couple"]
        if kind != "succession" or not spared:
            del self.fields["spared"]

    def clean(self):
        data = super().clean()
        since, until = data.get("paid_from"), data.get("paid_until")
        if since and until and until < since:
            self.add_error("paid_until", _("Ce jour est avant le premier."))
        return data


def in_two_months() -> date:
    """A delay to pay that a household can keep."""
    return timezone.localdate() + timedelta(days=60)


class DecideRecoveryForm(Form):
    """The second pair of eyes."""

    due_on = DateField(
        label=_("À régler avant le"), allow_future=True, allow_past=False, initial=in_two_months
    )


class PaymentForm(Form):
    """What came in."""

    received_on = DateField(label=_("Reçu le"), initial=timezone.localdate)
    amount = MoneyField(label=_("Somme reçue"))
