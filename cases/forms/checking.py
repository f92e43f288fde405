"""The form in front of a piece: accept it, or refuse it in the household's words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import RejectionReason
from nps.ui.forms import Form, TextField


class CheckForm(Form):
    """Three questions in front of the piece; a refusal says why in the household's words."""

    VERDICTS = (("accept", _("Accepter la pièce")), ("reject", _("Refuser la pièce")))
    verdict = forms.ChoiceField(label=_("Est-elle lisible, au bon nom, du bon type ?"), choices=VERDICTS,
                                widget=forms.RadioSelect)  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Pourquoi la refuser ?"),
        choices=RejectionReason.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    note = TextField(label=_("Mot pour l’usager"), max_length=300, required=False)

    def clean(self):
        data = super().clean()
        if data.get("verdict") == "reject" and not data.get("reason"):
            self.add_error("reason", _("Choisissez pourquoi la pièce est refusée."))
        return data
