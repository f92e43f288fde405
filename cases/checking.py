"""Pieces that wait for an agent's eyes: the queue, what comes next, who may confirm. Writes nothing."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from cases import selectors
from documents.models import WAITING, RejectionReason, State, SupportingDocument
from nps.accounts.models import SITE_ROLES, Agent
from nps.ui import keyset

ORDER = ("stored_at", "pk")


def queue(agent: Agent, *, type_code: str = "", reference: str = "") -> QuerySet[SupportingDocument]:
    """What waits for this agent, oldest first; what the agent looked at first waits for somebody else."""
    waiting = selectors.documents_for(agent).filter(state__in=WAITING)
    waiting = waiting.exclude(state=State.TO_CONFIRM, first_checked_by=agent)
    chosen = Q(type=type_code) if type_code else Q()
    if reference:
        chosen &= Q(household__case_file__reference__startswith=reference.strip().upper())
    return waiting.filter(chosen).select_related("household__case_file").order_by(*ORDER)


def page(agent: Agent, *, after: str = "", before: str = "", **chosen: str) -> keyset.Page:
    """A page of the queue, from a piece seen before, checked since or not."""
    seen = selectors.documents_for(agent)
    found = queue(agent, **chosen)
    return keyset.page(found, order=ORDER, mark="reference", seen=seen, after=after, before=before)


def others_of_file(agent: Agent, document: SupportingDocument) -> QuerySet[SupportingDocument]:
    """What else waits for this agent in the same file."""
    return queue(agent).filter(household=document.household_id).exclude(pk=document.pk)


def following(
    agent: Agent, document: SupportingDocument, *, everywhere: bool, **chosen: str
) -> SupportingDocument | None:
    """What to look at next: the file's next piece, then (`everywhere`) the queue's, then those skipped."""
    lists = [others_of_file(agent, document)]
    if everywhere:
        lists.append(queue(agent, **chosen).exclude(pk=document.pk))
    for found in lists:
        later = found.filter(keyset.beyond(ORDER, (document.stored_at, document.pk)))
        if piece := later.first() or found.first():
            return piece
    return None


def who_may_confirm(document: SupportingDocument) -> list[Agent]:
    """Agents of the file's site, other than who looked first; empty where nobody else works."""
    site = document.household.case_file.site_id
    others = Agent.objects.filter(site_id=site, role__in=SITE_ROLES, is_active=True)
    return list(others.exclude(pk=document.first_checked_by_id).order_by("full_name"))


@dataclass(frozen=True)
class Refused:
    """One type: how many pieces were checked in the period, and how many refused for each reason."""

    type_code: str
    checked: int
    by_reason: dict[str, int]

    @property
    def refused(self) -> int:
        return sum(self.by_reason.values())


def refusals(agent: Agent, since: date, until: date) -> list[Refused]:
    """Pieces of the agent's site checked from `since` to `until`, both included; most refused first.

    A piece counts once, by its last check; one erased since still counts.
    """
    checked = selectors.documents_for(agent).prefetch_related(None).select_related(None)
    checked = checked.filter(checked_at__date__gte=since, checked_at__date__lte=until)
    counts: dict[str, dict[str, int]] = {}
    for code, reason, number in (
        checked.order_by().values_list("type", "rejection_reason").annotate(number=Count("pk"))
    ):
        counts.setdefault(code, {})[reason] = number
    found = [
        Refused(code, sum(by.values()), {r: by[r] for r in RejectionReason.values if r in by})
        for code, by in counts.items()
    ]
    return sorted(found, key=lambda line: (-line.refused, -line.checked, line.type_code))
