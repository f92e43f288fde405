"""What waits for a decision, an answer, an opinion; who may give it. Every read starts from the agent."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from cases.models import Application, CommissionSession, Opinion
from cases.permissions import applications_to_decide
from cases.selectors import applications_for, case_files_for
from eligibility.authorities import GENERAL, PERMANENCE, article_of
from nps.accounts.holding import holders
from nps.accounts.models import SITE_ROLES, Agent
from nps.people.selectors import with_applicant
from nps.ui import keyset

WAITING = ("proposed", "appeal_pending")  # states where somebody else's word is awaited
ABOUT = ("case__site", "case__household", "applicant", "rights_check", "proposed_by__site", "decided_by")


def _read(found: QuerySet[Application]) -> QuerySet[Application]:
    return found.select_related(*ABOUT).prefetch_related(with_applicant("case__household"))


def to_decide(agent: Agent) -> QuerySet[Application]:
    """Proposals this agent may decide, whatever the site of the file, oldest first."""
    found = applications_to_decide(Application.objects.filter(state="proposed"), agent)
    return _read(found).order_by("proposed_at", "pk")


def to_answer(agent: Agent) -> QuerySet[Application]:
    """Appeals this agent may answer, oldest first."""
    found = applications_to_decide(Application.objects.filter(state="appeal_pending"), agent)
    return _read(found).order_by("appealed_on", "pk")


def page_of(found: QuerySet[Application], day: str, **marks: str) -> keyset.Page:
    """A page of one of these lists; `day`: its first column."""
    return keyset.page(found, order=(day, "pk"), mark="reference", **marks)


def application_to_decide(agent: Agent, reference: str) -> Application:
    """One application to read before deciding: the agent's own files', or one that waits for this agent.

    Raises Http404 for any other, as for what does not exist.
    """
    known = applications_for(agent).filter(reference=reference).first()
    if known is None:
        waiting = Application.objects.filter(reference=reference, state__in=WAITING)
        known = _read(applications_to_decide(waiting, agent)).first()
    if known is None:
        raise Http404
    return known


def works(agent: Agent, application: Application) -> bool:
    """Whether the agent works the whole file, or only decides this application."""
    return agent.role in SITE_ROLES and application.case.site_id == agent.site_id


@dataclass(frozen=True)
class Power:
    """Who decides an application: the authority, its article, who holds it today."""

    authority: str
    article: str
    holders: tuple[Agent, ...]

    def others_than(self, agent_id: int | None) -> tuple[Agent, ...]:
        """Holders but the one who proposed."""
        return tuple(agent for agent in self.holders if agent.pk != agent_id)


def power_over(application: Application, on: date | None = None) -> Power:
    """Who holds the authority over this application on that day."""
    authority, on = application.authority, on or timezone.localdate()
    asked = application.received_on or on
    article = article_of(application.by_law, authority, asked)
    if authority == PERMANENCE and not article.startswith("V-1.1"):
        article = GENERAL
    return Power(authority, article, tuple(holders(authority, application.case.site_id, on)))


def opinions_of(application: Application) -> QuerySet[Opinion]:
    """What the commission was asked about this application, newest first."""
    about = ("session", "asked_by", "recorded_by")
    return application.opinions.select_related(*about).order_by("-asked_at", "-pk")


def sessions_for(agent: Agent) -> QuerySet[CommissionSession]:
    """Sessions of the agent's site, the latest first."""
    if not (agent.is_active and agent.role in SITE_ROLES):
        return CommissionSession.objects.none()
    return CommissionSession.objects.filter(site_id=agent.site_id).order_by("-held_on", "-pk")


def session_for(agent: Agent, reference: str) -> CommissionSession:
    """One session of the agent's site, or Http404."""
    found = sessions_for(agent).filter(reference=reference).select_related("site", "created_by").first()
    if found is None:
        raise Http404
    return found


def questions_for(agent: Agent) -> QuerySet[Opinion]:
    """Questions of the agent's files that wait for an opinion, oldest first."""
    files = case_files_for(agent).select_related(None).prefetch_related(None)
    waiting = Opinion.objects.filter(
        given_on=None, application__state="opinion_requested", application__case__in=files
    )
    return _asked(waiting)


def agenda_of(session: CommissionSession) -> QuerySet[Opinion]:
    """The questions of a session, as they were asked."""
    return _asked(session.opinions.all())


def _asked(opinions: QuerySet[Opinion]) -> QuerySet[Opinion]:
    about = ("application__case__household", "asked_by", "session")
    household = with_applicant("application__case__household")
    return opinions.select_related(*about).prefetch_related(household).order_by("asked_at", "pk")
