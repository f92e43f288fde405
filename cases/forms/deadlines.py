"""The filters of the deadlines: a GET form. No query may enter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nps.ui.forms import Form

EFFECTS = [
    ("", _("Toutes")),
    ("lapse", _("Caducité")),
    ("silence", _("Silence = rejet")),
    ("appeal_silence", _("Silence = rejet du recours")),
    ("period", _("Fin du droit")),
    ("resumption", _("Fin de la reprise")),
]


class DeadlinesForm(Form):
    """How soon, which dates, whose files."""

    mark_optional = False
    within = forms.TypedChoiceField(
        label=_("Dans"),
        choices=[
            ("30", _("30 jours")), ("15", _("15 jours")), ("7", _("7 jours")), ("0", _("Passées")),
            ("90", _("90 jours")), ("all", _("Sans limite")),
        ],
        required=False,
    )  # fmt: skip
    effect = forms.ChoiceField(label=_("Échéance"), choices=EFFECTS, required=False)
    referent = forms.ChoiceField(
        label=_("Suivi par"), choices=[("", _("Tout le site")), ("me", _("Moi"))], required=False
    )
