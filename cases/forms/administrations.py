"""The forms of asking an administration: who and what, then the right to ask and the identity it needs."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import administration_words, words
from cases.services.administrations import Agreement
from documents.administrations.connector import FROM_RECORD, Information, Part
from documents.models import Basis, Manner
from nps.people.models import Person
from nps.ui.forms import DateField, Form, NameField, TextField

OBJECTS = "objects"
FRANCE = "99100"


class WhichForm(Form):
    """Somebody of the household, and one thing an administration answers."""

    def __init__(self, *args, people: Iterable[Person], informations: Iterable[Information], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ChoiceField(
            label=_("Pour qui"),
            choices=[(str(person.public_id), words.full_name(person)) for person in people],
            widget=forms.RadioSelect,
        )
        self.fields["information"] = forms.ChoiceField(
            label=_("Quelle information"),
            choices=[(found.code, _title(found)) for found in informations],
            widget=forms.RadioSelect,
        )


def _title(found: Information) -> str:
    name = administration_words.information_name(found.code)
    return f"{name} ({administration_words.administration_name(found.administration)})"


def _code(label, pattern: str, says, **kwargs) -> forms.RegexField:
    widget = forms.TextInput(attrs={"size": 15, "autocomplete": "off", "spellcheck": "false"})
    messages = {"invalid": says}
    return forms.RegexField(pattern, label=label, error_messages=messages, widget=widget, **kwargs)


FIELDS = {
    Part.SEX: lambda label: forms.ChoiceField(
        label=label, choices=[("F", _("Féminin")), ("M", _("Masculin"))], widget=forms.RadioSelect
    ),
    Part.BIRTH_COUNTRY: lambda label: _code(
        label,
        r"^99\d{3}$",
        _("Écrivez cinq chiffres qui commencent par 99."),
        initial=FRANCE,
        help_text=_("99100 pour la France."),
    ),
    Part.BIRTH_COMMUNE: lambda label: _code(
        label,
        r"^(?:\d{2}|2[ABab])\d{3}$",
        _("Écrivez les cinq signes du code Insee, par exemple 75118."),
        help_text=_("Pas le code postal. Sans ce code, écrivez le nom et le département."),
    ),
    Part.BIRTH_TOWN: lambda label: NameField(label=label, max_length=80),
    Part.BIRTH_DEPARTMENT: lambda label: _code(
        label, r"^(?:\d{2,3}|2[ABab])$", _("Écrivez le numéro du département, par exemple 93.")
    ),
    Part.FRANCE_TRAVAIL_ID: lambda label: TextField(
        label=label, max_length=40, help_text=_("Celui du compte de la personne, donné par elle.")
    ),
    Part.TAX_NUMBER: lambda label: _code(label, r"^\d{13}$", _("Écrivez les treize chiffres.")),
    Part.TAX_NOTICE: lambda label: _code(
        label, r"^[0-9A-Za-z]{13}$", _("Écrivez les treize signes de la référence.")
    ),
    Part.SCHOOL: lambda label: _code(
        label, r"^\d{7}[A-Za-z]$", _("Écrivez sept chiffres et une lettre, par exemple 0750001A.")
    ),
    Part.SCHOOL_YEAR: lambda label: _code(label, r"^20\d{2}$", _("Écrivez une année, par exemple 2024.")),
}


class AskAdministrationForm(Form):
    """For which applications, by what right, and what the person's record does not hold."""

    benefits = forms.MultipleChoiceField(
        label=_("Pour quelles demandes"), widget=forms.CheckboxSelectMultiple, required=False
    )
    basis = forms.ChoiceField(
        label=_("La personne"),
        choices=[*Basis.choices, (OBJECTS, _("Elle ne veut pas que l’administration soit interrogée"))],
        widget=forms.RadioSelect,
        help_text=_("Elle peut refuser : la pièce se demande alors sur papier."),
    )
    told_to = NameField(label=_("Qui l’a dit"), help_text=_("La personne, ou qui la représente."))
    manner = forms.ChoiceField(label=_("Comment"), choices=Manner.choices, widget=forms.RadioSelect)
    told_on = DateField(label=_("Quand"))

    def __init__(self, *args, information: Information, benefits: Iterable[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.information = information
        offered = [(code, words.benefit_name(code)) for code in benefits]
        self.fields["benefits"].choices = offered
        self.fields["benefits"].initial = [code for code, _name in offered]
        for part in information.typed:
            field = FIELDS[part](administration_words.PARTS[part])
            field.required = False  # nothing of it is needed for an objection; see clean
            self.fields[part.value] = field

    def clean(self) -> dict:
        typed = super().clean()
        if typed.get("basis") in (None, OBJECTS):
            return typed
        if not typed.get("benefits") and "benefits" not in self.errors:
            self.add_error("benefits", _("Choisissez au moins une demande."))
        for part in self.information.typed:
            if part in self.information.required and not typed.get(part) and part not in self.errors:
                self.add_error(part.value, _("Cette réponse est nécessaire."))
        self._ask_for_a_place(typed)
        return typed

    def _ask_for_a_place(self, typed: dict) -> None:
        """Born in France: the commune by its code, or its name with the department."""
        abroad = typed.get(Part.BIRTH_COUNTRY, FRANCE) != FRANCE
        if Part.BIRTH_COMMUNE not in self.fields or abroad or self.errors:
            return
        named = typed.get(Part.BIRTH_TOWN) and typed.get(Part.BIRTH_DEPARTMENT)
        if not typed.get(Part.BIRTH_COMMUNE) and not named:
            says = _("Écrivez le code de la commune, ou son nom et son département.")
            self.add_error(Part.BIRTH_COMMUNE.value, says)

    def agreement(self) -> Agreement:
        given = self.cleaned_data
        basis = None if given["basis"] == OBJECTS else Basis(given["basis"])
        return Agreement(basis, given["told_to"], Manner(given["manner"]), given["told_on"])

    def identity(self, person: Person) -> dict[Part, str]:
        """What is sent: the person's record, and what was typed here, which is not kept."""
        known = {part: said for part, said in on_record(person).items() if part in self.information.needs}
        typed = {part: self.cleaned_data.get(part) or "" for part in self.information.typed}
        if typed.get(Part.BIRTH_COUNTRY, FRANCE) != FRANCE:
            typed |= dict.fromkeys((Part.BIRTH_COMMUNE, Part.BIRTH_TOWN, Part.BIRTH_DEPARTMENT), "")
        return known | {part: value.upper() if part != Part.FRANCE_TRAVAIL_ID else value
                        for part, value in typed.items()}  # fmt: skip


def on_record(person: Person) -> dict[Part, str]:
    """The parts of identity the person's record holds, blank when unknown."""
    held = (
        person.birth_name,
        person.given_names,
        person.birth_year,
        person.birth_month,
        person.birth_day,
    )
    return {part: str(value or "") for part, value in zip(FROM_RECORD, held, strict=True)}


def missing_in_record(information: Information, person: Person) -> list[Part]:
    """Parts the administration requires and the person's record lacks."""
    return [part for part, said in on_record(person).items() if part in information.required and not said]
