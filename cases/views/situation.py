"""The household's situation: asked once, kept with its source, never required to be whole."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import selectors
from cases.forms.situation import SituationForm
from cases.services import files as acts
from cases.views.acting import try_act
from cases.views.frame import case_page
from eligibility.facts import current_facts
from eligibility.situation import SituationFaults
from nps.people.selectors import members_on
from nps.ui.once import once


@once
def situation(request: HttpRequest, reference: str) -> HttpResponse:
    """One page in life order; saving may call for more questions, checking leads to the rights."""
    case = selectors.case_file_for(request.user, reference)
    today = timezone.localdate()
    given = {
        "members": members_on(case.household, today),
        "facts": current_facts(case.household, today),
        "on": today,
    }
    form = SituationForm(request.POST if request.method == "POST" else None, **given)
    if request.method == "POST" and form.is_valid():
        written = acts.record_situation(actor=request.user, case=case, answers=form.answers())
        if "check" not in request.POST:
            again = SituationForm(**{**given, "facts": current_facts(case.household, today)})
            _say_what_is_left(request, len(written), len(again.asked) - len(form.asked))
            return redirect("cases:situation", reference)
        if _checked(request, case, form):
            return redirect("cases:rights", reference)
    context = {"case_page": case_page(case), "form": form, "groups": form.groups()}
    return render(request, "cases/situation.html", context, status=422 if form.errors else 200)


def _say_what_is_left(request: HttpRequest, written: int, more: int) -> None:
    from_words = _("Enregistré.") if written else _("Rien n’a changé.")
    if more > 0:
        from_words += " " + ngettext(
            "Ces réponses appellent %(n)s question de plus.",
            "Ces réponses appellent %(n)s questions de plus.",
            more,
        ) % {"n": more}
    try_act(request, lambda: None, from_words)


def _checked(request: HttpRequest, case, form: SituationForm) -> bool:
    """Check the rights; what contradicts itself is said on the form, and what was typed is already kept."""
    try:
        acts.check_rights(actor=request.user, case=case, on=timezone.localdate())
    except SituationFaults as faults:
        for fault in faults.faults:
            form.add_error(None, _("La situation se contredit : %(fault)s") % {"fault": fault})
        return False
    return True
