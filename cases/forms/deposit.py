"""The forms of scans: one piece at once, several files, what is said of each piece. The vault decides."""

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import words
from cases.forms.pieces import DatedForm, type_choices
from cases.models import DocumentRequest
from documents import intake
from documents.dividing import Mark
from documents.types import Whom, type_of
from nps.people.models import Person
from nps.ui.forms import Form

ACCEPTED = ",".join(f".{extension}" for kind in intake.KINDS for extension in kind.extensions)


class _Described(DatedForm):
    """Whose a piece is and of what dates."""

    field_order = ("people",)
    people = forms.MultipleChoiceField(label=_("Qui est concerné ?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, members: Iterable[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {str(person.pk): person for person in members}
        self.fields["people"].choices = [(pk, words.full_name(p)) for pk, p in self.members.items()]

    def chosen(self) -> list[Person]:
        """The people this piece is about."""
        return [self.members[pk] for pk in self.cleaned_data["people"]]


class UploadForm(_Described):
    """One scan: the file, what it is, whose."""

    file = forms.FileField(
        label=_("Fichier"),
        help_text=_("PDF, JPEG ou PNG, 20 Mo au plus."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    type_code = forms.ChoiceField(label=_("Type de pièce"), choices=type_choices)
    field_order = ("file", "type_code", "people")


class PieceForm(_Described):
    """What one piece of a scan is: one that was asked for, known by its request, or any other type."""

    what = forms.ChoiceField(
        label=_("Quelle est cette pièce ?"),
        error_messages={"required": _("Dites quelle est cette pièce, ou retirez le fichier.")},
    )
    field_order = ("what", "people")

    def __init__(self, *args, requests: Mapping[str, DocumentRequest], **kwargs):
        super().__init__(*args, **kwargs)
        self.requests = requests
        self.fields["people"].required = False
        self.fields["people"].help_text = _("Déjà connu si la pièce est choisie parmi les demandées.")
        asked = [(reference, request_words(request)) for reference, request in requests.items()]
        groups = [(gettext("Pièces demandées"), asked)] if asked else []
        self.fields["what"].choices = [
            ("", gettext("Choisissez")),
            *groups,
            (gettext("Autres pièces"), type_choices()),
        ]

    def clean(self) -> dict:
        """A request says type, period and person; another piece must say whose it is."""
        said = super().clean()
        request = self.requests.get(said.get("what", ""))
        if request:
            said["period"] = request.period or said.get("period", "")
            said["type_code"] = request.type_code
            if request.person and str(request.person.pk) in self.members:
                said["people"] = [*{str(request.person.pk), *said.get("people", ())}]
        elif said.get("what"):
            said["type_code"] = said["what"]
        code = said.get("type_code")
        if code and not said.get("people") and type_of(code).whom != Whom.HOUSEHOLD:
            self.add_error("people", gettext("Dites qui cette pièce concerne."))
        return said


def request_words(request: DocumentRequest) -> str:
    """« Quittance de loyer, février 2024 · Ada Okafor »."""
    name = words.piece_name(request.type_code, request.period)
    return f"{name} · {words.full_name(request.person)}" if request.person else name


class MarkForm(Form):
    """What each page of a scan does."""

    WORDS = (
        (Mark.BEGIN, _("Une pièce commence ici")),
        (Mark.FOLLOW, _("Suite de la pièce")),
        (Mark.DROP, _("À laisser de côté")),
    )

    def __init__(self, *args, pages: int, **kwargs):
        super().__init__(*args, **kwargs)
        for page in range(pages):
            label = gettext("Page %(number)d") % {"number": page + 1}
            self.fields[f"page{page}"] = forms.ChoiceField(label=label, choices=self.WORDS)

    def marks(self) -> list[Mark]:
        """The mark of each page."""
        return [Mark(self.cleaned_data[name]) for name in self.fields]
