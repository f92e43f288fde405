"""Form fields that read what French people write, and how forms are drawn. No rule of any benefit."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.db import models
from django.forms.renderers import DjangoTemplates
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nps.ui import dates, formats
from nps.ui.dates import DateFault, PartialDate, read_date

OLDEST_YEAR = 1850


class Renderer(DjangoTemplates):
    """Visible label, hint, then error, then field: the same order everywhere (SCREENS §5)."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


REQUIRED = _("Il manque une réponse à « %(label)s ».")
MISSING = {
    forms.BooleanField: _("Cochez « %(label)s » pour continuer."),
    forms.FileField: _("Choisissez un fichier pour « %(label)s »."),
    forms.Field: REQUIRED,
}


@dataclass(frozen=True)
class _Missing:
    """A missing answer names its question, so that the summary can be read alone, in the page's language."""

    sentence: Promise
    label: str | Promise

    def __str__(self) -> str:
        return self.sentence % {"label": self.label}


class Form(forms.Form):
    """Faults are told by the server, in words, all at once: the browser's own bubbles stay off."""

    use_required_attribute = False
    mark_optional = True  # False where nothing is required, as in a search

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                sentence = next(text for kind, text in MISSING.items() if isinstance(field, kind))
                field.error_messages["required"] = _Missing(sentence, field.label)


@dataclass(frozen=True)
class Fault:
    """One line of the error summary; `anchor` is the id of the first control in fault."""

    message: str
    anchor: str


def faults_of(form: forms.BaseForm | forms.BaseFormSet) -> Iterator[Fault]:
    """Faults in the order of the fields, then those of the whole form. An unbound form has none."""
    if isinstance(form, forms.BaseFormSet):
        for part in form.forms:
            yield from faults_of(part)
        if form.is_bound:
            yield from (Fault(message, "") for message in form.non_form_errors())
        return
    for field in form:
        for message in field.errors:
            yield Fault(message, _first_control(field))
    yield from (Fault(message, "") for message in form.non_field_errors())


def _first_control(field: forms.BoundField) -> str:
    if field.is_hidden:
        return ""
    return f"{field.auto_id}_0" if field.field.widget.use_fieldset else field.id_for_label


LONGEST_SUM = 25  # characters; decimal refuses to round what is longer


class MoneyField(forms.Field):
    """Euros as a Decimal with two decimals. Reads 1300 · 1 300 · 1300,5 · 1.300,50 · 1300 euros.

    What can be read in two ways (1.300) is asked again, never guessed. Say the period in the label.
    """

    unit = "€"
    default_error_messages = {
        "unreadable": _("Écrivez une somme en euros, par exemple 900 ou 900,50."),
        "ambiguous": _("« %(value)s » peut se lire de deux façons. Écrivez %(whole)s ou %(decimal)s."),
        "negative": _("Écrivez une somme sans signe moins, par exemple 900,50."),
        "too_large": _("Cette somme est trop grande. Vérifiez le nombre de chiffres."),
    }

    def __init__(self, *, max_value: Decimal = Decimal("99999999.99"), **kwargs):
        self.max_value = max_value
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": 10, "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        if value in self.empty_values or not str(value).strip():
            return None
        amount = self._read(str(value).strip())
        if amount > self.max_value:
            self._refuse("too_large")
        return amount

    def prepare_value(self, value):
        if isinstance(value, (Decimal, int)) and not isinstance(value, bool):
            return formats.money(value).replace("€", "").strip()
        return value

    def _read(self, text: str) -> Decimal:
        bare = re.sub(r"(?i)\s*(€|euros?|eur)\s*|^€", "", text)
        if len(bare) > LONGEST_SUM:
            self._refuse("too_large")
        if re.match(r"[-\u2212]", bare):
            self._refuse("negative")
        if re.fullmatch(r"[0-9]{1,3}(?:\s[0-9]{3})+(?:[.,][0-9]{1,2})?", bare):
            bare = re.sub(r"\s", "", bare)
        if lone := re.fullmatch(r"([0-9]{1,3})[.,]([0-9]{3})", bare):
            whole, part = lone.groups()
            self._refuse("ambiguous", value=text, whole=whole + part, decimal=f"{whole},{part[:2]}")
        for thousands, point in ((".", ","), (",", ".")):
            grouped = rf"[0-9]{{1,3}}(?:\{thousands}[0-9]{{3}})+(?:\{point}[0-9]{{1,2}})?"
            if re.fullmatch(rf"[0-9]+(?:\{point}[0-9]{{1,2}})?|{grouped}", bare):
                return Decimal(bare.replace(thousands, "").replace(point, ".")).quantize(Decimal("0.01"))
        self._refuse("unreadable")

    def _refuse(self, code: str, **params):
        raise forms.ValidationError(self.error_messages[code], code=code, params=params or None)


