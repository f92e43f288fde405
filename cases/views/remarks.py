"""What agents say of the pieces asked for: said from a file without naming it, answered by the stewards."""

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import selectors, words
from cases.forms.remarks import AnswerForm, RemarkForm
from cases.models import PieceRemark
from cases.services import remarks
from cases.services.ledger import ledger
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page
from cases.views.types import rounded
from documents.types import catalogue, read_key
from eligibility import engine
from nps.accounts.permissions import require_administrator
from nps.ui import tables
from nps.ui.components import Column, Link, Table, Tag
from nps.ui.once import once
from nps.ui.taking import hand_over, taken

LISTED = 200


@once
def remark_piece(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that a piece of the ledger is useless or already known."""
    case = selectors.case_file_for(request.user, reference)
    piece = request.GET.get("piece", "")
    needs = ledger(case, timezone.localdate()).needs
    benefits = [b for b, rs in needs.items() if any(piece in way for r in rs for way in r.any_of)]
    if not benefits:
        raise Http404
    code, period, _subject = read_key(piece)
    said = remarks.remarks_for(request.user).filter(type_code=code, benefit__in=benefits)[:LISTED]
    return form_page(
        request,
        form_class=RemarkForm,
        act=lambda data: remarks.remark(actor=request.user, type_code=code, **data),
        done=_("Merci. Votre avis est transmis aux administrateurs du référentiel."),
        back=reverse("cases:documents", args=[reference]),
        template="cases/remark.html",
        context={
            "case_page": case_page(case),
            "name": words.piece_name(code, period),
            "said": _table(said) if said else None,
        },
        benefits=benefits,
    )


@require_safe
def subjects(request: HttpRequest) -> HttpResponse:
    """Types and benefits with the remarks on them, those without answer first."""
    require_administrator(request.user)
    rows = [
        (
            Link(
                words.piece_name(one["type_code"]),
                reverse("cases:remarks", args=[one["type_code"], one["benefit"]]),
                words.benefit_name(one["benefit"]),
            ),
            words.benefit_name(one["benefit"]),
            one["remarks"],
            one["open"],
        )
        for one in remarks.by_subject(request.user)
    ]
    columns = (
        Column(_("Pièce")),
        Column(_("Aide")),
        Column(_("Remarques"), "number"),
        Column(_("Sans réponse"), "number"),
    )
    table = Table(_("Remarques sur les pièces demandées"), columns, rows, caption_hidden=True)
    if taken(request, "remark_subjects"):
        return hand_over(request, table)
    return render(request, "cases/remark_subjects.html", {"table": table})


def _subject(request: HttpRequest, type_code: str, benefit: str) -> None:
    require_administrator(request.user)
    if type_code not in catalogue() or benefit not in engine.CODES:
        raise Http404


@require_safe
def of_subject(request: HttpRequest, type_code: str, benefit: str) -> HttpResponse:
    """The remarks on one type for one benefit, and what dropping it would spare."""
    _subject(request, type_code, benefit)
    found = remarks.remarks_for(request.user).filter(type_code=type_code, benefit=benefit)
    if taken(request, "remarks"):
        return hand_over(request, tables.whole(_table, found))
    study = remarks.latest_study(type_code, benefit)
    context = {
        "piece": words.piece_name(type_code),
        "benefit": words.benefit_name(benefit),
        "study_url": reverse("cases:study_piece", args=[type_code, benefit]),
        "page_url": reverse("cases:remarks", args=[type_code, benefit]),
        "table": _table(found[:LISTED], answered_by_me=True),
        "study": study,
        "percent": 100 * study.files // study.total if study and study.total else 0,
        "concerned": rounded(study.concerned) if study else "",
        "spared": rounded(study.spared) if study else "",
        "unreadable": rounded(study.unreadable) if study else "",
    }
    return render(request, "cases/remarks.html", context)


def _table(found: Iterable[PieceRemark], answered_by_me: bool = False) -> Table:
    rows = []
    for one in found:
        told: object = one.answer or Tag("wait", _("Sans réponse"))
        if answered_by_me and not one.answer:
            url = reverse("cases:answer_remark", args=[one.public_id])
            told = Link(_("Répondre"), url, one.comment[:60])
        rows.append((one.get_kind_display(), one.comment, one.site.name, one.made_at, told))
    columns = (
        Column(_("Cette pièce est")),
        Column(_("Pourquoi")),
        Column(_("Site")),
        Column(_("Le"), "date"),
        Column(_("Réponse")),
    )
    return Table(_("Ce que disent les agents"), columns, rows, caption_hidden=True)


@once
def answer(request: HttpRequest, remark: UUID) -> HttpResponse:
    """Answer a remark; the agents read it."""
    require_administrator(request.user)
    found = remarks.remarks_for(request.user).filter(public_id=remark).first()
    if found is None:
        raise Http404
    return form_page(
        request,
        form_class=AnswerForm,
        act=lambda data: remarks.answer(actor=request.user, remark=found, text=data["answer"]),
        done=_("La réponse est enregistrée."),
        back=reverse("cases:remarks", args=[found.type_code, found.benefit]),
        template="cases/remark_answer.html",
        context={"remark": found, "piece": words.piece_name(found.type_code)},
    )


@require_POST
@once
def study(request: HttpRequest, type_code: str, benefit: str) -> HttpResponse:
    """Simulate on the open files that this type is no longer asked for this benefit."""
    _subject(request, type_code, benefit)
    on = timezone.localdate()
    try_act(
        request,
        lambda: remarks.study(actor=request.user, type_code=type_code, benefit=benefit, on=on),
        _("La simulation est lancée."),
    )
    return redirect("cases:remarks", type_code, benefit)
