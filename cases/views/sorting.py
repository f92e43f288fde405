"""« Ranger »: what arrived is cut into pieces, each is named, filed, and tells what it answered."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import selectors, words
from cases.forms.deposit import MarkForm, PieceForm
from cases.models import CaseFile, DocumentRequest
from cases.services import deposits
from cases.services import pieces as acts
from cases.services.moves import MoveRefused
from cases.views.deposit import told_of, upload_of
from cases.views.frame import case_page, closed_words
from cases.workflow.request import RequestState
from documents import dividing, intake, sealing, uploads
from documents.models import SupportingDocument, Upload, UploadState
from eligibility.situation import SituationFaults
from nps.journal.services import record
from nps.people.selectors import members_on
from nps.ui.forms import faults_of
from nps.ui.once import once

ASKED = (RequestState.TO_SEND, RequestState.SENT)


@dataclass
class Piece:
    """One piece to name: its pages (from 0), in words from 1, and its form."""

    pages: list[int]
    form: PieceForm
    slip: str

    @property
    def numbers(self) -> str:
        return dividing.page_range(self.pages)

    @property
    def seen(self) -> list[int]:
        """Page numbers as people count."""
        return [page + 1 for page in self.pages]


@dataclass
class Scan:
    """One waiting file on the page: marks of its pages when it has several, pieces, another file's slip."""

    upload: Upload
    marks: MarkForm | None
    pieces: list[Piece]
    elsewhere: tuple[CaseFile, str] | None

    @property
    def marked(self) -> list:
        """Each page: its number as people count, and the field of its mark."""
        return [(number, field) for number, field in enumerate(self.marks, 1)] if self.marks else []


def _open_requests(case: CaseFile) -> dict[str, DocumentRequest]:
    found = case.requests.filter(state__in=ASKED).select_related("person").order_by("pk")
    return {request.reference: request for request in found}


def _elsewhere(request: HttpRequest, case: CaseFile, upload: Upload) -> tuple[CaseFile, str] | None:
    """Another file this agent works that a slip names, and its household; nothing about any other."""
    slips = [*uploads.slips_of(upload).values()]
    asked = selectors.requests_for(request.user).filter(reference__in=slips).exclude(case=case).first()
    files = selectors.case_files_for(request.user).exclude(pk=case.pk)
    other = files.filter(pk=asked.case_id).first() if asked else files.filter(reference__in=slips).first()
    return (other, words.household_name(other.household)) if other else None


def _scans(request: HttpRequest, case: CaseFile, found: list[Upload], *, bound: bool) -> list[Scan]:
    """The waiting files with their forms, bound to what was posted or proposing what is known."""
    members = [m.person for m in members_on(case.household, timezone.localdate())]
    requests = _open_requests(case)
    data = request.POST if bound else None
    scans = []
    for upload in found:
        division = uploads.division(upload)
        marks, slips = dividing.marks_of(division, upload.pages), uploads.slips_of(upload)
        pieces = []
        for number, pages in enumerate(division):
            slip = dividing.slip_of(division, number, slips)
            prefix = f"{upload.reference.hex}-{pages[0]}"
            first = {"what": slip if slip in requests else "", "people": _alone(members)}
            typed = {n: request.POST.get(f"{prefix}-{n}", v) for n, v in first.items() if n != "people"}
            form = PieceForm(
                data, members=members, requests=requests, prefix=prefix, initial={**first, **typed}
            )
            pieces.append(Piece(pages, form, slip if slip in requests else ""))
        form = None
        if upload.pages > 1:
            initial = {f"page{page}": mark for page, mark in enumerate(marks)}
            form = MarkForm(None, pages=upload.pages, prefix=upload.reference.hex, initial=initial)
        scans.append(Scan(upload, form, pieces, _elsewhere(request, case, upload)))
    return scans


def _alone(members: list) -> list[str]:
    return [str(members[0].pk)] if len(members) == 1 else []


def _cut_again(request: HttpRequest, found: list[Upload]) -> bool:
    """Note the marks that differ from what the page showed; whether there was any."""
    changed = False
    for upload in found:
        form = MarkForm(request.POST, pages=upload.pages, prefix=upload.reference.hex)
        if upload.pages == 1 or not form.is_valid():
            continue
        division = dividing.divided(form.marks())
        if division and division != uploads.division(upload):
            uploads.divide(upload=upload, division=division)
            changed = True
    return changed


