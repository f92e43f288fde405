"""Forms of the supervisor's board: giving files, absences, moving a file, asking to read one."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.acts import ReasonForm
from nps.accounts.models import Agent, Site
from nps.ui.forms import DateField, Form, TextField


class AgentField(forms.ModelChoiceField):
    """An agent by name, among those given."""

    def __init__(self, **kwargs):
        super().__init__(Agent.objects.none(), **kwargs)

    def label_from_instance(self, agent: Agent) -> str:
        return agent.full_name


class AssignForm(Form):
    """To whom; which files is said by boxes beside them."""

    referent = AgentField(label=_("Attribuer à"), empty_label=_("Choisissez une personne"))

    def __init__(self, *args, agents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["referent"].queryset = agents


class AbsenceForm(Form):
    """The last day is part of the absence; it is kept as the day of return."""

    agent = AgentField(label=_("Qui s’absente ?"), empty_label=_("Choisissez une personne"))
    since = DateField(label=_("Premier jour d’absence"), allow_future=True)
    last = DateField(label=_("Dernier jour d’absence"), allow_future=True, allow_past=False)
    substitute = AgentField(
        label=_("Qui remplace ?"),
        required=False,
        empty_label=_("Personne : les dossiers seront à attribuer"),
    )

    def __init__(self, *args, agents, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("agent", "substitute"):
            self.fields[name].queryset = agents

    def clean(self):
        data = super().clean()
        if data.get("last"):
            data["until"] = data.pop("last") + timedelta(days=1)
        return data


class TransferForm(ReasonForm):
    """Another site, and why."""

    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("Site qui suivra le dossier"), empty_label=_("Choisissez un site")
    )
    field_order = ("site", "reason")

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites


class TaskForm(Form):
    """What is left to do, by whom, from which day on."""

    label = TextField(
        label=_("À faire"),
        max_length=200,
        help_text=_("Quelques mots, lus par les agents du site. Rien de ce qui relève des notes."),
    )
    due_on = DateField(label=_("À partir du"), allow_future=True, allow_past=False)
    assignee = AgentField(label=_("Par qui"), empty_label=None)

    def __init__(self, *args, agents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = agents
