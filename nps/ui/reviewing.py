"""The form of a second reading: approve, or reject and say why. What is read is known above."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nps.ui.forms import Form, TextField


class ReviewForm(Form):
    """The second administrator's word; a rejection says why, or `unexplained` is told."""

    APPROVE, REJECT = "approve", "reject"
    VERDICTS = ((APPROVE, _("Approuver")), (REJECT, _("Rejeter")))
    unexplained: str | Promise
    verdict = forms.ChoiceField(label=_("Votre décision"), choices=VERDICTS, widget=forms.RadioSelect)
    reason = TextField(
        label=_("Motif, pour un rejet"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Quelques mots. Lu par les administrateurs et par l’audit."),
    )

    def clean(self):
        data = super().clean()
        if data.get("verdict") == self.REJECT and not data.get("reason"):
            self.add_error("reason", self.unexplained)
        return data
