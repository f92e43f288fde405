"""Forms of letters and of what will expire. No query may enter."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models.letter import Language
from nps.ui.forms import Form


class LetterForm(Form):
    """Which pieces to ask for, and in which language."""

    language = forms.ChoiceField(
        label=_("Langue du courrier"),
        choices=Language,
        initial=Language.FRENCH,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, pieces: Iterable[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
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
