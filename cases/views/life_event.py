"""A change of situation: told on one form, reviewed as one batch, applied (by-law I-B 7)."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import batch_words, batches, fault_words, selectors
from cases.forms.life_event import LifeEventForm, came_since
from cases.forms.situation_page import SituationPage
from cases.models import CaseFile, EventKind, LifeEvent
from cases.models.life_event import EventState
from cases.services import life_events as acts
from cases.services.moves import MoveRefused
from cases.views.acting import try_act
from cases.views.frame import case_page, closed_words
from eligibility.facts import current_facts, doubts_of
from eligibility.situation import SituationFaults
from nps.people.selectors import members_on
from nps.ui.formats import date_long
from nps.ui.once import once


@once
def tell(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose what happened by a link, then answer only what it changes; nothing of the file changes yet."""
    case = selectors.case_file_for(request.user, reference)
    draft = case.life_events.filter(state=EventState.DRAFT).select_related("author").first()
    kind = request.GET.get("event", "")
    form = None
    if kind in EventKind.values and draft is None:
        form = _form(case, kind, request.POST if request.method == "POST" else None)
    made: list[LifeEvent] = []
    valid = request.method == "POST" and form is not None and form.is_valid()
    if valid and try_act(request, lambda: made.append(_draft(request, case, form)), "", form):
        return redirect("cases:review_life_event", reference, made[0].public_id)
    context = {
        "case": case,
        "case_page": case_page(case),
        "closed": closed_words(case),
        "draft": draft,
        "kinds": [(code, label, code == kind) for code, label in EventKind.choices],
        "form": form,
        "page": SituationPage(form) if form else None,
        "asked": form.event if form else None,
        "title": EventKind(kind).label if form else _("Changement de situation"),
    }
    refused = form.errors if form else request.method == "POST"  # nothing chosen, or a draft made meanwhile
    return render(request, "cases/life_event.html", context, status=422 if refused else 200)


def _form(case: CaseFile, kind: str, data=None) -> LifeEventForm:
    today = timezone.localdate()
    return LifeEventForm(
        data,
        kind=kind,
        members=members_on(case.household, today),
        facts=current_facts(case.household),
        doubts=doubts_of(case.household),
        on=today,
    )


def _draft(request: HttpRequest, case: CaseFile, form: LifeEventForm) -> LifeEvent:
    happened = form.cleaned_data["happened_on"]
    return acts.draft_event(
        actor=request.user,
        case=case,
        kind=form.kind,
        happened_on=happened,
        told_on=form.cleaned_data["told_on"],
        answers=form.changed(),
        joined=form.event.adds and bool(came_since(form.members, happened)),
    )


@once
def review(request: HttpRequest, reference: str, event: UUID) -> HttpResponse:
    """The batch: every line can be left out with a reason; nothing happens before « Appliquer »."""
    case = selectors.case_file_for(request.user, reference)
    found = (
        case.life_events.filter(public_id=event)
        .select_related("author", "closed_by", "case__household")
        .first()
    )
    if found is None:
        raise Http404
    if found.state != EventState.DRAFT:
        if request.method == "POST":
            messages.error(request, _closed_words(found))
        return render(
            request, "cases/life_event_done.html", _frame(case, found) | {"said": _closed_words(found)}
        )
    if request.method != "POST":
        return _page(request, case, found, found.left_out, found.shown)
    left_out, seen = _left_out(request), _seen(request)
    if "cancel" in request.POST:
        if try_act(
            request, lambda: acts.cancel_event(actor=request.user, event=found), _("Changement abandonné.")
        ):
            return redirect("cases:situation", reference)
        return redirect(request.path)
    if "apply" not in request.POST:
        kept = _("Gardé tel quel : rien n’est encore appliqué.")
        try_act(
            request,
            lambda: acts.keep_lines(actor=request.user, event=found, left_out=left_out, shown=seen),
            kept,
        )
        return redirect(request.path)
    return _apply(request, case, found, left_out, seen)


def _apply(
    request: HttpRequest, case: CaseFile, event: LifeEvent, left_out: dict[str, str], seen: dict[str, str]
) -> HttpResponse:
    try:
        acts.apply_event(
            actor=request.user, event=event, left_out=left_out, seen=seen, on=timezone.localdate()
        )
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return _page(request, case, event, left_out, seen, status=422)
    except SituationFaults:
        return _page(request, case, event, left_out, seen, status=422)
    messages.success(request, _("Le changement est appliqué."))
    return redirect("cases:case", case.reference)


def _seen(request: HttpRequest) -> dict[str, str]:
    pairs = (value.rpartition("|") for value in request.POST.getlist("seen"))
    return {key: what for key, _bar, what in pairs}


def _left_out(request: HttpRequest) -> dict[str, str]:
    """Lines shown and no longer ticked, with what is written beside them."""
    ticked = set(request.POST.getlist("line"))
    return {
        key: request.POST.get(f"why-{key}", "").strip()[:500] for key in _seen(request) if key not in ticked
    }


def _frame(case: CaseFile, event: LifeEvent) -> dict:
    return {
        "case": case,
        "case_page": case_page(case),
        "event": event,
        "title": event.get_kind_display(),
        "back": reverse("cases:situation", args=[case.reference]),
    }


def _page(
    request: HttpRequest,
    case: CaseFile,
    event: LifeEvent,
    left_out: Mapping[str, str],
    seen: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    """The batch as it is now, and what of it is not as its reader saw it."""
    context = _frame(case, event) | {"closed": closed_words(case)}
    event.case = case
    try:
        batch = batches.batch_of(event, timezone.localdate(), left_out)
    except SituationFaults as faults:
        said = [fault_words.said(line)[1] for line in faults.faults]
        return render(request, "cases/life_event_batch.html", context | {"faults": said}, status=status)
    now = batches.lines(batch)
    kept = {key: what for key, what in seen.items() if key not in left_out}
    fresh = {key for key, what in now.items() if seen and key not in left_out and kept.get(key) != what}
    left = {key: why for key, why in left_out.items() if key not in now}
    members = members_on(case.household, timezone.localdate())
    groups = batch_words.groups(batch, members, left_out, fresh)
    if left:
        groups.append((_("Laissé de côté"), batch_words.left_aside(left)))
    context |= {
        "groups": groups,
        "seen": [f"{key}|{what}" for key, what in (dict.fromkeys(left, "") | now).items()],
        "gone": [batch_words.of_key(key) for key in sorted(kept.keys() - now.keys())],
        "nothing": not batch.changes,
        "told": {"happened": date_long(event.happened_on), "told": date_long(event.told_on)},
    }
    return render(request, "cases/life_event_batch.html", context, status=status)


def _closed_words(event: LifeEvent) -> str:
    told = {"who": event.closed_by.full_name, "day": date_long(event.closed_at)}
    if event.state == EventState.APPLIED:
        return _("Appliqué par %(who)s le %(day)s. Rien n’a été fait deux fois.") % told
    return _("Abandonné par %(who)s le %(day)s. Le dossier est resté tel quel.") % told
