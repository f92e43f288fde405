"""« Et si… »: rights before and after an event that has not happened. Nothing is written here."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import selectors, words
from cases import what_if_words as said
from cases.fact_words import missing
from cases.forms.what_if import EVENTS, EventForm, IncomeForm
from cases.models import CaseFile
from cases.views.frame import case_page
from eligibility import comparing, curves, what_if
from eligibility.ageing import Expiry
from eligibility.facts import current_facts, situation_of
from eligibility.situation import Situation, SituationFaults
from eligibility.stewardship import figures_in_force
from nps.people.selectors import history_of
from nps.ui import formats
from nps.ui.components import Column, Table

Context = dict[str, object]


def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose an event by a link, tell its few facts, compare: the answer of the POST is all there is."""
    case = selectors.case_file_for(request.user, reference)
    today = timezone.localdate()
    event = request.GET.get("event", "")
    event = event if event in EVENTS else next(iter(EVENTS))
    context: Context = {"case_page": case_page(case), "case": case, "events": said.events(event)}
    try:
        situation = situation_of(case.household, today)
        context["next"] = said.next_change(_next(case, situation, today))
    except SituationFaults:
        return render(request, "cases/what_if.html", {**context, "contradicts": True})
    names = _names(case)
    people = [names.get(person.id, "") for person in situation.persons or ()]
    label, form_of = EVENTS[event]
    given = {"situation": situation, "people": people, "on": today}
    form = form_of(**given)
    why_not = form.why_not()
    if request.method == "POST" and not why_not:
        form = form_of(request.POST, **given)
    context |= {"form": form, "label": label, "why_not": why_not}
    if form.is_valid():
        context |= _along(form) if isinstance(form, IncomeForm) else _change(form, names)
    return render(request, "cases/what_if.html", context, status=422 if form.errors else 200)


def _names(case: CaseFile) -> dict[str, str]:
    """Id in the situation → name."""
    return {str(m.person.public_id): words.full_name(m.person) for m in history_of(case.household)}


def _next(case: CaseFile, situation: Situation, today: date) -> comparing.NextChange | None:
    """The next day something changes, with the ends of the proofs of the file."""
    facts = current_facts(case.household, today).filter(valid_until__isnull=False)
    expiring = tuple(
        Expiry(fact.valid_until, str(fact.person.public_id) if fact.person else None, fact.name)
        for fact in facts
    )
    return comparing.next_change(situation, today, figures=figures_in_force(), expiring=expiring)


# Before and after one event


def _change(form: EventForm, names: dict[str, str]) -> Context:
    supposed = form.supposed()
    both = [what_if.as_is(form.situation, form.on), supposed]
    before, after = comparing.outcomes(both, figures=figures_in_force())
    lines = comparing.differences(before.result, after.result)
    changed = [line for line in lines if line.changes]
    people = [names.get(person.id, _("l’enfant à naître")) for person in supposed.situation.persons or ()]
    return {
        "compared": True,
        "later": after.on if after.on != form.on else None,
        "sums": [said.sums(every, before.result, after.result) for every in said.SUMS],
        "changes": said.comparison(_("Ce qui change"), changed),
        "changed": len(changed),
        "same": said.comparison(_("Ce qui ne change pas"), [line for line in lines if not line.changes]),
        "computed": said.computed(after.computed),
        "asked": _asked([line.after.missing for line in changed], people),
    }


def _asked(paths: Iterable[Sequence[str]], people: list[str]) -> list[str]:
    """What would have to be known, in words, each once."""
    return list(dict.fromkeys(missing(path, people) for group in paths for path in group))


# Along an income


def _along(form: IncomeForm) -> Context:
    found = comparing.outcomes(form.along(), figures=figures_in_force())
    results, sums, here = [one.result for one in found], form.sums(), form.here
    lines = curves.curves(results)
    return {
        "compared": True,
        "pictures": [(said.line(one), curves.picture(one, sums, here)) for one in lines],
        "frame": curves.FRAME,
        "here": here,
        "rivals": said.rivals(lines),
        "untold": [words.benefit_name(code) for code in curves.untold(results)],
        "table": _table(lines, sums),
    }


def _table(lines: Sequence[curves.Curve], sums: Sequence[float]) -> Table:
    """The text of the pictures: one row for each income."""
    columns = (
        Column(_("Revenu net par mois"), "number"),
        *(Column(said.line(one), "number") for one in lines),
    )
    rows = [
        (formats.money(income), *(formats.money(one.amounts[n]) for one in lines))
        for n, income in enumerate(sums)
    ]
    return Table(_("Sommes par mois selon le revenu"), columns, rows)
