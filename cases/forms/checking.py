"""The forms in front of a piece: accept or refuse it, correct its type, hide a part, hand a copy over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.pieces import DatedForm, type_choices
from documents.models import RejectionReason
from nps.ui.forms import DateField, Form, TextField

ANSWERS = (("yes", _("Oui")), ("no", _("Non")))
# A « Non » and the reason it gives, where the agent chose none.
REASONS = {
    "legible": RejectionReason.UNREADABLE,
    "right_name": RejectionReason.OTHER_PERSON,
    "right_type": RejectionReason.OTHER_TYPE,
}


def _question(label) -> forms.ChoiceField:
    widget = forms.RadioSelect(attrs={"class": "nps-inline"})
    return forms.ChoiceField(label=label, choices=ANSWERS, required=False, widget=widget)


class CheckForm(DatedForm):
    """Three questions in front of the piece and its dates; a refusal says why in the household's words."""

    mark_optional = False
    field_order = ("legible", "right_name", "right_type")
    legible = _question(_("Est-elle lisible ?"))
    right_name = _question(_("Est-ce le bon nom ?"))
    right_type = _question(_("Est-ce le bon type de pièce ?"))
    reason = forms.ChoiceField(
        label=_("Pourquoi la refuser ?"),
        choices=RejectionReason.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "nps-inline"}),
    )
    note = TextField(
        label=_("Mot pour l’usager"),
        max_length=300,
        required=False,
        help_text=_("Une phrase au plus. L’usager la lira."),
    )
    verdict = forms.ChoiceField(choices=(("accept", ""), ("reject", "")), widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        no = [name for name in REASONS if data.get(name) == "no"]
        if data.get("verdict") == "accept":
            for name in REASONS:
                if data.get(name) != "yes":
                    self.add_error(
                        name,
                        _("Vous avez répondu « Non » : refusez la pièce, ou corrigez votre réponse.")
                        if name in no
                        else _("Répondez à cette question avant d’accepter la pièce."),
                    )
        elif data.get("verdict") == "reject" and not data.get("reason"):
            if no:
                data["reason"] = REASONS[no[0]]
            else:
                self.add_error("reason", _("Choisissez pourquoi la pièce est refusée."))
        return data


class QueueForm(Form):
    """Filters of the queue: a GET form, nothing submits itself."""

    mark_optional = False
    type_code = forms.ChoiceField(
        label=_("Type de pièce"), choices=lambda: [("", _("Tous")), *type_choices()], required=False
    )
    reference = TextField(label=_("Dossier"), max_length=20, required=False)


class RetypeForm(Form):
    """What the piece really is."""

    type_code = forms.ChoiceField(label=_("Type de pièce"), choices=type_choices)


class CopyForm(Form):
    """What a copy is handed over for; the words are written across each page."""

    usage = TextField(
        label=_("Pour quel usage ?"),
        max_length=80,
        help_text=_("Écrit en travers de chaque page. Par exemple : demande de logement social."),
    )


class RedactionForm(Form):
    """A rectangle of the page shown, in percents from its left and top edges, and why it is hidden."""

    SIDES = ("left", "right", "top", "bottom")
    left = forms.FloatField(label=_("Début, depuis le bord gauche (%)"), min_value=0, max_value=100)
    right = forms.FloatField(label=_("Fin, depuis le bord gauche (%)"), min_value=0, max_value=100)
    top = forms.FloatField(label=_("Début, depuis le haut (%)"), min_value=0, max_value=100)
    bottom = forms.FloatField(label=_("Fin, depuis le haut (%)"), min_value=0, max_value=100)
    why = TextField(
        label=_("Pourquoi cacher cette partie ?"),
        max_length=200,
        help_text=_("Lu par le service et par l’audit, jamais par le partenaire."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.SIDES:
            self.fields[name].localize = True
            self.fields[name].widget = forms.TextInput(
                attrs={"size": 6, "inputmode": "numeric", "autocomplete": "off"}
            )
            self.fields[name].error_messages |= {
                "invalid": _("Écrivez un nombre de 0 à 100."),
                "min_value": _("Écrivez un nombre de 0 à 100."),
                "max_value": _("Écrivez un nombre de 0 à 100."),
            }

    def clean(self):
        data = super().clean()
        for first, last in (("left", "right"), ("top", "bottom")):
            if first in data and last in data and _kept(data[first]) >= _kept(data[last]):
                self.add_error(last, _("La fin doit être après le début."))
        return data

    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom, from 0 to 1 of the page as it is shown."""
        return tuple(_kept(self.cleaned_data[name]) for name in ("left", "top", "right", "bottom"))


def _kept(percent: float) -> float:
    """From 0 to 1, as fine as it is kept: what is thinner than that hides nothing."""
    return round(percent / 100, 4)


class PeriodForm(Form):
    """From which day to which day; nothing chosen is the last three months."""

    mark_optional = False
    since = DateField(label=_("Du"), required=False)
    until = DateField(label=_("Au"), required=False)
