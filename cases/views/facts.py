"""One fact: every value it had, who said so, and the choice between two sources that disagree."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import fact_words, selectors, words
from cases.services import files as acts
from cases.views.acting import try_act
from cases.views.frame import case_page, closed_words
from eligibility.facts import history_of
from eligibility.models import Fact
from nps.ui import formats
from nps.ui.components import Column, Table


def history(request: HttpRequest, reference: str, fact: int) -> HttpResponse:
    """Values with their sources, newest first; those that disagree can be chosen."""
    case = selectors.case_file_for(request.user, reference)
    one = case.household.facts.filter(pk=fact).select_related("person").first()
    if one is None:
        raise Http404
    values = list(history_of(one))
    open_values = [value for value in values if value.replaced_at is None]
    closed = closed_words(case)
    disagree = len(open_values) > 1
    context = {
        "case": case,
        "closed": closed if disagree else "",
        "case_page": case_page(case),
        "label": fact_words.label(one.name),
        "whose": words.full_name(one.person) if one.person else "",
        "values": _table(values),
        "choices": [(value.pk, _choice(value)) for value in open_values] if disagree and not closed else (),
    }
    return render(request, "cases/fact.html", context)


@require_POST
def settle(request: HttpRequest, reference: str, fact: int) -> HttpResponse:
    """Keep one of the values that disagree."""
    case = selectors.case_file_for(request.user, reference)
    try:
        done = _("La valeur est choisie. L’autre reste dans l’historique.")
        try_act(request, lambda: acts.settle_fact(actor=request.user, case=case, fact=fact), done)
    except Fact.DoesNotExist:
        raise Http404 from None
    return redirect("cases:fact", reference, fact)


def _choice(fact: Fact) -> str:
    return f"{fact_words.value(fact.name, fact.value)} · {fact_words.source(fact)}"


def _table(values: list[Fact]) -> Table:
    columns = (
        Column(_("Valeur")),
        Column(_("Source")),
        Column(_("Écrit le"), "date"),
        Column(_("Par")),
        Column(_("Valable")),
    )
    rows = [
        (
            fact_words.value(fact.name, fact.value),
            fact_words.source(fact),
            f"{formats.date_short(fact.recorded_at)} {formats.hour(fact.recorded_at)}",
            fact.recorded_by.full_name,
            _standing(fact),
        )
        for fact in values
    ]
    return Table(_("Toutes les valeurs, la plus récente d’abord"), columns, rows)


def _standing(fact: Fact) -> str:
    if fact.replaced_at:
        return _("remplacée le %(day)s") % {"day": formats.date_short(fact.replaced_at)}
    if fact.contests_id:
        return _("contredit la valeur retenue")
    if fact.valid_until:
        return _("jusqu’au %(day)s") % {"day": formats.date_short(fact.valid_until)}
    return _("valeur retenue")
