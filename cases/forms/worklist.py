"""Filters of the list of files, the name of a kept filter, the box of the instant search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.workflow.case_file import CaseFileState
from nps.ui.forms import DateField, Form, TextField

DUE = (
    ("", _("Toutes")),
    ("late", _("Passée")),
    ("7", _("Dans 7 jours")),
    ("14", _("Dans 14 jours")),
    ("30", _("Dans 30 jours")),
)


class WorklistForm(Form):
    """A GET form of enumerations and dates, without a name: nothing submits itself."""

    mark_optional = False
    state = forms.ChoiceField(
        label=_("État"), choices=[("", _("Tous")), *CaseFileState.choices], required=False
    )
    referent = forms.ChoiceField(label=_("Suivi par"), required=False)
    due = forms.ChoiceField(label=_("Échéance légale"), choices=DUE, required=False)
    contact_before = DateField(label=_("Dernier contact avant le"), required=False, allow_future=True)
    reference = TextField(label=_("Référence"), max_length=20, required=False)
    arrived = forms.BooleanField(label=_("Pièces à vérifier"), required=False)

    def __init__(self, *args, agents, **kwargs):
        super().__init__(*args, **kwargs)
        named = [(str(agent.pk), agent.full_name) for agent in agents]
        self.fields["referent"].choices = [("", _("Tout le site")), ("me", _("Moi")), *named]


class SaveFilterForm(Form):
    name = TextField(label=_("Nom de ce filtre"), max_length=60)
    is_default = forms.BooleanField(label=_("Ouvrir la liste avec ce filtre"), required=False)


class FindForm(Form):
    """Typed for oneself: the answer never has it in an address."""

    mark_optional = False
    q = TextField(
        label=_("Trouver un dossier"),
        max_length=100,
        required=False,
        help_text=_(
            "Une référence ou un nom. Fautes, une seule lettre, autres alphabets : tout est accepté."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "size": 30}),
    )
