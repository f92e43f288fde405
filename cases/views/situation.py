"""The household's situation: asked once, kept with its source, never required to be whole."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import fault_words, selectors, words
from cases.forms.situation import SituationForm
from cases.forms.situation_page import SituationPage
from cases.models import CaseFile
from cases.services import files as acts
from cases.services.moves import Blocked
from cases.views.acting import try_act
from cases.views.frame import case_page, closed_words
from eligibility.facts import current_facts, doubts_of
from eligibility.models import Fact
from eligibility.situation import SituationFaults
from nps.people.selectors import members_on
from nps.ui.formats import date_long
from nps.ui.once import once


@once
def situation(request: HttpRequest, reference: str) -> HttpResponse:
    """One page in life order; saving may call for more questions, checking leads to the rights."""
    case = selectors.case_file_for(request.user, reference)
    form = _form(case, request.POST if request.method == "POST" else None)
    written: list[Fact] = []

    def record() -> None:
        written.extend(acts.record_situation(actor=request.user, case=case, answers=form.answers()))

    if request.method == "POST" and form.is_valid() and try_act(request, record, "", form):
        if "check" not in request.POST:
            _say_what_is_left(request, len(written), SituationPage(_form(case)).left)
            return redirect("cases:situation", reference)
        if _checked(request, case, form):
            return redirect("cases:rights", reference)
    context = {
        "case": case,
        "case_page": case_page(case),
        "form": form,
        "closed": closed_words(case),
        "page": SituationPage(form),
        "members": [(words.full_name(m.person), date_long(m.person.birth)) for m in form.members],
    }
    return render(request, "cases/situation.html", context, status=422 if form.errors else 200)


def _form(case: CaseFile, data=None) -> SituationForm:
    today = timezone.localdate()
    return SituationForm(
        data,
        members=members_on(case.household, today),
        facts=current_facts(case.household),
        doubts=doubts_of(case.household),
        on=today,
    )


def _say_what_is_left(request: HttpRequest, written: int, left: int) -> None:
    said = _("Enregistré.") if written else _("Rien n’a changé.")
    if left:
        said += " " + ngettext("Il reste %(n)s question utile.", "Il reste %(n)s questions utiles.", left) % {
            "n": left
        }
    try_act(request, lambda: None, said)


def _checked(request: HttpRequest, case: CaseFile, form: SituationForm) -> bool:
    """Check the rights; what contradicts itself is said on the form, and what was typed is already kept."""
    try:
        acts.check_rights(actor=request.user, case=case, on=timezone.localdate())
    except Blocked as closed_meanwhile:
        form.add_error(None, str(closed_meanwhile))
        return False
    except SituationFaults as faults:
        for _path, fault in map(fault_words.said, faults.faults):
            form.add_error(None, _("La situation se contredit : %(fault)s") % {"fault": fault})
        return False
    return True
