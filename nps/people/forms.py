"""What agents type about people and households. Reading and checking what was typed; no act, no query."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nps.people.faults import DIFFERENCE_MISSING
from nps.people.models import MandateKind, MemberRole, Nationality
from nps.people.names import words
from nps.people.sealed import NIR, Number, NumberFault
from nps.ui.forms import DateField, Form, NameField, PartialDateField, TextField


def _exact(**attrs: str) -> forms.TextInput:
    return forms.TextInput(
        attrs={"autocomplete": "off", "spellcheck": "false", "class": "nps-exact", **attrs}
    )


class NumberField(TextField):
    """A NIR or an IBAN, told apart from its faults by a library; the bare number, or empty."""

    def __init__(self, *, number: Number, **kwargs):
        self.number = number
        super().__init__(**{"max_length": 60, "widget": _exact(), **kwargs})

    def clean(self, value) -> str:
        text = super().clean(value)
        try:
            return self.number.read(text) if text else ""
        except NumberFault as fault:
            raise forms.ValidationError(fault.message, code="number") from fault


def _nir(help_text="") -> NumberField:
    label = _("Numéro de sécurité sociale")
    return NumberField(number=NIR, label=label, required=False, help_text=help_text)


class SearchForm(Form):
    """Any part of what is known; the name or the NIR at least."""

    mark_optional = False
    name = NameField(label=_("Nom de naissance ou d’usage"), required=False)
    given = NameField(label=_("Prénoms"), required=False)
    birth = PartialDateField(label=_("Date ou année de naissance"), required=False)
    nir = _nir()
    household = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        typed = super().clean()
        faulty = {"name", "nir"} & self.errors.keys()
        if not faulty and not words(typed.get("name", "")) and not typed.get("nir"):
            self.add_error("name", _("Écrivez un nom, même d’une seule lettre."))
        return typed


class NewPersonForm(Form):
    """A new record. What differs from those who look alike is asked only when somebody does."""

    birth_name = NameField(label=_("Nom de naissance"))
    usage_name = NameField(label=_("Nom d’usage (si différent)"), required=False)
    given_names = NameField(label=_("Prénoms"), required=False)
    birth = PartialDateField(label=_("Date de naissance"), required=False)
    nationality = forms.ChoiceField(
        label=_("Nationalité"),
        choices=Nationality.choices,
        initial=Nationality.UNKNOWN,
        widget=forms.RadioSelect,
    )
    phone = TextField(label=_("Téléphone"), required=False, max_length=30)
    email = forms.EmailField(
        label=_("Adresse électronique"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    safe_contact = forms.BooleanField(
        label=_("Contact prudent"),
        required=False,
        help_text=_(
            "Pas de courrier, pas de message vocal. L’adresse et le téléphone ne se voient que dans les "
            "pages du référent. À cocher si quelqu’un de l’entourage ne doit rien savoir."
        ),
    )
    nir = _nir(_("Il reste chiffré. Il sert à retrouver la personne par le numéro exact."))
    differs_because = TextField(
        label=_("En quoi la personne est-elle différente\u202f?"),
        required=False,
        max_length=300,
        help_text=_("Quelques mots suffisent. Ils sont inscrits au journal, avec votre nom."),
        error_messages={"required": DIFFERENCE_MISSING},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, alike: bool = False, very_alike: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["differs_because"].required = very_alike
        if not alike:
            self.fields["differs_because"].widget = forms.HiddenInput()

    def clean_birth_name(self) -> str:
        name = self.cleaned_data["birth_name"]
        if not words(name):
            raise forms.ValidationError(_("Écrivez le nom de naissance, même s’il n’a qu’une lettre."))
        return name


class AddMemberForm(Form):
    """The place in the household of somebody found or registered just before."""

    role = forms.ChoiceField(
        label=_("Place dans le foyer"),
        choices=[choice for choice in MemberRole.choices if choice[0] != MemberRole.APPLICANT],
        widget=forms.RadioSelect,
    )
    since = DateField(label=_("Vit dans le foyer depuis"))


class EndMembershipForm(Form):
    """The day somebody left the household."""

    until = DateField(label=_("A quitté le foyer le"))


class MoveForm(Form):
    """A new address, and since when. The former one is kept."""

    line = TextField(
        label=_("Adresse"), max_length=200, help_text=_("Numéro, rue, bâtiment. Ou le domiciliataire.")
    )
    postcode = TextField(label=_("Code postal"), max_length=10, widget=_exact(size="10"))
    city = TextField(label=_("Ville"), max_length=100)
    since = DateField(label=_("Depuis le"))


class MandateForm(Form):
    """Who acts for the person, in what quality, shown by what."""

    representative_name = NameField(label=_("Nom de la personne ou de l’organisme qui représente"))
    kind = forms.ChoiceField(
        label=_("En quelle qualité"), choices=MandateKind.choices, widget=forms.RadioSelect
    )
    since = DateField(label=_("Depuis le"))
    until = DateField(label=_("Jusqu’au"), required=False, allow_future=True)
    document_note = TextField(
        label=_("Pièce qui le montre"),
        required=False,
        max_length=300,
        help_text=_("Par exemple jugement du 27/03/2024."),
    )

    def clean(self) -> dict:
        typed = super().clean()
        since, until = typed.get("since"), typed.get("until")
        if since and until and until < since:
            self.add_error("until", _("La fin est avant le début. Vérifiez les deux dates."))
        return typed


class ContactForm(Form):
    """How to reach somebody."""

    phone = TextField(label=_("Téléphone"), required=False, max_length=30)
    email = forms.EmailField(label=_("Adresse électronique"), required=False)
    safe_contact = forms.BooleanField(
        label=_("Contact prudent"),
        required=False,
        help_text=NewPersonForm.base_fields["safe_contact"].help_text,
    )
