"""Pieces of a file: the ledger and its smallest list, what is asked and given up."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import selectors, words
from cases.forms.documents import AskForm, WaiveForm, request_words
from cases.models import CaseFile
from cases.services import pieces as acts
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page
from documents import guard
from eligibility.situation import SituationFaults
from nps.people.selectors import members_on
from nps.ui import formats
from nps.ui.components import Column, Link, Table, Tag
from nps.ui.once import once

ANSWER_DAYS = 30


def _people(case: CaseFile) -> dict:
    return {str(m.person.public_id): m.person for m in members_on(case.household, timezone.localdate())}


def _ask_form(case: CaseFile, ledger: acts.Ledger, data=None) -> AskForm:
    people, asked = _people(case), {r.piece for r in case.requests.filter(state__in=acts.OPEN)}
    rows = []
    for piece in ledger.plan.requests:
        if piece in asked or piece in ledger.arrived:
            continue
        name, whose = words.piece_of(piece, people)
        benefits = ", ".join(words.benefit_name(b) for b in ledger.benefits_of[piece])
        articles = ", ".join(ledger.articles_of[piece])
        forbidden = ledger.rulings[piece].verdict == guard.Verdict.REFUSED
        rows.append((piece, f"{name} · {whose} · {benefits} ({articles})", forbidden))
    due = timezone.localdate() + timedelta(days=ANSWER_DAYS)
    return AskForm(data, pieces=rows, initial={"due_on": due})


def _ledger_table(case: CaseFile, ledger: acts.Ledger) -> Table:
    people, requests = _people(case), {r.piece: r for r in case.requests.filter(state__in=acts.OPEN)}
    rows = []
    for line in ledger.lines:
        for piece in line.pieces:
            name, whose = words.piece_of(piece, people)
            if piece in ledger.held:
                tag = Tag("ok", _("Prouvé"))
            elif piece in ledger.arrived:
                tag = Tag.of("ledger", "to_check")
            elif piece in requests:
                tag = Tag.of("request", requests[piece].state)
            else:
                tag = Tag("warn", _("À demander"))
            rows.append(
                (words.need_words(line.requirement.reason), whose, name, tag, line.requirement.article)
            )
    columns = (
        Column(_("À prouver")),
        Column(_("Qui")),
        Column(_("Prouvé par")),
        Column(_("État")),
        Column(_("Article")),
    )
    return Table(_("Ce que les demandes doivent prouver"), columns, rows, caption_hidden=True)


def _kept_table(case: CaseFile) -> Table:
    rows = [
        (
            Link(words.piece_name(d.type, d.period), reverse("cases:check_document", args=[d.reference])),
            ", ".join(words.full_name(p) for p in d.people.all()),
            Tag.of("document", d.state),
            formats.date_short(d.valid_until) if d.valid_until else "",
        )
        for d in case.household.documents.prefetch_related("people").order_by("-stored_at", "-pk")
    ]
    columns = (Column(_("Pièce")), Column(_("Qui")), Column(_("État")), Column(_("Jusqu’au"), "date"))
    return Table(_("Pièces déposées"), columns, rows, caption_hidden=True)


def _page(
    request: HttpRequest, case: CaseFile, form: AskForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "case_page": case_page(case),
        "case": case,
        "kept": _kept_table(case),
        "page_errors": bool(form),
    }
    asked = case.requests.filter(state__in=acts.OPEN).select_related("person").order_by("due_on", "pk")
    context["asked"] = [(request_words(r), r) for r in asked]
    try:
        ledger = acts.ledger(case, timezone.localdate())
    except SituationFaults:
        ledger = None
    if ledger and ledger.lines:
        context |= {
            "ledger": _ledger_table(case, ledger),
            "to_ask": len(ledger.plan.requests),
            "proven": len([line for line in ledger.lines if line.met]),
            "saving": ledger.saving,
            "form": form or _ask_form(case, ledger),
        }
    return render(request, "cases/documents.html", context, status=status)


def ledger(request: HttpRequest, reference: str) -> HttpResponse:
    """What must be proved, what is held, the smallest list to ask for."""
    return _page(request, selectors.case_file_for(request.user, reference))


@once
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask once for the ticked pieces, with a date."""
    case = selectors.case_file_for(request.user, reference)
    if request.method != "POST":
        return redirect("cases:documents", reference)
    form = _ask_form(case, acts.ledger(case, timezone.localdate()), request.POST)
    if form.is_valid() and try_act(
        request,
        lambda: acts.ask_for_pieces(
            actor=request.user,
            case=case,
            pieces=form.cleaned_data["pieces"],
            on=timezone.localdate(),
            due_on=form.cleaned_data["due_on"],
            overrides=form.overrides(),
        ),
        _("Les pièces sont demandées."),
        form,
    ):
        return redirect("cases:documents", reference)
    return _page(request, case, form, status=422)


@once
def waive(request: HttpRequest, reference: str) -> HttpResponse:
    """Give up asking for a piece, with a reason."""
    found = selectors.requests_for(request.user).filter(reference=reference).first()
    if found is None:
        raise Http404
    return form_page(
        request,
        form_class=WaiveForm,
        act=lambda data: acts.waive_request(
            actor=request.user, request=found, reason=data["reason"], on=timezone.localdate()
        ),
        done=_("La pièce n’est plus demandée."),
        back=reverse("cases:documents", args=[found.case.reference]),
        template="cases/reason.html",
        context={"case_page": case_page(found.case), "verb": _("Ne pas demander")},
    )