@once
def sort(request: HttpRequest, reference: str) -> HttpResponse:
    """Look at what arrived, cut it, say what each piece is, file."""
    case = selectors.case_file_for(request.user, reference)
    waiting = selectors.uploads_for(request.user, case).filter(state=UploadState.WAITING).order_by("pk")
    posted = request.method == "POST"
    cut = posted and _cut_again(request, list(waiting))
    found, filing = list(waiting.all()), posted and not cut and request.POST.get("act") != "cut"
    scans = _scans(request, case, found, bound=filing)
    if filing and scans and (answer := _filed(request, case, scans)):
        return answer
    if posted and not filing:
        messages.info(request, _("Le découpage est noté. Dites maintenant ce qu’est chaque pièce."))
    if not posted and found:
        record(
            act="upload.read",
            actor=request.user,
            subject=case,
            case_reference=case.reference,
            data={"files": len(found)},
        )
    forms = [piece.form for scan in scans for piece in scan.pieces]
    context = {
        "case_page": case_page(case),
        "case": case,
        "closed": closed_words(case),
        "scans": scans,
        "pieces": len(forms),
        "page_errors": [fault for form in forms for fault in faults_of(form)],
    }
    return render(request, "cases/sort.html", context, status=422 if context["page_errors"] else 200)


def _filed(request: HttpRequest, case: CaseFile, scans: list[Scan]) -> HttpResponse | None:
    """Everything filed and the page of what it answered; None when a form has a fault, told on it."""
    pieces = [(scan.upload, piece) for scan in scans for piece in scan.pieces]
    valid = [piece.form.is_valid() for _upload, piece in pieces]  # all of them, so that all faults are told
    if not all(valid):
        return None
    said = []
    for upload, piece in pieces:
        told = piece.form.cleaned_data
        dates = {name: told[name] for name in ("type_code", "period", "issued_on", "stated_until")}
        said.append(deposits.Said(upload, piece.pages, people=tuple(piece.form.chosen()), **dates))
    try:
        with transaction.atomic():
            batch = deposits.sort_uploads(actor=request.user, case=case, said=said)
    except deposits.PieceFault as fault:
        _put(fault, pieces[fault.number][1].form)
        return None
    except MoveRefused as refused:
        messages.error(request, told_of(refused))
        return redirect("cases:sort_documents", case.reference)
    except (sealing.Damaged, sealing.KeyMissing, sealing.KeyWrong):
        messages.error(request, _("Un fichier ne s’ouvre plus. Retirez-le, puis déposez-le de nouveau."))
        return redirect("cases:sort_documents", case.reference)
    return redirect("cases:sorted_documents", case.reference, batch)


def _put(fault: deposits.PieceFault, form: PieceForm) -> None:
    if isinstance(fault.fault, intake.Refused):
        form.add_error(None, str(fault.fault.refusal))
    else:
        field = fault.fault.field if fault.fault.field in form.fields else None
        form.add_error(field, _("Vérifiez cette réponse."))


def sorted_pieces(request: HttpRequest, reference: str, batch: UUID) -> HttpResponse:
    """What was just filed: for each piece, the requests and the needs it answers; what is still awaited."""
    case = selectors.case_file_for(request.user, reference)
    held = SupportingDocument.objects.filter(household=case.household, cut_from__upload__batch=batch)
    documents = list(held.select_related("cut_from__upload").prefetch_related("people").order_by("pk"))
    if not documents:
        raise Http404
    try:
        lines = acts.ledger(case, timezone.localdate()).lines
    except SituationFaults:
        lines = ()
    rows = [
        {
            "document": answered.document,
            "name": words.piece_name(answered.document.type, answered.document.period),
            "whose": ", ".join(words.full_name(p) for p in answered.document.people.all()),
            "requests": [words.piece_name(r.type_code, r.period) for r in answered.requests],
            "needs": [_need(need) for need in answered.needs],
        }
        for answered in deposits.answered_by(documents, lines)
    ]
    context = {
        "case_page": case_page(case),
        "case": case,
        "rows": rows,
        "first": documents[0],
        "awaited": [words.piece_name(r.type_code, r.period) for r in _open_requests(case).values()],
    }
    return render(request, "cases/sorted.html", context)


def _need(need) -> str:
    """« le loyer (Paris Logement, article II-2.3) »."""
    benefits = ", ".join(words.benefit_name(code) for code in need.benefits)
    return f"{words.need_words(need.reason)} ({benefits}{', ' + need.article if need.article else ''})"


@require_POST
@once
def move(request: HttpRequest, reference: str, upload: UUID) -> HttpResponse:
    """File a scan in the other file its slip names. A file that no slip of it names is no place for it."""
    case = selectors.case_file_for(request.user, reference)
    found = upload_of(request, case, upload)
    other = _elsewhere(request, case, found)
    if other is None:
        raise Http404
    try:
        deposits.move_upload(actor=request.user, case=case, upload=found, to=other[0])
    except (MoveRefused, uploads.Gone) as refused:
        messages.error(request, told_of(refused))
        return redirect(reverse("cases:sort_documents", args=[case.reference]))
    messages.success(request, _("Le fichier est dans ce dossier. Il reste à le ranger."))
    return redirect("cases:sort_documents", other[0].reference)
