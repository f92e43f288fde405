"""Every legal date that runs in an agent's files, nearest first, a page at a time. Reading only; no words.

Two machines, one list: a page is the merge of one page of each, so that no total is ever computed.
"""

from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice

from django.db.models import Q, QuerySet

from cases.day import followed_by
from cases.models import Application, Award, ClockRun, ClockWarning
from cases.selectors import case_files_for
from cases.services.moves import transitions_of
from cases.services.ticking import PASSED
from cases.workflow.state import Guard
from nps.accounts.models import Agent
from nps.people.selectors import with_applicant
from nps.ui.keyset import beyond

ROWS = 25
ORDER = ("next_clock_on", "reference")


@dataclass(frozen=True)
class Wanted:
    """What is asked for: dates up to `until`, of one effect or of all, of the agent's own files or all."""

    until: date | None = None
    effect: str = ""
    mine: bool = False


@dataclass(frozen=True)
class Line:
    """One legal date: of what, and the last time somebody was told of it."""

    about: Application | Award
    told: ClockWarning | None


@dataclass(frozen=True)
class Page:
    """Some lines, the mark that asks for the next ones (empty at the end), and whether others came before."""

    lines: list[Line]
    after: str = ""
    started: bool = False


def running(agent: Agent, wanted: Wanted, on: date) -> list[QuerySet]:
    """The rows of each machine whose date is asked for, by date."""
    files = _files(agent)
    if wanted.mine:
        files = files.filter(referent__in=followed_by(agent, on))
    chosen = Q(case__in=files, next_clock_on__isnull=False)
    if wanted.until:
        chosen &= Q(next_clock_on__lte=wanted.until)
    if wanted.effect:
        chosen &= Q(next_clock=wanted.effect)
    return [
        model.objects.filter(chosen)
        .select_related("case__household", "case__referent")
        .prefetch_related(with_applicant("case__household"))
        .order_by(*ORDER)
        for model in (Application, Award)
    ]


def _files(agent: Agent) -> QuerySet:
    return case_files_for(agent).select_related(None).prefetch_related(None).order_by()


def page_of_deadlines(agent: Agent, wanted: Wanted, on: date, *, after: str = "") -> Page:
    """The lines that follow the application or award named by `after`; the first ones without a name."""
    rows = running(agent, wanted, on)
    place = _place(agent, after)
    if place:
        rows = [some.filter(beyond(ORDER, place)) for some in rows]
    nearest = merge(*(some[: ROWS + 1] for some in rows), key=lambda one: (one.next_clock_on, one.reference))
    found = list(islice(nearest, ROWS + 1))
    shown = found[:ROWS]
    lines = [Line(one, told) for one, told in zip(shown, _last_told(shown), strict=True)]
    return Page(lines, shown[-1].reference if len(found) > ROWS else "", bool(place))


def _place(agent: Agent, reference: str) -> tuple | None:
    """Where the row of this reference stands, if the agent may see it."""
    if not reference.isprintable() or not reference:
        return None
    for model in (Application, Award):
        found = model.objects.filter(reference=reference, case__in=_files(agent), next_clock_on__isnull=False)
        if place := found.order_by().values_list(*ORDER).first():
            return place
    return None


def _last_told(rows: list[Application | Award]) -> list[ClockWarning | None]:
    kinds = {kind: [one.pk for one in rows if isinstance(one, kind)] for kind in (Application, Award)}
    said = ClockWarning.objects.filter(Q(application__in=kinds[Application]) | Q(award__in=kinds[Award]))
    last = {
        (w.application_id, w.award_id, w.effect, w.day): w for w in said.order_by("-days_before", "told_on")
    }
    return [
        last.get(
            (one.pk, None, one.next_clock, one.next_clock_on)
            if isinstance(one, Application)
            else (None, one.pk, one.next_clock, one.next_clock_on)
        )
        for one in rows
    ]


def held_back_by(about: Application | Award, on: date) -> list[Guard]:
    """Why a date that has passed did nothing yet; empty while it runs."""
    if about.next_clock_on is None or about.next_clock_on >= on:
        return []
    name, _field = PASSED[about.next_clock]
    move = next(move for _t, move in transitions_of(type(about)) if move.name == name)
    return [guard for guard in move.guards if not guard.holds(about, on)]


def last_night() -> ClockRun | None:
    """The last night of the clocks that was played to its end."""
    return ClockRun.objects.filter(ended_at__isnull=False).order_by("-on").first()
