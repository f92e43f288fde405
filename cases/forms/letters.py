"""Forms of letters and of what will expire. No query may enter."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models.letter import Language, Proof
from nps.ui.forms import DateField, Form


class LetterForm(Form):
    """Which pieces to ask for, and in which language."""

    language = forms.ChoiceField(
        label=_("Langue du courrier"),
        choices=Language,
        initial=Language.FRENCH,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, pieces: Iterable[tuple[str, str]], spoken: str = Language.FRENCH, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = spoken
        choices = list(pieces)
        self.fields["pieces"] = forms.MultipleChoiceField(
            label=_("Pièces à demander dans ce courrier"),
            choices=choices,
            initial=[key for key, _label in choices],
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(["pieces", "language"])


class ExpiryForm(Form):
    """A GET form: how soon, whose files."""

    mark_optional = False
    within = forms.TypedChoiceField(
        label=_("Dans"),
        choices=[("90", _("90 jours")), ("60", _("60 jours")), ("30", _("30 jours"))],
        coerce=int,
        empty_value=90,
        required=False,
    )
    referent = forms.ChoiceField(
        label=_("Suivi par"), choices=[("", _("Tout le site")), ("me", _("Moi"))], required=False
    )


class CorrespondenceForm(Form):
    """How a household wants to be written to; an agreement names the address on its record."""

    language = forms.ChoiceField(label=_("Langue des courriers"), choices=Language, widget=forms.RadioSelect)
    large_print = forms.BooleanField(label=_("Écrire en grands caractères (16 points)"), required=False)
    email = forms.BooleanField(label=_("La personne accepte d’être prévenue par courriel"), required=False)
    attach = forms.BooleanField(
        label=_("Elle accepte que le courrier soit joint au courriel"),
        required=False,
        help_text=_("D’autres peuvent lire sa boîte : demandez-lui si elle est seule à l’ouvrir."),
    )
    phone = forms.BooleanField(label=_("La personne accepte d’être prévenue par SMS"), required=False)
    agreed_on = DateField(label=_("Jour de cet accord"), required=False)


class ReceivedForm(Form):
    """The day the household had a letter in hands, and what proves it."""

    received_on = DateField(label=_("Reçu le"))
    how = forms.ChoiceField(
        label=_("Ce qui le prouve"),
        choices=[choice for choice in Proof.choices if choice[0] != Proof.HAND],
        widget=forms.RadioSelect,
    )


class ReturnedForm(Form):
    """The day a letter came back."""

    returned_on = DateField(label=_("Revenu le"))
