"""Pieces of a file: the ledger and its smallest list, what is asked, taken back and given up."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import ledger_words, selectors, words
from cases.forms.documents import AskAnywayForm, AskForm, WaiveForm, request_words
from cases.models import CaseFile
from cases.services import counting
from cases.services import pieces as acts
from cases.services.ledger import Ledger, not_asked
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page, file_to_read
from cases.views.taking import hand_over_of
from documents.types import read_key
from eligibility.situation import SituationFaults
from nps.people.selectors import members_on
from nps.ui import formats
from nps.ui.components import Column, Link, Table, Tag
from nps.ui.once import once
from nps.ui.taking import taken

ANSWER_DAYS = 30


def _people(case: CaseFile) -> dict:
    return {str(m.person.public_id): m.person for m in members_on(case.household, timezone.localdate())}


def _ask_form(case: CaseFile, ledger: Ledger, data=None) -> AskForm:
    people, rows = _people(case), []
    for piece in ledger.to_ask:
        name, whose = words.piece_of(piece, people)
        benefits = ", ".join(words.benefit_name(b) for b in ledger.benefits_of[piece])
        articles = ", ".join(ledger.articles_of[piece])
        warning = ledger_words.warning(ledger.rulings[piece])
        rows.append((piece, f"{name} · {whose} · {benefits} ({articles}) {warning}".strip()))
    due = timezone.localdate() + timedelta(days=ANSWER_DAYS)
    return AskForm(data, pieces=rows, initial={"due_on": due})


def _remark_link(case: CaseFile, piece: str, name: str) -> Link:
    url = f"{reverse('cases:remark_piece', args=[case.reference])}?{urlencode({'piece': piece})}"
    return Link(_("Inutile ou déjà connue ?"), url, name)


def _ledger_table(case: CaseFile, ledger: Ledger) -> Table:
    people, on, rows = _people(case), timezone.localdate(), []
    for line in ledger.lines:
        need = words.need_words(line.requirement.reason)
        article, end = line.requirement.article, ledger_words.until(line, on)
        if line.at_receipt:
            rows.append((need, "", Tag("ok", _("Prouvé")), end, article, ""))
        for piece in line.pieces:
            name, whose = words.piece_of(piece, people)
            state = ledger_words.tag_of(ledger, piece)
            end = formats.date_short(day) if (day := ledger.until.get(piece)) else "—"
            if day and day == line.until:
                end = ledger_words.until(line, on)
            cell = ledger_words.Proof(state, name)
            rows.append((need, whose, cell, end, article, _remark_link(case, piece, name)))
    columns = (
        Column(_("À prouver")),
        Column(_("Qui")),
        Column(_("Prouvé par")),
        Column(_("Jusqu’au"), "date"),
        Column(_("Article")),
        Column(_("Votre avis"), leaves=False),
    )
    return Table(_("Ce que les demandes doivent prouver"), columns, rows, caption_hidden=True)


def _not_asked_table(case: CaseFile, ledger: Ledger) -> Table:
    """What each benefit alone would have asked for, and why it is not asked for."""
    people, rows = _people(case), []
    anyway = reverse("cases:ask_anyway", args=[case.reference])
    for one in not_asked(ledger):
        name, whose = words.piece_of(one.piece, people)
        article = ledger_words.article_of(one)
        rows.append(
            (
                name,
                whose,
                ", ".join(words.benefit_name(b) for b in one.benefits),
                ledger_words.why_not(one, ledger, people),
                Link(f"CRPA {article}", f"#{article}"),
                Link(_("Demander quand même"), f"{anyway}?{urlencode({'piece': one.piece})}", name),
            )
        )
    columns = (
        Column(_("Pièce")),
        Column(_("De qui")),
        Column(_("Pour")),
        Column(_("Ne pas demander")),
        Column(_("Article")),
        Column(_("Malgré la loi")),
    )
    return Table(_("Les pièces que la loi dispense de demander"), columns, rows, caption_hidden=True)


def _kept_table(case: CaseFile) -> Table:
    rows = [
        (
            Link(words.piece_name(d.type, d.period), reverse("cases:check_document", args=[d.reference])),
            ", ".join(words.full_name(p) for p in d.people.all()) or _("le foyer"),
            Tag.of("document", d.state),
            d.valid_until or _("sans date de fin"),
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
        "counted": counting.of_case(case),
    }
    try:
        ledger = acts.ledger(case, timezone.localdate())
    except SituationFaults:
        ledger = None
    unneeded = {r.pk for r in ledger.unneeded} if ledger else set()
    asked = case.requests.filter(state__in=acts.OPEN).select_related("person").order_by("due_on", "pk")
    context["asked"] = [(request_words(r), r, r.pk in unneeded) for r in asked]
    if ledger and ledger.lines:
        context |= {
            "ledger": _ledger_table(case, ledger),
            "not_asked": _not_asked_table(case, ledger),
            "articles": ledger_words.ARTICLES,
            "to_ask": len(ledger.to_ask),
            "proven": len([line for line in ledger.lines if line.met]),
            "saving": ledger.saving,
            "form": form or _ask_form(case, ledger),
        }
    return render(request, "cases/documents.html", context, status=status)


def ledger(request: HttpRequest, reference: str) -> HttpResponse:
    """What must be proved, what is held, the smallest list to ask for."""
    case = file_to_read(request, reference)
    if taken(request, "held"):
        return hand_over_of(request, case, _kept_table(case))
    if taken(request, "ledger"):
        return _ledger_taken(request, case)
    return _page(request, case)


def _ledger_taken(request: HttpRequest, case: CaseFile) -> HttpResponse:
    try:
        return hand_over_of(request, case, _ledger_table(case, acts.ledger(case, timezone.localdate())))
    except SituationFaults as faults:
        raise Http404 from faults


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
            can_wait=form.cleaned_data["can_wait"],
        ),
        _("Les pièces sont demandées."),
        form,
    ):
        return redirect("cases:documents", reference)
    return _page(request, case, form, status=422)


@once
def ask_anyway(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for a piece the law forbids to ask, or that nothing here needs, with a written reason."""
    case = selectors.case_file_for(request.user, reference)
    code, period, whose = read_key(request.GET.get("piece", ""))
    due = timezone.localdate() + timedelta(days=ANSWER_DAYS)
    form = AskAnywayForm(
        request.POST if request.method == "POST" else None,
        people=_people(case),
        initial={"type_code": code, "period": period, "whose": whose, "due_on": due},
    )
    if form.is_valid() and try_act(
        request,
        lambda: acts.ask_for_pieces(
            actor=request.user,
            case=case,
            pieces=[form.piece],
            on=timezone.localdate(),
            due_on=form.cleaned_data["due_on"],
            overrides={form.piece: form.cleaned_data["reason"]},
        ),
        _("La pièce est demandée. Votre motif est dans le journal."),
        form,
    ):
        return redirect("cases:documents", reference)
    context = {
        "case_page": case_page(case),
        "form": form,
        "verb": _("Demander quand même"),
        "back": reverse("cases:documents", args=[reference]),
    }
    return render(request, "cases/reason.html", context, status=422 if form.is_bound else 200)


@require_POST
@once
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back, at once, a request that answers nothing any more."""
    found = selectors.requests_for(request.user).filter(reference=reference).first()
    if found is None:
        raise Http404
    try_act(
        request,
        lambda: acts.cancel_unneeded(actor=request.user, request=found, on=timezone.localdate()),
        _("La pièce n’est plus demandée."),
    )
    return redirect("cases:documents", found.case.reference)


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
