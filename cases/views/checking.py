"""Pieces that wait for eyes: the queue, the check, the piece itself."""

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases import selectors, words
from cases.fact_words import label
from cases.forms.checking import CheckForm
from cases.partners.sections import media_words
from cases.services import pieces as acts
from cases.views.acting import form_page
from cases.views.frame import case_page
from documents import vault
from documents.models import RejectionReason
from documents.sealing import Damaged, KeyMissing, KeyWrong
from eligibility.facts import proven_by
from eligibility.questions import LABELS
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import SITE_ROLES
from nps.journal.services import record
from nps.ui import formats
from nps.ui.components import Column, Link, Row, Table
from nps.ui.once import once
from nps.ui.problems import Problem, problem

logger = logging.getLogger(__name__)
UNREADABLE = Problem(
    _l("Cette pièce ne peut pas être ouverte"),
    _l("Son contenu ne correspond plus à ce qui a été déposé. Le reste du dossier est intact."),
    _l("Prévenez l’administration du service avant de la redemander."),
)


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
