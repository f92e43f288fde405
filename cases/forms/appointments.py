"""Forms of appointments: hours as people write them, in the time of Paris. Acts are in cases.following."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.following import hours
from cases.following.hours import HourFault
from cases.forms.following import few_words
from cases.forms.people import PeopleField
from cases.models import CaseFile
from cases.models.appointment import AppointmentOutcome, VisitGround
from nps.accounts.models import Agent
from nps.ui import formats
from nps.ui.forms import DateField, Form, TextField


class HourField(forms.Field):
    """A datetime.time. Reads 14 h 30 · 14h · 14:30 · 1430."""

    default_error_messages = {
        hours.UNREADABLE: _("Écrivez l’heure ainsi : 14 h 30."),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": 8, "autocomplete": "off"}))
        kwargs.setdefault("help_text", _("Par exemple 14 h 30."))
        super().__init__(**kwargs)

    def to_python(self, value) -> dt.time | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return hours.read_hour(str(value))
        except HourFault as fault:
            raise forms.ValidationError(self.error_messages[fault.code], code=fault.code) from fault

    def prepare_value(self, value):
        return formats.hour(value) if isinstance(value, dt.time) else value


NO_SUCH_HOUR = {
    hours.GAP: _(
        "Cette heure n’existe pas ce jour-là\u00a0: les horloges avancent. Choisissez-en une autre."
    ),
    hours.TWICE: _(
        "Cette heure existe deux fois ce jour-là\u00a0: les horloges reculent. Choisissez-en une autre."
    ),
}


class WhenForm(Form):
    """When, and who receives: adds `starts_at` and `ends_at`, as moments, to the cleaned data."""

    host = forms.ModelChoiceField(Agent.objects.none(), label=_("Qui reçoit ?"), empty_label=None)
    day = DateField(label=_("Quel jour ?"), allow_future=True, allow_past=False)
    start = HourField(label=_("De"))
    end = HourField(label=_("À"))

    def __init__(self, *args, hosts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = hosts
        self.fields["host"].label_from_instance = lambda agent: agent.full_name

    def clean(self):
        data = super().clean()
        if {"day", "start", "end"} <= set(data):
            for hour, moment in (("start", "starts_at"), ("end", "ends_at")):
                try:
                    data[moment] = hours.moment(data["day"], data[hour])
                except HourFault as fault:
                    self.add_error(hour, NO_SUCH_HOUR[fault.code])
            if {"starts_at", "ends_at"} <= set(data):
                self._check(data["starts_at"], data["ends_at"])
        return data

    def _check(self, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
        if ends_at <= starts_at:
            self.add_error("end", _("La fin vient après le début."))
        elif starts_at < timezone.now():
            self.add_error("start", _("Cette heure est passée. Notez plutôt un contact."))


class MoveForm(WhenForm):
    """`sequence`: what the agent read before writing."""

    sequence = forms.IntegerField(widget=forms.HiddenInput)


class AppointmentForm(WhenForm):
    people = PeopleField(label=_("Avec qui ?"))
    subject = TextField(
        label=_("Objet"),
        max_length=200,
        required=False,
        help_text=_("Quelques mots, lus par les agents du site. Ils ne sont pas dans le calendrier."),
    )

    def __init__(self, *args, case: CaseFile, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].of(case)


class VisitForm(AppointmentForm):
    """A home visit says why an agent goes there."""

    ground = forms.ChoiceField(
        label=_("Pourquoi au domicile ?"), choices=VisitGround, widget=forms.RadioSelect
    )
    ground_words = few_words(
        _("Ce qui empêche la personne de se déplacer, ou ce que l’enquête cherche"), 300, required=False
    )
    field_order = ["ground", "ground_words"]

    def clean(self):
        data = super().clean()
        if data.get("ground") == VisitGround.CANNOT_MOVE and not data.get("ground_words"):
            told = _("Écrivez ce qui empêche la personne de se déplacer (règlement, I-B 1).")
            self.add_error("ground_words", told)
        return data


class OutcomeForm(Form):
    """What became of an appointment; held, who was there and what was said."""

    outcome = forms.ChoiceField(
        label=_("Que s’est-il passé ?"), choices=AppointmentOutcome, widget=forms.RadioSelect
    )
    people = PeopleField(label=_("Qui était là ?"), required=False)
    said = few_words(_("Ce qui s’est dit"), 500, required=False)

    def __init__(self, *args, case: CaseFile, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].of(case)

    def clean(self):
        data = super().clean()
        if data.get("outcome") == AppointmentOutcome.HELD and not data.get("people"):
            self.add_error("people", _("Dites avec qui : cochez au moins une personne du foyer."))
        return data


class AgendaForm(Form):
    """A GET form: which days, whose."""

    mark_optional = False
    day = DateField(label=_("Autour du"), allow_future=True, required=False, help_text="")
    span = forms.ChoiceField(
        label=_("Durée"), choices=[("week", _("Semaine")), ("day", _("Jour"))], required=False
    )
    host = forms.ChoiceField(label=_("Qui reçoit"), required=False)

    def __init__(self, *args, hosts, **kwargs):
        super().__init__(*args, **kwargs)
        colleagues = [(str(agent.pk), agent.full_name) for agent in hosts]
        self.fields["host"].choices = [("me", _("Moi")), ("", _("Tout le site")), *colleagues]
