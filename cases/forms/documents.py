"""Forms about pieces: deposit, check, ask. What may enter is decided by the vault's intake."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases import words
from cases.models import DocumentRequest
from documents.models import RejectionReason
from documents.types import catalogue
from nps.people.models import Person
from nps.ui.forms import DateField, Form, TextField

PERIOD = r"[0-9]{4}(-(0[1-9]|1[0-2]))?"


def _types() -> list[tuple[str, str]]:
    language = get_language() or "fr"
    return sorted(((t.code, t.label(language)) for t in catalogue().values()), key=lambda row: row[1])


class UploadForm(Form):
    """One scan: the file, what it is, whose."""

    file = forms.FileField(
        label=_("Fichier"),
        help_text=_("PDF, JPEG ou PNG, 20 Mo au plus."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    type_code = forms.ChoiceField(label=_("Type de pièce"), choices=_types)
    people = forms.MultipleChoiceField(label=_("Qui est concerné ?"), widget=forms.CheckboxSelectMultiple)
    period = forms.RegexField(
        PERIOD,
        label=_("Année ou mois de la pièce"),
        required=False,
        help_text=_("Par exemple 2023 pour un avis d’impôt, 2024-02 pour une quittance."),
        error_messages={"invalid": _("Écrivez une année (2023) ou un mois (2024-02).")},
        widget=forms.TextInput(attrs={"size": 10}),
    )
    issued_on = DateField(label=_("Date écrite sur la pièce"), required=False)
    stated_until = DateField(
        label=_("Fin de validité écrite sur la pièce"), required=False, allow_future=True
    )

    def __init__(self, *args, members: Iterable[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {str(person.pk): person for person in members}
        self.fields["people"].choices = [(pk, words.full_name(p)) for pk, p in self.members.items()]

    def chosen(self) -> list[Person]:
        """The people this piece is about."""
        return [self.members[pk] for pk in self.cleaned_data["people"]]


class CheckForm(Form):
    """Three questions in front of the piece; a refusal says why in the household's words."""

    VERDICTS = (("accept", _("Accepter la pièce")), ("reject", _("Refuser la pièce")))
    verdict = forms.ChoiceField(label=_("Est-elle lisible, au bon nom, du bon type ?"), choices=VERDICTS,
                                widget=forms.RadioSelect)  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Pourquoi la refuser ?"),
        choices=RejectionReason.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    note = TextField(label=_("Mot pour l’usager"), max_length=300, required=False)

    def clean(self):
        data = super().clean()
        if data.get("verdict") == "reject" and not data.get("reason"):
            self.add_error("reason", _("Choisissez pourquoi la pièce est refusée."))
        return data


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
