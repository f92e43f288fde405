"""A question as a field: how an answer is read, shown and kept. Blank is no answer; not knowing is one."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eligibility.questions import Question
from nps.ui.dates import PartialDate
from nps.ui.forms import DateField, MoneyField, PartialDateField, YesNoUnknown

UNKNOWN, NONE = "unknown", "none_of_these"
NOT_KNOWN = _("On ne sait pas")
FEW = 8  # choices shown at once; more become a list
LARGEST = 10_000
TYPED = ("money", "number", "month", "day")  # the kinds that are written: « on ne sait pas » is a box beside
YES_NO = {"yes": True, "no": False}


class NumberField(forms.IntegerField):
    """A small whole number, in a text field (SCREENS §5)."""

    def __init__(self, **kwargs):
        wrong = _("Écrivez un nombre entier, par exemple 3.")
        given = {"invalid": wrong, "min_value": wrong, "max_value": _("Ce nombre est trop grand.")}
        widget = forms.TextInput(attrs={"size": 6, "autocomplete": "off"})
        super().__init__(min_value=0, max_value=LARGEST, widget=widget, error_messages=given, **kwargs)


def choice_field(choices: Iterable[tuple[str, Any]], **given: Any) -> forms.ChoiceField:
    """Radios, none ticked; a list when there are many."""
    choices = [*choices, (UNKNOWN, NOT_KNOWN)]
    if len(choices) > FEW:
        return forms.ChoiceField(choices=[("", _("Choisir dans la liste")), *choices], **given)
    return forms.ChoiceField(
        choices=choices, widget=forms.RadioSelect(attrs={"class": "nps-inline"}), **given
    )


def field_of(question: Question, hint: Any = "") -> forms.Field:
    """The field that reads this question's answer."""
    given = {"label": question.label, "help_text": hint, "required": False}
    match question.kind:
        case "money":
            return MoneyField(**given)
        case "number":
            return NumberField(**given)
        case "month":
            return PartialDateField(**{**given, "help_text": hint or _("Par exemple 06/2015.")})
        case "day":
            return DateField(
                allow_future=True, **{**given, "help_text": hint or _("Par exemple 27/03/2024.")}
            )
        case "yes_no":
            return choice_field([(c.value, c.label) for c in (YesNoUnknown.YES, YesNoUnknown.NO)], **given)
        case _:
            return choice_field(question.choices, **given)


def boxes_field(questions: Iterable[Question], label: Any) -> forms.MultipleChoiceField:
    """Several yes-or-no questions as boxes of one list: what is not ticked is not so."""
    choices = [*((q.name, q.box) for q in questions), (NONE, _("Rien de tout cela")), (UNKNOWN, NOT_KNOWN)]
    return forms.MultipleChoiceField(
        choices=choices,
        label=label,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "nps-inline"}),
    )


def box_answers(questions: Iterable[Question], ticked: list[str]) -> Mapping[str, bool | None]:
    """The answer to each question of a list of boxes; nothing ticked is no answer at all."""
    if not ticked:
        return {}
    others = None if UNKNOWN in ticked else False
    return {
        q.name: q.ticked if q.name in ticked else others if others is None else not q.ticked
        for q in questions
    }


def boxes_shown(questions: Iterable[Question], known: Mapping[str, bool]) -> list[str]:
    """The boxes that answers already known tick."""
    return [q.name for q in questions if known[q.name] is q.ticked] or [NONE]


def shown(question: Question, value: Any) -> Any:
    """A fact's value as its field shows it."""
    if value is None:
        return UNKNOWN if question.kind not in TYPED else None
    match question.kind:
        case "yes_no":
            return "yes" if value else "no"
        case "money":
            return Decimal(str(value))
        case "month":
            return PartialDate(*(int(part) for part in value.split("-")))
        case "day":
            return date.fromisoformat(value)
        case _:
            return value


def kept(question: Question, value: Any) -> Any:
    """What the field read, as a fact's JSON value; None says « on ne sait pas »."""
    if value == UNKNOWN:
        return None
    match question.kind:
        case "yes_no":
            return YES_NO[value]
        case "money":
            return float(value)
        case "month":
            return f"{value.year:04}-{value.month:02}" if value.month else f"{value.year:04}"
        case "day":
            return value.isoformat()
        case _:
            return value
