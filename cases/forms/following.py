"""Forms of contacts and of the action plan. What they do is in cases.following."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.following.contacts import outcome_of
from cases.forms.people import PeopleField
from cases.models import CaseFile
from cases.models.contact import ContactOutcome, Direction, Manner
from cases.models.plan import Doer
from cases.services.moves import MoveRefused
from nps.ui.forms import DateField, Form, TextField

READ_BY = _("Quelques mots. Lu par les agents du site et par l’audit, et par l’usager s’il le demande.")


def few_words(label, most: int, rows: int = 3, **kwargs) -> TextField:
    kwargs.setdefault("help_text", READ_BY)
    return TextField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class ContactForm(Form):
    """What was tried and what came of it."""

    direction = forms.ChoiceField(
        label=_("Qui a pris contact ?"), choices=Direction, widget=forms.RadioSelect
    )
    manner = forms.ChoiceField(label=_("Comment ?"), choices=Manner, widget=forms.RadioSelect)
    on = DateField(label=_("Quel jour ?"), initial=timezone.localdate)
    outcome = forms.ChoiceField(
        label=_("Si le service a pris contact, le foyer a-t-il répondu ?"),
        choices=[choice for choice in ContactOutcome.choices if choice[0] != ContactOutcome.SENT],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Inutile pour un courrier ou un courriel envoyé par le service."),
    )
    people = PeopleField(
        label=_("Avec qui ?"),
        required=False,
        help_text=_("Si son représentant légal a parlé pour elle, cochez la personne représentée."),
    )
    said = few_words(_("Ce qui s’est dit"), 500, required=False)

    def __init__(self, *args, case: CaseFile, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].of(case)

    def clean(self):
        data = super().clean()
        if {"direction", "manner"} <= set(data):
            try:
                data["outcome"] = outcome_of(data["direction"], data["manner"], data.get("outcome", ""))
            except MoveRefused as refused:
                self.add_error("outcome", str(refused))
                return data
            if data["outcome"] == ContactOutcome.TOOK_PART and not data.get("people"):
                self.add_error("people", _("Dites avec qui : cochez au moins une personne du foyer."))
        return data


class PlanForm(Form):
    """What the household and the service agree on."""

    aim = few_words(_("Le but, dans les mots du foyer"), 300)
    agreed_on = DateField(label=_("Convenu le"), initial=timezone.localdate)
    people = PeopleField(label=_("Avec qui ?"))
    next_review_on = DateField(label=_("Prochain point le"), allow_future=True, allow_past=False)

    def __init__(self, *args, case: CaseFile, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].of(case)


class ObjectiveForm(Form):
    """Who does what by when."""

    doer = forms.ChoiceField(label=_("Qui le fait ?"), choices=Doer, widget=forms.RadioSelect)
    who = TextField(
        label=_("Qui précisément"),
        max_length=120,
        required=False,
        help_text=_("Par exemple une personne du foyer, ou le nom du partenaire."),
    )
    what = few_words(_("Quoi"), 300, rows=2)
    due_on = DateField(label=_("Avant le"), allow_future=True)

    def clean(self):
        data = super().clean()
        if data.get("doer") == Doer.PARTNER and not data.get("who"):
            self.add_error("who", _("Dites quel partenaire."))
        return data


class ReviewForm(Form):
    """What was reached, when to look again."""

    on = DateField(label=_("Point fait le"), initial=timezone.localdate)
    reached = few_words(_("Ce qui a avancé, ce qui bloque"), 1000, rows=4)
    next_on = DateField(label=_("Prochain point le"), allow_future=True, allow_past=False)


class EndPlanForm(Form):
    reason = few_words(_("Pourquoi le plan se termine-t-il ?"), 300)
