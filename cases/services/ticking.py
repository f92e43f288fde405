"""What the clocks say, applied once: warnings before each legal date, moves after it. Delays are in clocks.

A night may be played twice, by two workers, or be cut anywhere: each row is looked at again under its lock.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from cases import clocks
from cases.clocks import Effect
from cases.models import Application, Award, CaseFile, ClockRun, ClockWarning
from cases.services import erasing, notices
from cases.services.moves import AlreadyMoved, Blocked, MoveRefused, move
from cases.workflow.application import PENDING
from cases.workflow.case_file import CaseFileState
from cases.workflow.request import OPEN as OPEN_REQUESTS
from eligibility.situation import SituationFaults
from nps.accounts.acting import acting
from nps.journal.services import record

log = logging.getLogger(__name__)
FARTHEST = max(chain.from_iterable(clocks.WARNINGS.values()))
# What a date does once it has passed: the move, and the field its last day is written in.
PASSED = {
    Effect.LAPSE: ("lapse", "ended_on"),
    Effect.SILENCE: ("fall_silent", "ended_on"),
    Effect.APPEAL_SILENCE: ("uphold_by_silence", "answered_on"),
    Effect.PERIOD: ("expire", ""),
    Effect.RESUMPTION: ("expire_unproved", ""),
}
# The household is told by a letter; of the other dates the agents are.
BY_LETTER = (Effect.LAPSE, Effect.PERIOD, Effect.RESUMPTION)
RETENTION = {CaseFileState.CLOSED: "archive", CaseFileState.ARCHIVED: "erase"}
LATE = 0  # the warning of a lapse whose days have passed while no clock ran
BATCH = 200


@dataclass(frozen=True)
class Step:
    """One thing the clocks say of one row: so many days before, or that the day has passed (None)."""

    model: type[Model]
    pk: int
    reference: str
    case_id: int
    case_reference: str
    effect: str
    day: date
    days_before: int | None = None

    @property
    def act(self) -> str:
        """What is done, as the counts name it."""
        return f"{self.effect}.{'passed' if self.days_before is None else f'warn_{self.days_before}'}"


@dataclass(frozen=True)
class Done:
    """What became of a step: `done`, `held_back` (a condition fails: `why`), or `nothing` (done already)."""

    step: Step
    came_to: str
    why: str = ""


def steps(on: date) -> Iterator[Step]:
    """What the clocks say on that day, read only: what is said already is left out."""
    for model in (Application, Award):
        rows = model.objects.filter(next_clock_on__lte=on + timedelta(days=FARTHEST)).select_related("case")
        for some in _batches(rows):
            told = _told(model, some)
            yield from (step for row in some if (step := _of(model, row, told, on)))
    since = on - timedelta(days=365 * clocks.RETENTION_YEARS - 1)  # the guard counts exactly
    closed = Q(state=CaseFileState.CLOSED, last_contact_on__lte=since)
    archived = Q(state=CaseFileState.ARCHIVED, archived_on__lt=on)
    for some in _batches(CaseFile.objects.filter(closed | archived)):
        yield from (step for case in some if (step := _kept(case, on)))


def _batches(rows: QuerySet) -> Iterator[list]:
    """By key, so that what is moved meanwhile neither hides nor repeats a row."""
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield some
        last = some[-1].pk


def _told(model: type[Model], rows: list) -> set[tuple]:
    name = model._meta.model_name
    found = ClockWarning.objects.filter(**{f"{name}_id__in": [row.pk for row in rows]})
    return {*found.values_list(f"{name}_id", "effect", "day", "days_before")}


def _of(model: type[Model], row, told: set[tuple], on: date) -> Step | None:
    running = clocks.running(row)
    if running is None:
        return None
    about = (model, row.pk, row.reference, row.case_id, row.case.reference, str(running.effect), running.day)
    if running.day < on and not (running.effect == Effect.LAPSE and row.lapse_announced_on is None):
        return Step(*about)
    reached = running.steps_reached(on)
    days = LATE if running.day < on else (reached[-1] if reached else None)
    if days is None or (row.pk, str(running.effect), running.day, days) in told:
        return None
    return Step(*about, days)


def _kept(case: CaseFile, on: date) -> Step | None:
    day = (
        clocks.erased_on(case.archived_on) if case.state == CaseFileState.ARCHIVED else case.retention_ends_on
    )
    if day > on:
        return None
    return Step(CaseFile, case.pk, case.reference, case.pk, case.reference, str(Effect.RETENTION), day)


@transaction.atomic
def take(step: Step, on: date) -> Done:
    """Do what a step says, if it still holds under the lock. Nothing is done twice."""
    CaseFile.objects.select_for_update().get(pk=step.case_id)
    row = step.model.objects.get(pk=step.pk)
    if step.model is CaseFile:
        return _keep(step, row, on)
    running = clocks.running(row)
    if running is None or (str(running.effect), running.day) != (step.effect, step.day):
        return Done(step, "nothing")
    return _pass(step, row, on) if step.days_before is None else _warn(step, row, on)


def _warn(step: Step, row, on: date) -> Done:
    name = step.model._meta.model_name
    told, new = ClockWarning.objects.get_or_create(
        case_id=step.case_id,
        effect=step.effect,
        day=step.day,
        days_before=step.days_before,
        defaults={"told_on": on},
        **{name: row, ({"application", "award"} - {name}).pop(): None},
    )
    if not new:
        return Done(step, "nothing")
    why = ""
    if step.effect in BY_LETTER:
        try:
            with transaction.atomic():
                told.letter = notices.prepare_reminder(
                    actor=None, day=step.day, days_before=step.days_before, **{name: row}
                )
            told.save(update_fields=["letter"])
        except (MoveRefused, SituationFaults) as refused:
            why = str(refused)
    if step.effect == Effect.LAPSE and row.lapse_announced_on is None and not why:
        row.lapse_announced_on = on
        row.save(update_fields=["lapse_announced_on"])
    if why:  # nobody was told: tomorrow's clock tries again, and the agents see it
        told.delete()
        return Done(step, "held_back", why)
    record(
        act="clock.warn",
        actor=None,
        subject=row,
        case_reference=step.case_reference,
        data={"effect": step.effect, "day": step.day.isoformat(), "days_before": step.days_before},
    )
    return Done(step, "done")


def _pass(step: Step, row, on: date) -> Done:
    name, dated = PASSED[Effect(step.effect)]
    values = {dated: step.day} if dated else {}
    try:
        with transaction.atomic():
            moved = move(row, name, actor=None, day=on, **values)
    except (Blocked, AlreadyMoved) as refused:
        return Done(step, "held_back", str(refused))
    if step.model is Application:
        _nobody_waits(moved)
        _say(moved)
    return Done(step, "done")


def _nobody_waits(application: Application) -> None:
    """Requests for pieces that served this application alone are no longer asked for."""
    pending = application.case.applications.filter(state__in=("draft", *PENDING))
    others = {*pending.values_list("benefit", flat=True)}
    asked = application.case.requests.filter(
        benefits__contains=[application.benefit], state__in=OPEN_REQUESTS
    )
    for request in asked.exclude(state="answered").order_by("pk"):
        if not others & {*request.benefits}:
            move(request, "cancel", actor=None, reason=str(application.get_state_display()))


def _say(application: Application) -> None:
    """The notice of what the delay did; what cannot be written is owed, and the agents see it."""
    try:
        with transaction.atomic():
            notices.prepare_decision(actor=None, application=application)
    except (MoveRefused, SituationFaults):
        return


def _keep(step: Step, case: CaseFile, on: date) -> Done:
    name = RETENTION.get(CaseFileState(case.state))
    if name is None:
        return Done(step, "nothing")
    try:
        with transaction.atomic():
            if name == "erase":
                erasing.erase_case_file(case=case, on=on)
            else:
                move(case, name, actor=None, on=on)
    except (Blocked, AlreadyMoved) as refused:
        return Done(step, "held_back", str(refused))
    return Done(step, "done")


def run_clocks(on: date) -> Iterator[Done]:
    """Play the clocks of that day, each step in its own transaction; what was done, as it is done."""
    run = _begin(on)
    if run.ended_at:
        return
    counts: Counter = Counter()
    found = _chosen(on)
    while some := list(islice(found, BATCH)):
        for step in some:
            done = _taken(step, on)
            counts[f"{step.act} {done.came_to}"] += 1
            yield done
        with acting("system"):
            _note(run, len(some), counts)
    with acting("system"):
        ClockRun.objects.filter(pk=run.pk, ended_at=None).update(ended_at=timezone.now())


def _taken(step: Step, on: date) -> Done:
    """One row that fails stops no other: it is counted, named in the log, and tried again the next night."""
    try:
        with acting("system"):
            return take(step, on)
    except Exception as fault:
        log.error("clock of %s %s: %s", step.model.__name__, step.reference, type(fault).__name__)
        return Done(step, "failed", type(fault).__name__)


def _begin(on: date) -> ClockRun:
    with acting("system"):
        waiting = sum(
            model.objects.filter(next_clock_on__lte=on + timedelta(days=FARTHEST)).count()
            for model in (Application, Award)
        )
        run, _made = ClockRun.objects.get_or_create(
            on=on, defaults={"started_at": timezone.now(), "total": waiting}
        )
        return run


def _chosen(on: date) -> Iterator[Step]:
    """The steps of the day, read by batches, each in a transaction of its own as the system."""
    found = steps(on)
    while True:
        with acting("system"):
            some = list(islice(found, BATCH))
        if not some:
            return
        yield from some


def _note(run: ClockRun, seen: int, counts: Counter) -> None:
    locked = ClockRun.objects.select_for_update().get(pk=run.pk)
    locked.seen += seen
    locked.counts = {**locked.counts, **{k: locked.counts.get(k, 0) + n for k, n in counts.items()}}
    locked.save(update_fields=["seen", "counts"])
    counts.clear()
