"""What an administrator types about a type of document, and the second one's word. No query enters."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from documents import type_rules, type_words
from documents.types import DocumentType, row_of
from nps.ui import reviewing
from nps.ui.forms import DateField, Form, TextField

FIELDS = {"code": "code", "name": "name_fr", "issuer": "issuer_fr", "note": "note_fr"}  # row → field in fault


def _several(label, **more) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, widget=forms.CheckboxSelectMultiple, **more)


class TypeForm(Form):
    """A whole row of the catalogue from one day. `code` is asked of a new type only."""

    in_force_on = DateField(
        label=_("En vigueur à partir du"),
        allow_future=True,
        help_text=_("Une date à venir, par exemple 27/03/2027. Le passé ne se modifie pas."),
    )
    why = TextField(
        label=_("Pourquoi ce changement\u202f?"),
        max_length=300,
        help_text=_("Le texte ou le constat, avec sa date. Lu par les administrateurs et par l’audit."),
    )
    code = TextField(
        label=_("Code"), max_length=40, help_text=_("En minuscules sans accent, par exemple rent_receipt.")
    )
    name_fr = TextField(label=_("Nom en français"), max_length=120)
    name_en = TextField(label=_("Nom en anglais"), max_length=120)
    proves = _several(_("Ce qu’elle prouve"))
    whom = forms.ChoiceField(
        label=_("Pour qui"),
        choices=[(str(w), words) for w, words in type_words.WHOM.items()],
        widget=forms.RadioSelect,
    )
    validity = forms.ChoiceField(
        label=_("Combien de temps elle prouve"),
        choices=list(type_words.VALIDITY.items()),
        widget=forms.RadioSelect,
    )
    months = forms.IntegerField(
        label=_("Nombre de mois"), min_value=1, max_value=type_rules.MOST_MONTHS, required=False
    )
    issuer_fr = TextField(label=_("Qui la délivre, en français"), max_length=120)
    issuer_en = TextField(label=_("Qui la délivre, en anglais"), max_length=120)
    held_by = forms.ChoiceField(label=_("Administration qui connaît déjà cette information"), required=False)
    article = TextField(
        label=_("Article qui permet de la demander"),
        max_length=20,
        help_text=_("Un article du CRPA, par exemple L114-5 ou R113-8."),
    )
    dispensed_by = _several(_("Pièces qui la rendent inutile"), required=False)
    dispenses_from = TextField(
        label=_("Papiers que personne ne peut plus demander quand elle est là"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Un par ligne."),
    )
    note_fr = TextField(label=_("Conseil à l’usager, en français"), max_length=300, required=False)
    note_en = TextField(label=_("Conseil à l’usager, en anglais"), max_length=300, required=False)
    sensitive = forms.BooleanField(label=_("Donnée sensible"), required=False)
    expired_accepted = forms.BooleanField(label=_("Acceptée même périmée"), required=False)

    def __init__(
        self, *args, types: Mapping[str, DocumentType], today: date, known: DocumentType | None = None, **more
    ):
        """`known`: the type that changes; none for a new one."""
        super().__init__(*args, initial=_initial(known) if known else {}, **more)
        self._types, self._today, self._known = types, today, known
        if known:
            del self.fields["code"]
        language = get_language() or "fr"
        self.fields["proves"].choices = [(code, type_words.PROOFS[code]) for code in type_rules.proofs()]
        self.fields["held_by"].choices = [("", _("Aucune")), *type_words.ADMINISTRATIONS.items()]
        self.fields["dispensed_by"].choices = [
            (code, kind.label(language)) for code, kind in types.items() if kind != known
        ]

    def clean_in_force_on(self) -> date:
        day = self.cleaned_data["in_force_on"]
        if day <= self._today:
            raise forms.ValidationError(_("Cette date est passée. Écrivez une date à venir."))
        return day

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        row = self.row()
        if not self._known and row["code"] in self._types:
            self.add_error("code", _("Ce code est déjà pris."))
        if self._known and row == row_of(self._known):
            self.add_error(None, _("Rien ne change. Modifiez au moins une réponse."))
        self.tell(type_rules.faults(row, self._types))
        return data

    def tell(self, faults: list[tuple[str, type_rules.Fault]]) -> None:
        """Each fault of the row beside its field."""
        for field, fault in faults:
            name = FIELDS.get(field, field)
            self.add_error(name if name in self.fields else None, type_words.FAULTS[fault])

    def row(self) -> dict[str, Any]:
        """The row as typed."""
        data = self.cleaned_data
        months = f"months:{data.get('months') or 0}"
        pair = {
            name: {"fr": data[f"{name}_fr"], "en": data[f"{name}_en"]} for name in ("name", "issuer", "note")
        }
        return {
            **pair,
            **{n: data[n] for n in ("proves", "whom", "held_by", "article", "sensitive", "expired_accepted")},
            "code": self._known.code if self._known else data["code"],
            "validity": months if data["validity"] == "months" else data["validity"],
            "dispensed_by": data["dispensed_by"],
            "dispenses_from": [line.strip() for line in data["dispenses_from"].splitlines() if line.strip()],
        }


def _initial(known: DocumentType) -> dict[str, Any]:
    row = row_of(known)
    rule, _colon, number = known.validity.partition(":")
    pairs = {
        f"{n}_{language}": row[n][language] for n in ("name", "issuer", "note") for language in ("fr", "en")
    }
    return {
        **row, **pairs, "validity": rule, "months": number, "dispenses_from": "\n".join(known.dispenses_from)
    }  # fmt: skip


class ReviewForm(reviewing.ReviewForm):
    unexplained = _("Écrivez pourquoi cette version est rejetée.")
