"""One question answered where it is asked. What may be answered, and what it changes, is told elsewhere."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.answers import TYPED, UNKNOWN, field_of, kept
from eligibility.questions import Question
from nps.ui.forms import Form


class OneAnswerForm(Form):
    """The answer to one question, whose label says why it is asked."""

    def __init__(self, *args, question: Question, label: Any, number: int, **kwargs):
        super().__init__(*args, auto_id=f"question-{number}-%s", **kwargs)
        self.question = question
        answer = field_of(question)
        answer.label, answer.required = label, True
        answer.error_messages["required"] = _("Choisissez une réponse, ou écrivez-la.")
        self.fields["answer"] = answer
        if question.kind not in TYPED:
            self.initial["answer"] = UNKNOWN

    def answer(self) -> Any:
        """The fact's value; None says « on ne sait pas »."""
        return kept(self.question, self.cleaned_data["answer"])
