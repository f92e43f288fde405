"""A piece looked at page by page, never its original bytes inline; what is hidden of it, copies."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from cases import selectors, words
from cases.forms.checking import CopyForm, RedactionForm
from cases.read_on_pieces import read_at, read_text
from cases.services.files import require_work
from cases.views.frame import case_page
from documents import previewing, redacting, vault
from documents.models import Redaction, SupportingDocument
from documents.sealing import Damaged, KeyMissing, KeyWrong
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Agent
from nps.journal.models import Entry
from nps.journal.services import record
from nps.ui import formats
from nps.ui.once import once
from nps.ui.problems import Problem, problem

logger = logging.getLogger(__name__)
ONE_LOOK = timedelta(minutes=10)  # pages turned and zoomed in that time are one reading in the journal
CANNOT = (Damaged, KeyMissing, KeyWrong, previewing.NoPreview)
UNREADABLE = Problem(
    _l("Cette pièce ne peut pas être ouverte"),
    _l("Son contenu ne correspond plus à ce qui a été déposé. Le reste du dossier est intact."),
    _l("Prévenez l’administration du service avant de la redemander."),
)
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/heic": "heic"}


@dataclass(frozen=True)
class Viewer:
    """What the preview shows and the addresses of its buttons; pages count from 1."""

    document: SupportingDocument
    number: int
    zoom: int
    clearer: bool
    kept: dict[str, str]  # parameters of the page around it
    hidden: bool = False  # as a partner sees it

    @property
    def pages(self) -> int:
        return self.document.content.pages

    @property
    def image(self) -> str:
        address = reverse("cases:document_page", args=[self.document.reference, self.number])
        turn = previewing.turn_of(self.document, self.number - 1)
        asked = {"zoom": self.zoom, "clearer": int(self.clearer), "turn": turn}
        if self.hidden:
            shown = [r.pk for r in redacting.redactions_of(self.document)]
            asked["hidden"] = "-".join(map(str, shown)) or "0"
        else:
            asked["read"] = 1  # where values were read is outlined
        return f"{address}?{urlencode(asked)}"

    def address(self, **changed: int) -> str:
        """The same page of the site with the preview changed."""
        told = {"page": self.number, "zoom": self.zoom, "clearer": int(self.clearer), **changed}
        return "?" + urlencode({**self.kept, **{name: value for name, value in told.items() if value}})

    @property
    def here(self) -> str:
        return self.address()

    @property
    def before(self) -> str:
        return self.address(page=self.number - 1) if self.number > 1 else ""

    @property
    def after(self) -> str:
        return self.address(page=self.number + 1) if self.number < self.pages else ""

    @property
    def larger(self) -> str:
        return self.address(zoom=self.zoom + 1) if self.zoom < len(previewing.WIDTHS) - 1 else ""

    @property
    def smaller(self) -> str:
        return self.address(zoom=self.zoom - 1) if self.zoom else ""

    @property
    def lighter(self) -> str:
        return self.address(clearer=int(not self.clearer))


def viewer_of(request: HttpRequest, document: SupportingDocument, **more) -> Viewer | None:
    """The preview this address asks for; None for a piece that is never drawn."""
    if document.state in previewing.NEVER:
        return None
    kept = {name: request.GET[name] for name in ("queue", "type_code", "reference") if request.GET.get(name)}
    number = min(max(1, _number(request, "page", 1)), document.content.pages)
    zoom = min(max(0, _number(request, "zoom", 0)), len(previewing.WIDTHS) - 1)
    return Viewer(document, number, zoom, bool(_number(request, "clearer", 0)), kept, **more)


def _number(request: HttpRequest, name: str, default: int) -> int:
    told = request.GET.get(name, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 5 else default


@transaction.atomic
def note_look(agent: Agent, document: SupportingDocument) -> None:
    """One reading in the journal for the pages an agent looks through in a row."""
    seen = Entry.objects.filter(
        subject_kind=document._meta.label_lower,
        subject_key=str(document.pk),
        act="document.preview",
        actor=agent,
        at__gt=timezone.now() - ONE_LOOK,
    )
    if not seen.exists():
        reference = document.household.case_file.reference
        record(act="document.preview", actor=agent, subject=document, case_reference=reference)


def closed(response: HttpResponse) -> HttpResponse:
    """Bytes that came from a document: nothing in them runs. `no-store` is on every answer."""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def unreadable(request: HttpRequest, document: SupportingDocument, fault: Exception) -> HttpResponse:
    """Said to the person, told in the log without a name."""
    logger.error("document %s cannot be opened: %s", document.pk, type(fault).__name__)
    return problem(request, 503, UNREADABLE)


@require_safe
def page(request: HttpRequest, reference, number: int) -> HttpResponse:
    """One page as an image."""
    document = selectors.document_for(request.user, reference)
    note_look(request.user, document)
    boxes = ()
    if request.GET.get("hidden"):
        boxes = redacting.boxes_by_page(redacting.redactions_of(document)).get(number - 1, ())
    try:
        image = previewing.page_image(
            document,
            number - 1,
            zoom=_number(request, "zoom", 0),
            clearer=bool(_number(request, "clearer", 0)),
            boxes=boxes,
            marks=read_at(document, number - 1) if request.GET.get("read") else (),
        )
    except previewing.NoPreview as missing:
        raise Http404 from missing
    except CANNOT as fault:
        return unreadable(request, document, fault)
    return closed(HttpResponse(image, content_type="image/jpeg"))


@require_POST
@once
def turn(request: HttpRequest, reference) -> HttpResponse:
    """Turn a page for every reader after this one."""
    document = selectors.document_for(request.user, reference)
    case = document.household.case_file
    require_work(case, request.user)
    viewer = viewer_of(request, document)
    if viewer is None:
        raise Http404
    by = 3 if request.POST.get("by") == "left" else 1
    previewing.turn_page(
        actor=request.user,
        document=document,
        page=viewer.number - 1,
        by=by,
        case_reference=case.reference,
    )
    back = "cases:redact_document" if request.GET.get("from") == "redact" else "cases:check_document"
    return redirect(f"{reverse(back, args=[reference])}{viewer.here}#preview")


@once
def redact(request: HttpRequest, reference) -> HttpResponse:
    """Hide parts of a piece from every copy that leaves; the preview is what a partner sees."""
    document = selectors.document_for(request.user, reference)
    case = document.household.case_file
    viewer = viewer_of(request, document, hidden=True)
    if viewer is None:
        raise Http404
    form = RedactionForm(request.POST if request.method == "POST" else None)
    turn = previewing.turn_of(document, viewer.number - 1)
    if request.method == "POST" and form.is_valid():
        require_work(case, request.user)
        redacting.hide(
            actor=request.user,
            document=document,
            page=viewer.number - 1,
            box=redacting.unturned(form.box(), turn),
            why=form.cleaned_data["why"],
            case_reference=case.reference,
        )
        messages.success(request, _("Cette partie est masquée dans toutes les copies."))
        return redirect(f"{reverse('cases:redact_document', args=[reference])}{viewer.here}")
    note_look(request.user, document)
    context = {
        "case_page": case_page(case),
        "document": document,
        "name": words.piece_name(document.type, document.period),
        "viewer": viewer,
        "text": read_text(document, viewer.number - 1),
        "form": form,
        "redactions": [(r, _where(r, document)) for r in redacting.redactions_of(document)],
    }
    return render(request, "cases/redact.html", context, status=422 if form.errors else 200)


def _where(redaction: Redaction, document: SupportingDocument) -> str:
    """« Page 1, de 10 à 40 % depuis la gauche, de 5 à 12 % depuis le haut », as the page is shown."""
    box = redacting.turned(redaction.box, previewing.turn_of(document, redaction.page))
    left, top, right, bottom = (round(100 * side) for side in box)
    told = {"page": redaction.page + 1, "left": left, "top": top, "right": right, "bottom": bottom}
    return (
        _(
            "Page %(page)s, de %(left)s à %(right)s %% depuis la gauche, "
            "de %(top)s à %(bottom)s %% depuis le haut"
        )
        % told
    )


@require_POST
@once
def unredact(request: HttpRequest, reference, redaction: int) -> HttpResponse:
    """Show a part again in copies made from now on."""
    document = selectors.document_for(request.user, reference)
    case = document.household.case_file
    found = document.redactions.filter(pk=redaction).first()
    if found is None:
        raise Http404
    require_work(case, request.user)
    redacting.show_again(actor=request.user, redaction=found, case_reference=case.reference)
    messages.success(request, _("Cette partie se voit de nouveau dans les copies à venir."))
    return redirect("cases:redact_document", reference)


def mark_of(usage: str, to: str) -> str:
    """What is written across a copy, in French whoever reads: « copie – usage : … – … – 20 mars 2024 »."""
    with override("fr"):
        day = formats.date_long(timezone.localdate())
    return f"copie – usage\u00a0: {usage} – {to} – {day}"


def copy_response(document: SupportingDocument, mark: str) -> HttpResponse:
    """The marked copy as an attachment. Raises what `previewing.marked_copy` raises."""
    made = previewing.marked_copy(document, mark)
    response = closed(HttpResponse(made, content_type="application/pdf"))
    name = f"{document.type}-{document.reference}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"] = str(len(made))
    return response


@once
def hand_copy(request: HttpRequest, reference) -> HttpResponse:
    """Hand over a copy with its use written across it; what is hidden stays hidden."""
    document = selectors.document_for(request.user, reference)
    case = document.household.case_file
    if document.state in previewing.NEVER:
        raise Http404
    form = CopyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        usage = form.cleaned_data["usage"]
        try:
            response = copy_response(document, mark_of(usage, case.site.name))
        except CANNOT as fault:
            return unreadable(request, document, fault)
        record(
            act="document.copy",
            actor=request.user,
            subject=document,
            case_reference=case.reference,
            reason=usage,
        )
        return response
    context = {
        "case_page": case_page(case),
        "form": form,
        "name": words.piece_name(document.type, document.period),
        "back": reverse("cases:check_document", args=[reference]),
    }
    return render(request, "cases/hand_copy.html", context, status=422 if form.errors else 200)


def download(request: HttpRequest, reference) -> HttpResponse:
    """The piece itself, verified to the last byte, as an attachment. Reading is journaled first."""
    with acting(*actor_of(request.user)):
        document = selectors.document_for(request.user, reference)
        if document.state in previewing.NEVER:
            raise Http404
        record(
            act="document.read",
            actor=request.user,
            subject=document,
            case_reference=document.household.case_file.reference,
        )
        try:
            vault.verify_document(document)
        except CANNOT as fault:
            return unreadable(request, document, fault)
        chunks = vault.open_document(document)
    content = document.content
    response = closed(StreamingHttpResponse(chunks, content_type=content.media_type))
    name = f"{document.type}-{document.reference}.{ENDINGS.get(content.media_type, 'bin')}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"] = content.size
    return response


download.acts_itself = True
