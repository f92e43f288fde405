"""Forms of asking for pieces and giving one up."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import words
from cases.models import DocumentRequest
from nps.ui.forms import DateField, Form, TextField


class AskForm(Form):
    """The smallest list, ticked; a piece the law forbids to ask needs a written reason."""

    due_on = DateField(label=_("Réponse avant le"), allow_future=True, allow_past=False)

    def __init__(self, *args, pieces: Iterable[tuple[str, str, bool]], **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = list(pieces)  # never `pieces`: a template would find the field of that name
        self.fields["pieces"] = forms.MultipleChoiceField(
            label=_("Pièces à demander"),
            choices=[(key, label) for key, label, _forbidden in self.rows],
            initial=[key for key, _label, forbidden in self.rows if not forbidden],
            widget=forms.CheckboxSelectMultiple,
        )
        for n, (_key, label, forbidden) in enumerate(self.rows):
            if forbidden:
                self.fields[f"override{n}"] = TextField(
                    label=_("Motif pour demander quand même : %(piece)s") % {"piece": label},
                    max_length=300,
                    required=False,
                )

    def overrides(self) -> dict[str, str]:
        """Written reasons, by piece."""
        return {
            key: self.cleaned_data.get(f"override{n}", "")
            for n, (key, _label, _forbidden) in enumerate(self.rows)
            if self.cleaned_data.get(f"override{n}")
        }


class WaiveForm(Form):
    reason = TextField(label=_("Pourquoi ne plus la demander ?"), max_length=300)


def request_words(request: DocumentRequest) -> str:
    """What was asked, and whose."""
    name = words.piece_name(request.type_code, request.period)
    return f"{name} ({words.full_name(request.person)})" if request.person else name