class PartialDateField(forms.Field):
    """A PartialDate: to the day, the month or only the year. One field, read as people write."""

    partial = True
    default_error_messages = {
        dates.UNREADABLE: _("Écrivez la date ainsi : 27/03/1987."),
        dates.NO_SUCH_DAY: _("Cette date n’existe pas. Vérifiez le jour et le mois."),
        dates.SHORT_YEAR: _("Écrivez l’année avec quatre chiffres, par exemple 1987."),
        "incomplete": _("Il manque le jour ou le mois. Écrivez la date ainsi : 27/03/1987."),
        "future": _("Cette date est dans le futur. Écrivez une date passée."),
        "past": _("Cette date est passée. Écrivez une date à venir."),
        "too_old": _("Cette date est trop ancienne. Vérifiez l’année."),
        "too_far": _("Cette date est trop lointaine. Vérifiez l’année."),
    }

    def __init__(self, *, allow_future: bool = False, allow_past: bool = True, **kwargs):
        self.allow_future, self.allow_past = allow_future, allow_past
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": 12, "autocomplete": "off"}))
        if "help_text" not in kwargs:
            kwargs["help_text"] = (
                _("Par exemple 27/03/1987. Jour inconnu : 03/1987 ou 1987.")
                if self.partial
                else _("Par exemple 27/03/2024.")
            )
        super().__init__(**kwargs)

    def to_python(self, value) -> PartialDate | None:
        if isinstance(value, PartialDate):
            return value
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            date = read_date(str(value))
        except DateFault as fault:
            raise forms.ValidationError(self.error_messages[fault.code], code=fault.code) from fault
        self._check(date, timezone.localdate())
        return date

    def prepare_value(self, value):
        return formats.date_short(value) if isinstance(value, (PartialDate, dt.date)) else value

    def _check(self, date: PartialDate, today: dt.date) -> None:
        faults = (
            ("incomplete", not self.partial and not date.is_full),
            ("too_old", date.year < OLDEST_YEAR),
            ("too_far", date.year > today.year + 100),
            ("future", not self.allow_future and date.earliest > today),
            ("past", not self.allow_past and date.latest < today),
        )
        for code, present in faults:
            if present:
                raise forms.ValidationError(self.error_messages[code], code=code)


class DateField(PartialDateField):
    """A whole datetime.date, read the same way."""

    partial = False

    def to_python(self, value) -> dt.date | None:
        if isinstance(value, dt.date):
            return value
        date = super().to_python(value)
        return date.earliest if date else None


class TextField(forms.CharField):
    """Plain text: control and zero-width characters are dropped, line breaks kept, broken text refused."""

    kept = "\n"
    default_error_messages = {
        "broken": _("Ce texte contient un signe illisible. Effacez-le et retapez-le."),
        "max_length": _(
            "Ce texte est trop long : %(show_value)d signes, %(limit_value)d au plus. Raccourcissez-le."
        ),
    }

    def to_python(self, value) -> str:
        text = str(value).replace("\r\n", "\n") if value not in self.empty_values else ""
        if any(unicodedata.category(sign) == "Cs" for sign in text):
            raise forms.ValidationError(self.error_messages["broken"], code="broken")
        spaced = "".join(
            sign if sign in self.kept else " " if sign in "\t\n" else sign
            for sign in text
            if sign in "\t\n" or unicodedata.category(sign) not in {"Cc", "Cf"}
        )
        return super().to_python(unicodedata.normalize("NFC", self._tidy(spaced)))

    def _tidy(self, text: str) -> str:
        return text


class NameField(TextField):
    """A name of one letter or many, in any script, kept as typed: no forced capitals, no guess."""

    kept = ""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)
        self.widget.attrs.update({"spellcheck": "false", "autocomplete": "off", "autocapitalize": "words"})

    def _tidy(self, text: str) -> str:
        return " ".join(text.split())


class YesNoUnknown(models.TextChoices):
    """Three values: not knowing is an answer."""

    YES = "yes", _("Oui")
    NO = "no", _("Non")
    UNKNOWN = "unknown", _("On ne sait pas")


class YesNoUnknownField(forms.TypedChoiceField):
    """True, False, or None for « On ne sait pas »."""

    values = {"yes": True, "no": False}

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.RadioSelect(attrs={"class": "nps-inline"}))
        super().__init__(choices=YesNoUnknown.choices, coerce=self.values.get, empty_value=None, **kwargs)

    def prepare_value(self, value):
        shown = {True: "yes", False: "no", None: "" if self.required else "unknown"}
        return shown[value] if value is None or isinstance(value, bool) else value

    def has_changed(self, initial, data) -> bool:
        return self.values.get(data) is not initial
