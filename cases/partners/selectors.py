"""What a partner's agent may read: live shares of the agency and, inside one, the granted sections.

Only the columns the second wall opens are asked for; any other would be refused by PostgreSQL.
"""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from cases.models import Application, CaseFile, Share
from cases.models.share import Section, ShareState
from cases.permissions import granted_sections, shared_with
from cases.workflow.application import ApplicationState
from documents.models import State, SupportingDocument
from nps.accounts.models import Agent
from nps.people.models import MemberRole, Membership
from nps.ui import keyset

SHARE = (
    *("public_id", "purpose", "legal_basis", "sections", "state", "starts_on", "ends_on"),
    *("case__reference", "case__household_id"),
)
APPLICATION = (
    *("reference", "benefit", "state", "received_on", "decided_at"),
    *("amount", "every", "starts_on", "ends_on"),
)
PIECE = (
    *("reference", "type", "period", "state", "valid_until", "turns"),
    *("content__reference", "content__name", "content__size", "content__media_type", "content__wrapped_key"),
    "content__pages",
)
MEMBER = (
    *("household_id", "role", "person__birth_name", "person__usage_name", "person__given_names"),
    *("person__birth_year", "person__birth_month", "person__birth_day"),
)
SOON = timedelta(days=30)


def shares_for(agent: Agent) -> QuerySet[Share]:
    """Shares to the agent’s agency live today: state, dates and grant are read, whatever a job did."""
    today = timezone.localdate()
    live = Share.objects.filter(state=ShareState.ACTIVE, starts_on__lte=today, ends_on__gte=today)
    return shared_with(live, agent, CaseFile).select_related("case").only(*SHARE)


def search_shares(agent: Agent, *, when: str = "", reference: str = "") -> QuerySet[Share]:
    """The same, filtered: `when` is "ending" or "recent" (30 days), `reference` starts the file’s."""
    today = timezone.localdate()
    chosen = {"ending": Q(ends_on__lte=today + SOON), "recent": Q(starts_on__gte=today - SOON)}.get(when, Q())
    if reference:
        chosen &= Q(case__reference__startswith=reference.strip().upper())
    return shares_for(agent).filter(chosen)


def share_for(agent: Agent, public_id: UUID) -> tuple[Share, set[str]]:
    """One live share and its sections granted right now, or Http404.

    Over, withdrawn, emptied and never existed look the same.
    """
    share = shares_for(agent).filter(public_id=public_id).first()
    sections = {*share.sections} & granted_sections(share.case, agent) if share else set()
    if not sections:
        raise Http404
    return share, sections


def document_for(agent: Agent, public_id: UUID, reference: UUID) -> tuple[Share, SupportingDocument]:
    """A piece of a live share, with its content, or Http404."""
    share, sections = share_for(agent, public_id)
    pieces = (
        readable(share.documents.all())
        if Section.DOCUMENTS in sections
        else SupportingDocument.objects.none()
    )
    piece = pieces.filter(reference=reference).first()
    if piece is None:
        raise Http404
    return share, piece


def readable(pieces: QuerySet[SupportingDocument]) -> QuerySet[SupportingDocument]:
    """Those a partner can open: accepted, so neither doubtful nor somebody else's nor erased."""
    accepted = pieces.filter(state=State.ACCEPTED).select_related("content")
    return accepted.only(*PIECE).order_by("type", "-period", "pk")


def applications_of(case: CaseFile) -> QuerySet[Application]:
    """Requests made, newest first; a draft is not one yet. Without what is proposed or why it is refused."""
    made = Application.objects.filter(case_id=case.pk).exclude(state=ApplicationState.DRAFT)
    return made.only(*APPLICATION).order_by("-received_on", "-pk")


_PLACES = {role: place for place, role in enumerate(MemberRole.values)}


def _members(households, on: date) -> QuerySet[Membership]:
    living = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    found = Membership.objects.filter(living, household_id__in=households)
    return found.select_related("person").only(*MEMBER).order_by("pk")


def members_of(case: CaseFile, on: date) -> list[Membership]:
    """Who lives in the household that day: applicant, partner, children from the eldest, other adults."""
    return sorted(_members([case.household_id], on), key=_place)


def _place(member: Membership):
    born = member.person
    birth = (born.birth_year or 9999, born.birth_month or 12, born.birth_day or 31)
    return _PLACES[member.role], birth, member.pk


def applicants_of(shares: list[Share], on: date) -> dict[int, Membership]:
    """Household id → the person it is named after."""
    applicants = _members({share.case.household_id for share in shares}, on).filter(role=MemberRole.APPLICANT)
    return {member.household_id: member for member in applicants}


def page_of(agent: Agent, shares: QuerySet[Share], *, after: str = "", before: str = "") -> keyset.Page:
    """Newest first, from a share seen before; from the start when it is no longer there to be seen."""
    seen = shares_for(agent)
    return keyset.page(shares, order=("-pk",), mark="public_id", seen=seen, after=after, before=before)
