"""Pieces of a file: the ledger and its smallest list, scans in, checks, downloads."""

import logging
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases import selectors, words
from cases.fact_words import label
from cases.forms.documents import AskForm, CheckForm, UploadForm, WaiveForm, request_words
from cases.models import CaseFile
from cases.partners.sections import media_words
from cases.services import pieces as acts
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page
from documents import guard, intake, vault
from documents.models import RejectionReason
from documents.sealing import Damaged, KeyMissing, KeyWrong
from eligibility.facts import proven_by
from eligibility.questions import LABELS
from eligibility.situation import SituationFaults
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import SITE_ROLES
from nps.journal.services import record
from nps.people.selectors import members_on
from nps.ui import formats
from nps.ui.components import Column, Link, Row, Table, Tag
from nps.ui.once import once
from nps.ui.problems import Problem, problem

logger = logging.getLogger(__name__)
ANSWER_DAYS = 30
UNREADABLE = Problem(
    _l("Cette pièce ne peut pas être ouverte"),
    _l("Son contenu ne correspond plus à ce qui a été déposé. Le reste du dossier est intact."),
    _l("Prévenez l’administration du service avant de la redemander."),
)


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
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Put one scan in the vault."""
    case = selectors.case_file_for(request.user, reference)
    members = [m.person for m in members_on(case.household, timezone.localdate())]
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*data, members=members, initial={"people": [str(p.pk) for p in members[:1]]})
    back = reverse("cases:documents", args=[reference])
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        details = {k: form.cleaned_data[k] for k in ("type_code", "period", "issued_on", "stated_until")}
        try:
            document = acts.file_document(
                actor=request.user,
                case=case,
                people=form.chosen(),
                upload=upload,
                filename=upload.name,
                **details,
            )
        except intake.Refused as refused:
            form.add_error("file", str(refused.refusal))
        except vault.BadDescription as fault:
            form.add_error(fault.field if fault.field in form.fields else None, _("Vérifiez cette réponse."))
        else:
            messages.success(request, _("La pièce est déposée. Regardez-la, puis acceptez-la ou refusez-la."))
            return redirect("cases:check_document", document.reference)
    context = {"case_page": case_page(case), "form": form, "back": back}
    return render(request, "cases/upload.html", context, status=422 if form.errors else 200)


def to_check(request: HttpRequest) -> HttpResponse:
    """Pieces of the agent's files that wait for eyes, oldest first."""
    if request.user.role not in SITE_ROLES:
        raise Http404
    found = selectors.documents_for(request.user).filter(state="to_check")
    found = found.select_related("household__case_file").order_by("stored_at", "pk")[:100]
    rows = [
        (
            Link(words.piece_name(d.type, d.period), reverse("cases:check_document", args=[d.reference])),
            d.household.case_file.reference,
            words.household_name(d.household),
            formats.date_short(timezone.localtime(d.stored_at).date()),
        )
        for d in found
    ]
    columns = (Column(_("Pièce")), Column(_("Dossier")), Column(_("Foyer")), Column(_("Déposée le"), "date"))
    table = Table(_("Pièces à vérifier"), columns, rows, caption_hidden=True)
    return render(request, "cases/to_check.html", {"table": table})


def _rows(document) -> list[Row]:
    until, written = document.valid_until, document.issued_on
    proves = [label(name) for name in proven_by(document.type) if name in LABELS]
    return [
        Row(_("Concerne"), ", ".join(words.full_name(p) for p in document.people.all())),
        Row(_("Date écrite"), formats.date_long(written) if written else _("On ne sait pas")),
        Row(_("Valable jusqu’au"), formats.date_long(until) if until else _("sans date de fin")),
        Row(_("Fichier"), media_words(document)),
        Row(_("Antivirus"), document.get_scan_verdict_display()),
        *([Row(_("Elle prouve"), ", ".join(proves))] if proves else []),
    ]


def _checked(agent, document, data: dict):
    """What the form decided, done."""
    case = document.household.case_file
    if data["verdict"] == "accept":
        return acts.accept_document(actor=agent, case=case, document=document, on=timezone.localdate())
    reason = RejectionReason(data["reason"])
    return acts.reject_document(actor=agent, case=case, document=document, reason=reason, note=data["note"])


@once
def check(request: HttpRequest, reference) -> HttpResponse:
    """Look at a piece; accept it, or refuse it with a reason."""
    document = selectors.document_for(request.user, reference)
    case = document.household.case_file
    context = {
        "case_page": case_page(case),
        "document": document,
        "name": words.piece_name(document.type, document.period),
        "rows": _rows(document),
    }
    if document.state != "to_check" and request.method != "POST":
        return render(request, "cases/check.html", context)
    try:
        return form_page(
            request,
            form_class=CheckForm,
            act=lambda data: _checked(request.user, document, data),
            done=_("C’est noté."),
            back=reverse("cases:documents", args=[case.reference]),
            template="cases/check.html",
            context=context,
        )
    except vault.NotPossible:
        messages.info(request, _("Cette pièce a déjà été vérifiée. Rien n’a été modifié de plus."))
        return redirect("cases:check_document", reference)


def download(request: HttpRequest, reference) -> HttpResponse:
    """The piece itself, verified to the last byte, as an attachment. Reading is journaled first."""
    with acting(*actor_of(request.user)):
        document = selectors.document_for(request.user, reference)
        record(
            act="document.read",
            actor=request.user,
            subject=document,
            case_reference=document.household.case_file.reference,
        )
        try:
            vault.verify_document(document)
        except (Damaged, KeyMissing, KeyWrong) as fault:
            logger.error("document %s cannot be opened: %s", document.pk, type(fault).__name__)
            return problem(request, 503, UNREADABLE)
        suffix = document.content.media_type.rpartition("/")[2].replace("jpeg", "jpg")
        chunks = vault.open_document(document)
    response = StreamingHttpResponse(chunks, content_type=document.content.media_type)
    response["Content-Disposition"] = f'attachment; filename="{document.type}-{document.reference}.{suffix}"'
    response["Content-Length"] = document.content.size
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


download.acts_itself = True


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
