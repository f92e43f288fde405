"""Forms of delegations: who is given which authority, over which files, between which days."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nps.accounts.models import Agent, Authority, Role, Site
from nps.ui.forms import DateField, Form, TextField


class DelegationForm(Form):
    authority = forms.ChoiceField(label=_("Autorité"), choices=Authority, widget=forms.RadioSelect)
    holder = forms.ChoiceField(label=_("À qui"))
    files_of = forms.ModelChoiceField(
        label=_("Pour les dossiers de"),
        queryset=Site.objects.none(),
        required=False,
        empty_label=_("Tous les sites"),
    )
    since = DateField(label=_("À partir du"), initial=timezone.localdate)
    until = DateField(label=_("Dernier jour"), required=False)
    reference = TextField(
        label=_("Texte qui la donne"),
        max_length=200,
        help_text=_("Arrêté, décision : sa date et son numéro."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sites = Site.objects.order_by("name")
        agents = Agent.objects.filter(role=Role.SUPERVISOR, is_active=True).select_related("site")
        people = [
            (f"agent:{a.pk}", f"{a.full_name}, {a.site.name}") for a in agents.order_by("full_name", "pk")
        ]
        places = [(f"site:{s.pk}", s.name) for s in sites]
        self.fields["holder"].choices = [
            (_("Une personne"), people),
            (_("Les responsables d’un site"), places),
        ]
        self.fields["files_of"].queryset = sites

    def given_to(self) -> dict[str, Agent | Site]:
        """The agent, or the site, that was chosen."""
        kind, _colon, key = self.cleaned_data["holder"].partition(":")
        model = Agent if kind == "agent" else Site
        return {kind: model.objects.get(pk=key)}


class EndForm(Form):
    until = DateField(label=_("Dernier jour"), initial=timezone.localdate)
