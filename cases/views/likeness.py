"""Two pieces that look alike, side by side; a piece that takes the place of an older one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import selectors, words
from cases.services.files import require_work
from cases.views.frame import case_page
from documents import likeness, vault
from documents.models import SupportingDocument
from nps.ui import formats
from nps.ui.once import once


def alike_of(document: SupportingDocument) -> dict[str, object]:
    """The context of cases/likeness.html: what looks alike, what it may or did replace."""
    return {
        "alike": [
            {"piece": one.other, "name": _named(one.other), "very": one.very}
            for one in likeness.suggestions(document)
        ],
        "replaceable": [{"piece": old, "name": _named(old)} for old in likeness.replaceable(document)],
        "chain": [_named(old) for old in likeness.chain(document)],
    }


def _named(document: SupportingDocument) -> str:
    told = {
        "piece": words.piece_name(document.type, document.period),
        "day": formats.date_long(timezone.localtime(document.stored_at)),
    }
    return _("%(piece)s, déposée le %(day)s") % told


@require_http_methods(["GET", "HEAD", "POST"])
@once
def compare(request: HttpRequest, reference: UUID, other: UUID) -> HttpResponse:
    """Both pages side by side, the distance in words; the agent says whether they are the same."""
    document = selectors.document_for(request.user, reference)
    found = next((s for s in likeness.suggestions(document) if s.other.reference == other), None)
    if found is None:
        if request.method == "POST":
            return redirect("cases:check_document", document.reference)
        raise Http404
    case = document.household.case_file
    if request.method == "POST" and request.POST.get("same") in ("yes", "no"):
        require_work(case, request.user)
        same = request.POST["same"] == "yes"
        likeness.judge(
            actor=request.user,
            document=document,
            other=found.other,
            same=same,
            case_reference=case.reference,
        )
        messages.success(request, _told(found.other, same))
        return redirect("cases:check_document", document.reference)
    context = {
        "case_page": case_page(case),
        "document": document,
        "other": found.other,
        "other_page": found.page + 1,
        "name": _named(document),
        "other_name": _named(found.other),
        "very": found.very,
    }
    return render(request, "cases/compare.html", context)


def _told(other: SupportingDocument, same: bool) -> str:
    if not same:
        return _("C’est noté\u00a0: ce n’est pas la même pièce. Elles ne seront plus rapprochées.")
    if other.state == "accepted":
        return _(
            "C’est noté\u00a0: c’est la même pièce. Refusez ce double, ou acceptez-le\u00a0: "
            "il pourra remplacer l’ancienne."
        )
    return _("C’est noté\u00a0: c’est la même pièce. Gardez la plus lisible, refusez l’autre.")


@require_POST
@once
def replace(request: HttpRequest, reference: UUID, other: UUID) -> HttpResponse:
    """One click: this accepted piece takes the place of the older one."""
    document = selectors.document_for(request.user, reference)
    old = next((d for d in likeness.replaceable(document) if d.reference == other), None)
    if old is None:
        messages.error(request, _("Cette pièce ne peut plus être remplacée. Relisez la page."))
        return redirect("cases:check_document", document.reference)
    case = document.household.case_file
    require_work(case, request.user)
    try:
        vault.supersede(actor=request.user, old=old, new=document, case_reference=case.reference)
    except vault.NotPossible:
        messages.error(request, _("Cette pièce ne peut plus être remplacée. Relisez la page."))
    else:
        messages.success(request, _("La pièce remplace l’ancienne, qui reste au dossier."))
    return redirect("cases:check_document", document.reference)
