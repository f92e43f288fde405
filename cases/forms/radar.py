"""Filters of the radar. No query may enter."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eligibility import engine, explain
from nps.ui.forms import Form


class RadarForm(Form):
    """A GET form: which right, how sure, whose files."""

    mark_optional = False
    benefit = forms.ChoiceField(label=_("Droit"), required=False)
    status = forms.ChoiceField(
        label=_("Certitude"),
        choices=[("", _("A droit")), ("undetermined", _("Une réponse manque")), ("all", _("Toutes"))],
        required=False,
    )
    referent = forms.ChoiceField(
        label=_("Suivi par"), choices=[("", _("Tout le site")), ("me", _("Moi"))], required=False
    )

    def clean_status(self) -> str:
        """What is due, unless something else is asked for; empty for both."""
        return {"": "entitled", "all": ""}.get(self.cleaned_data["status"], self.cleaned_data["status"])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        names = sorted((explain.name(code, language), code) for code in engine.CODES)
        self.fields["benefit"].choices = [("", _("Tous")), *((code, name) for name, code in names)]
