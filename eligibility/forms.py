"""Forms of the law's pages and of the figures: what people type about dates, values and texts."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eligibility.figure_words import figure_words, part_words, sign_of, value_words
from eligibility.parameters import Figures
from nps.ui import reviewing
from nps.ui.forms import DateField, Form, MoneyField, TextField


class ChangesForm(Form):
    """Two dates: a GET form, nothing submits itself."""

    mark_optional = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from"] = DateField(label=_("Du"), allow_future=True, help_text="")
        self.fields["until"] = DateField(label=_("Au"), allow_future=True, help_text="")

    def clean(self):
        data = super().clean()
        first, last = data.get("from"), data.get("until")
        if first and last and first >= last:
            self.add_error("until", _("Cette date doit venir après la première."))
        return data


class FigureField(MoneyField):
    """A value of a figure in its own unit: 1300 · 1 300 · 1300,5. Nothing typed: nothing changes."""

    default_error_messages = {
        "unreadable": _("Écrivez un nombre, par exemple 900 ou 900,50."),
        "negative": _("Écrivez un nombre sans signe moins, par exemple 900,50."),
        "too_large": _("Ce nombre est trop grand. Vérifiez le nombre de chiffres."),
    }

    def __init__(self, *, unit: str, **kwargs):
        self.unit = unit
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value):
        """A kept value comes back as it would be typed: no grouping, a comma in French."""
        if isinstance(value, (int, float)):
            text = f"{value:.2f}".rstrip("0").rstrip(".")
            return text.replace(".", ",") if (get_language() or "fr") == "fr" else text
        return super().prepare_value(value)


class FiguresForm(Form):
    """The figures of one group: a new value for some, one day and one text for all."""

    in_force_on = DateField(
        label=_("En vigueur à partir du"),
        allow_future=True,
        help_text=_("Une date à venir, par exemple 27/03/2027. Le passé ne se modifie pas."),
    )
    reference = TextField(
        label=_("Texte de référence"),
        max_length=300,
        help_text=_("La délibération ou l’annexe, avec sa date et son article."),
    )

    def __init__(self, *args, figures: Figures, names: Iterable[str], today: date, **kwargs):
        """`figures`: those in force, shown beside each field."""
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        self._today, self.figures, self.rows = today, figures, {}
        for n, name in enumerate(names):
            latest = figures.history(name)[-1]
            hint = _("Aujourd’hui %(value)s.") if latest.since <= today else _("Dernière valeur : %(value)s.")
            words = part_words(name, language)
            self.rows[f"figure{n}"] = name
            self.fields[f"figure{n}"] = FigureField(
                label=words[:1].upper() + words[1:],
                unit=sign_of(figures.about(name)["unit"], language),
                help_text=hint % {"value": value_words(figures, name, latest.value, language)},
            )

    def clean_in_force_on(self) -> date:
        day = self.cleaned_data["in_force_on"]
        if day <= self._today:
            raise forms.ValidationError(_("Cette date est passée. Écrivez une date à venir."))
        return day

    def clean(self):
        data = super().clean()
        changed = self.changed()
        if not changed and not self.errors:
            self.add_error(None, _("Écrivez au moins une nouvelle valeur."))
        day = data.get("in_force_on")
        for field, name in self.rows.items():
            if name in changed and day and (last := self.figures.history(name)[-1].since) >= day:
                self.add_error(field, self._too_early(name, last))
        return data

    def _too_early(self, name: str, last: date) -> str:
        told = {"figure": figure_words(name, get_language() or "fr"), "day": last.strftime("%d/%m/%Y")}
        return _("%(figure)s a déjà une valeur à partir du %(day)s. Choisissez une date après.") % told

    def changed(self) -> dict[str, float]:
        """Name → new value, for the fields that hold one which is not the latest."""
        typed: dict[str, Decimal | None] = {
            name: self.cleaned_data.get(field) for field, name in self.rows.items()
        }
        return {
            name: float(value) if value % 1 else int(value)
            for name, value in typed.items()
            if value is not None and float(value) != self.figures.history(name)[-1].value
        }

    def field_of(self, name: str) -> str | None:
        """The field of this figure, for a fault found later."""
        return next((field for field, row in self.rows.items() if row == name), None)


class ReviewForm(reviewing.ReviewForm):
    unexplained = _("Écrivez pourquoi cette règle est rejetée.")
