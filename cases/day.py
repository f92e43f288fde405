"""What an agent finds in the morning, block by block. Reading only; nothing of how it looks.

Every read starts from the agent's own files and stops after a few rows: other files cost nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.models import Absence, Application, Award, CaseFile, Task, TaskKind
from cases.permissions import applications_to_decide
from cases.selectors import applications_for, case_files_for
from cases.workflow.case_file import OPEN
from documents.models import State, SupportingDocument, Upload, UploadState
from nps.accounts.models import Agent
from nps.people.selectors import with_applicant

ROWS = 7
COUNTED = 100  # more are said to be more
SOON = timedelta(days=30)  # the first warning the law's clocks give to agents
UNDONE_WITHIN = timedelta(minutes=10)
WAITING = (State.TO_CHECK, State.TO_CONFIRM)
OF_OTHERS = ("incomplete", "opinion_requested", "proposed")


@dataclass(frozen=True)
class Block:
    """The first rows of a block and how many there are, `more` when there are more than were counted."""

    rows: list[Any]
    number: int
    more: bool = False


@dataclass(frozen=True)
class Due:
    """One legal date of a file, and the application or award it belongs to (None when it just moved)."""

    day: date
    case: CaseFile
    effect: str
    about: Application | Award | None


def block(rows: QuerySet, keep: int = ROWS) -> Block:
    """The first rows, and a count that stops."""
    number = rows.order_by().values("pk")[: COUNTED + 1].count()
    return Block(list(rows[:keep]), min(number, COUNTED), number > COUNTED)


def followed_by(agent: Agent, on: date) -> set[int]:
    """Keys of the referents whose files are this agent's today: the agent, and who the agent replaces."""
    replaced = Absence.objects.filter(
        substitute=agent, since__lte=on, until__gt=on, agent__site=agent.site_id
    )
    return {agent.pk, *replaced.values_list("agent_id", flat=True)}


def my_files(agent: Agent, on: date) -> QuerySet[CaseFile]:
    """Open files of the agent's site that the agent follows that day, as referent or as substitute."""
    return case_files_for(agent).filter(referent__in=followed_by(agent, on), state__in=OPEN)


def clocks_of(files: QuerySet[CaseFile], until: date) -> Block:
    """Legal dates that come by that day, the nearest first: one line a file, its nearest date."""
    dated = files.filter(next_clock_on__lte=until).order_by("next_clock_on", "pk")
    first = block(dated)
    about = _about(first.rows)
    lines = [
        Due(case.next_clock_on, case, case.next_clock, about.get((case.pk, case.next_clock_on)))
        for case in first.rows
    ]
    return Block(lines, first.number, first.more)


def _about(cases: Iterable[CaseFile]) -> dict[tuple[int, date], Application | Award]:
    """(file, day) → what runs out that day, for these files at once."""
    keys = [case.pk for case in cases]
    days = {case.next_clock_on for case in cases}
    found = {}
    for model in (Award, Application):
        running = model.objects.filter(case__in=keys, next_clock_on__in=days).order_by("-pk")
        found |= {(one.case_id, one.next_clock_on): one for one in running}
    return found


def next_clock_of(files: QuerySet[CaseFile]) -> date | None:
    """The nearest legal date of these files, however far."""
    dated = files.filter(next_clock_on__isnull=False).order_by("next_clock_on", "pk")
    return dated.values_list("next_clock_on", flat=True).first()


def open_tasks(agent: Agent, on: date) -> QuerySet[Task]:
    """Tasks of the agent, and of those replaced that day, not done; a free one leaves with its file."""
    mine = Task.objects.filter(assignee__in=followed_by(agent, on), done_at=None)
    kept = mine.filter(~Q(kind=TaskKind.FREE) | Q(case__site=agent.site_id))
    kept = kept.select_related("case__household", "assignee").order_by("due_on", "pk")
    return kept.prefetch_related(with_applicant("case__household"))


def done_lately(agent: Agent) -> list[Task]:
    """What this agent said is done in the last minutes, the latest first: it can be taken up again there."""
    since = timezone.now() - UNDONE_WITHIN
    done = Task.objects.filter(done_by=agent, done_at__gt=since).select_related("case")
    return list(done.order_by("-done_at", "-pk")[:ROWS])


def tasks_of(agent: Agent, on: date) -> Block:
    """What is to be done that day or should have been."""
    return block(open_tasks(agent, on).filter(due_on__lte=on))


@dataclass(frozen=True)
class Keys:
    """Keys of an agent's files and of their households, read once.

    Named one by one to the database, each is an index lookup; asked by a condition on the files, the oldest
    rows of everybody's would be walked through until seven are the agent's.
    """

    cases: list[int]
    households: list[int]


def keys_of(files: QuerySet[CaseFile]) -> Keys:
    """Keys of these files."""
    pairs = files.select_related(None).prefetch_related(None).order_by().values_list("pk", "household_id")
    found = list(pairs)
    return Keys([case for case, _household in found], [household for _case, household in found])


def pieces_arrived(mine: Keys) -> Block:
    """Pieces of these files that wait for eyes, the oldest first."""
    waiting = SupportingDocument.objects.filter(household__in=mine.households)
    waiting = waiting.filter(state__in=WAITING).select_related("household__case_file")
    waiting = waiting.prefetch_related(with_applicant("household"))
    return block(waiting.order_by("stored_at", "pk"))


def files_to_sort(mine: Keys) -> Block:
    """Scans of these files that nobody has sorted yet, the oldest first."""
    left = Upload.objects.filter(household__in=mine.households)
    left = left.filter(state=UploadState.WAITING).select_related("household__case_file")
    left = left.prefetch_related(with_applicant("household"))
    return block(left.order_by("begun_at", "pk"))


def waited_for(mine: Keys) -> Block:
    """Applications of these files that somebody else holds up: the household, a commission, who decides."""
    held = Application.objects.filter(case__in=mine.cases, state__in=OF_OTHERS)
    held = held.select_related("case__household").prefetch_related(with_applicant("case__household"))
    return block(held.order_by("next_clock_on", "pk"))


def to_decide(agent: Agent) -> Block:
    """Proposals that wait for this agent's decision, by legal date."""
    proposed = applications_for(agent).filter(state="proposed")
    return block(applications_to_decide(proposed, agent).order_by("next_clock_on", "pk"))
