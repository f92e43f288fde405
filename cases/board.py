"""How the files of a site are spread over its agents, and those nobody follows. Reading only."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, Q, QuerySet

from cases.models import Absence, Application, CaseFile
from cases.permissions import files_to_work
from cases.selectors import case_files_for
from cases.workflow.application import PENDING
from cases.workflow.case_file import OPEN
from nps.accounts.models import SITE_ROLES, Agent, Role

LAPSING = timedelta(days=14)


@dataclass(frozen=True)
class Load:
    """What one agent follows: open files, pending applications, legal dates passed, near, oldest file."""

    agent: Agent
    files: int
    applications: int
    late: int
    lapsing: int
    oldest: date | None
    absent: Absence | None


def agents_of(actor: Agent) -> QuerySet[Agent]:
    """Who may follow a file of the actor's site."""
    if actor.role not in SITE_ROLES:
        return Agent.objects.none()
    return Agent.objects.filter(site=actor.site_id, role__in=SITE_ROLES, is_active=True).order_by(
        "full_name", "pk"
    )


def loads_of(actor: Agent, on: date) -> list[Load]:
    """One line an agent of the supervisor's site, by name. Two counts over the site's open files."""
    if not (actor.is_active and actor.role == Role.SUPERVISOR):
        return []
    own = files_to_work(CaseFile.objects.filter(state__in=OPEN), actor)
    counted = (
        own.order_by()
        .values("referent")
        .annotate(
            files=Count("pk"),
            late=Count("pk", filter=Q(next_clock_on__lt=on)),
            lapsing=Count("pk", filter=Q(next_clock="lapse", next_clock_on__range=(on, on + LAPSING))),
            oldest=Min("opened_on"),
        )
    )
    files = {line["referent"]: line for line in counted}
    pending = Application.objects.filter(case__site=actor.site_id, state__in=PENDING).order_by()
    applications = dict(
        pending.values("case__referent").annotate(n=Count("pk")).values_list("case__referent", "n")
    )
    away = {one.agent_id: one for one in absent_at(actor, on).select_related("substitute")}
    none = {"files": 0, "late": 0, "lapsing": 0, "oldest": None}
    return [
        Load(
            agent=agent,
            applications=applications.get(agent.pk, 0),
            absent=away.get(agent.pk),
            **{name: files.get(agent.pk, none)[name] for name in none},
        )
        for agent in agents_of(actor)
    ]


def absent_at(actor: Agent, on: date) -> QuerySet[Absence]:
    """Absences of the actor's site that day."""
    return Absence.objects.filter(agent__site=actor.site_id, since__lte=on, until__gt=on)


def unassigned(actor: Agent, on: date) -> QuerySet[CaseFile]:
    """Open files of the site nobody follows today, the oldest first.

    Their referent is disabled, of another site (the file or the agent moved), or absent without substitute.
    """
    if not (actor.is_active and actor.role == Role.SUPERVISOR):
        return CaseFile.objects.none()
    alone = absent_at(actor, on).filter(substitute=None).values("agent")
    gone = Agent.objects.filter(
        Q(is_active=False) | ~Q(role__in=SITE_ROLES) | ~Q(site=actor.site_id) | Q(pk__in=alone)
    )
    files = case_files_for(actor).filter(state__in=OPEN, referent__in=gone.values("pk"))
    return files.order_by("opened_on", "pk")


def files_of(actor: Agent, agent: Agent) -> QuerySet[CaseFile]:
    """Open files of the site that this agent follows, the oldest first."""
    return case_files_for(actor).filter(state__in=OPEN, referent=agent).order_by("opened_on", "pk")
