"""Sums to be given back that an agent may see; reads, starting from the agent."""

from django.db.models import QuerySet
from django.http import Http404

from cases.models import Recovery
from cases.selectors import case_files_for
from nps.accounts.models import Agent, Role


def recoveries_for(agent: Agent) -> QuerySet[Recovery]:
    """Those of the agent's files."""
    files = case_files_for(agent).select_related(None)
    return Recovery.objects.filter(case__in=files).select_related(
        "case__household", "case__site", "award__application", "proposed_by", "decided_by"
    )


def recovery_for(agent: Agent, reference: str) -> Recovery:
    """One of them, or Http404."""
    found = recoveries_for(agent).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def recoveries_to_decide(agent: Agent) -> QuerySet[Recovery]:
    """Those that wait for this supervisor: proposed by somebody else, the oldest first."""
    if agent.role != Role.SUPERVISOR:
        return Recovery.objects.none()
    waiting = recoveries_for(agent).filter(state="proposed").exclude(proposed_by=agent)
    return waiting.order_by("proposed_at", "pk")
