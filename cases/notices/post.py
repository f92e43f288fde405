"""Letters of an agent's site that wait to leave. Reads only, always from the agent."""

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import Letter
from cases.selectors import case_files_for
from nps.accounts.models import Agent
from nps.people.models import Address, Membership
from nps.people.selectors import with_applicant

BATCH = 20  # letters printed together: what one request prints in time


def waiting(agent: Agent) -> QuerySet[Letter]:
    """Every letter of the agent's files that waits, the oldest first."""
    files = case_files_for(agent).order_by().values("pk")
    return Letter.objects.filter(case__in=files, sent_at=None, cancelled_at=None, leaving_at=None).order_by(
        "prepared_at", "pk"
    )


def waiting_for(agent: Agent) -> tuple[list[Letter], bool]:
    """The oldest ones, and whether there are others."""
    household = OuterRef("case__household")
    careful = Membership.objects.filter(household=household, until=None, person__safe_contact=True)
    placed = Address.objects.filter(household=household, until=None)
    found = waiting(agent).annotate(is_careful=Exists(careful), has_address=Exists(placed))
    found = found.select_related("case__household", "case__site", "said", "recovery", "award")
    page = list(found.prefetch_related(with_applicant("case__household"))[: BATCH + 1])
    return page[:BATCH], len(page) > BATCH


def by_hand(letter: Letter) -> bool:
    """Of a letter of `waiting_for`: whether it can only be handed over."""
    return letter.is_careful or not letter.has_address
