"""The pages of partner agencies. What is not shared answers as what does not exist; reads are journaled."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import words
from cases.forms.shares import SharedFilterForm
from cases.models import Share
from cases.models.share import Section
from cases.partners import selectors
from cases.partners.sections import shown
from cases.views.previews import CANNOT, copy_response, mark_of, unreadable
from documents.models import SupportingDocument
from nps.accounts.models import Agent, Role
from nps.journal.services import record
from nps.ui import keyset, tables
from nps.ui.components import Column, Link, Table
from nps.ui.taking import hand_over, taken


def _partner(request: HttpRequest) -> Agent:
    """The agent of an agency, or Http404 for anybody else."""
    if request.user.role != Role.PARTNER:
        raise Http404
    return request.user


def _read(agent: Agent, share: Share, act: str = "partner.read", **data) -> None:
    """A read that cannot be written down does not happen: the exception undoes the page."""
    data["agency"] = agent.agency.code
    record(act=act, actor=agent, subject=share, case_reference=share.case.reference, data=data)


@require_safe
def partner_list(request: HttpRequest) -> HttpResponse:
    """Files shared with the agency today, newest first, without a total."""
    agent = _partner(request)
    form = SharedFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = selectors.search_shares(agent, **chosen)
    if taken(request, "shared"):
        listed = [*found.order_by("-pk").values_list("case__reference", flat=True)[: tables.MOST]]
        more = {"agency": agent.agency.code, "cases": listed}
        return hand_over(request, tables.whole(_table, found.order_by("-pk")), form=form, more=more)
    page = selectors.page_of(agent, found, **keyset.marks(request.GET))
    if page.rows:
        listed = [share.case.reference for share in page.rows]
        record(act="partner.list", actor=agent, data={"agency": agent.agency.code, "cases": listed})
    context = {
        "agency": agent.agency,
        "form": form,
        "filtered": any(chosen.values()),
        "page": page,
        "table": _table(page.rows),
    }
    return render(request, "cases/partner/list.html", context)


def _table(shares: list[Share]) -> Table:
    """Each file by its reference and, where this share gives the identity, the applicant's name."""
    identified = [share for share in shares if Section.IDENTITY in share.sections]
    applicants = selectors.applicants_of(identified, timezone.localdate())

    def label(share: Share) -> str:
        member = applicants.get(share.case.household_id) if share in identified else None
        reference = share.case.reference
        return f"{reference} · {words.full_name(member.person)}" if member else reference

    rows = [
        (
            Link(label(share), reverse("cases:partner_case", args=[share.public_id])),
            share.purpose,
            share.ends_on,
        )
        for share in shares
    ]
    columns = (Column(_("Dossier")), Column(_("Partagé pour")), Column(_("Jusqu’au"), "date"))
    return Table(_("Dossiers partagés"), columns, rows, caption_hidden=True)


@require_safe
def partner_case(request: HttpRequest, share: UUID) -> HttpResponse:
    """The granted sections of one file, or 404."""
    agent = _partner(request)
    found, sections = selectors.share_for(agent, share)
    today = timezone.localdate()

    def address(piece: SupportingDocument) -> str:
        return reverse("cases:partner_document", args=[found.public_id, piece.reference])

    _read(agent, found, sections=sorted(sections))
    context = {
        "share": found,
        "name": _family(found, today) if Section.IDENTITY in sections else "",
        "sections": shown(found.case, sections, found.documents.all(), today, address),
    }
    return render(request, "cases/partner/case.html", context)


def _family(share: Share, on) -> str:
    applicants = selectors.applicants_of([share], on)
    return words.short_name(applicants[share.case.household_id].person) if applicants else ""


@require_safe
def partner_document(request: HttpRequest, share: UUID, reference: UUID) -> HttpResponse:
    """A marked copy of one granted piece, what is hidden of it black; never its original bytes.

    Every byte is verified and the reading is in the journal before the first one leaves.
    """
    agent = _partner(request)
    found, piece = selectors.document_for(agent, share, reference)
    _read(agent, found, "partner.download", document=str(piece.reference))
    try:
        return copy_response(piece, mark_of(found.purpose, agent.agency.name))
    except CANNOT as fault:
        return unreadable(request, piece, fault)
