"""Choosing people of a household in a form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import words
from cases.models import CaseFile
from nps.people.models import Person


class PeopleField(forms.ModelMultipleChoiceField):
    """Members of one household by their public id; `of` gives the field its people."""

    default_error_messages = {"invalid_choice": _("Une des personnes n’est pas de ce foyer.")}

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(Person.objects.none(), to_field_name="public_id", **kwargs)

    def label_from_instance(self, person: Person) -> str:
        return words.full_name(person)

    def _check_values(self, value):
        try:
            return super()._check_values(value)
        except forms.ValidationError as fault:  # what is no key at all is told in the same words
            told = self.error_messages["invalid_choice"]
            raise forms.ValidationError(told, code="invalid_choice") from fault

    def of(self, case: CaseFile) -> None:
        living = Person.objects.filter(memberships__household=case.household_id, memberships__until=None)
        self.queryset = living.order_by("sort_key", "pk")
