"""Many households checked by batches, each in one transaction, so that many machines share the work.

Which files are active is known one floor above: households are given. No page, no wording here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from eligibility import effect, engine, parameters, radar
from eligibility.facts import situations_of
from eligibility.models import CaseloadBatch, CaseloadResult, CaseloadRun, RadarObjection, RunKind
from eligibility.parameters import Figures, Version
from eligibility.situation import Situation
from eligibility.stewardship import figures_in_force
from nps.accounts.models import Agent, Site
from nps.journal.services import record
from nps.people.models import Household

BATCH = 500  # households a transaction: seconds of work, and memory that does not grow with the caseload
ATTEMPTS = 3
FEWEST = 5  # counts of fewer households are not told outside the site
ROUNDED = 100  # euros, for those outside the site


class FiguresLost(ValueError):
    """The figures cannot be told as changes of the published ones."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Households and batches of a run; `failed`: batches given up after ATTEMPTS."""

    households: int
    checked: int
    batches: int
    done: int
    failed: int

    @property
    def percent(self) -> int:
        """0 to 100."""
        return 100 * self.checked // self.households if self.households else 100


# Asking


@transaction.atomic
def ask(
    *,
    actor: Agent | None,
    kind: RunKind,
    on: date,
    site: Site | None = None,
    national: bool = True,
    figures: Figures | None = None,
) -> CaseloadRun:
    """A new run, or the one of the same kind, place and figures that has not ended. Nothing is computed yet.

    `figures`: those whose effect is studied; none for the radar. Raises FiguresLost.
    """
    changes = changes_of(figures) if figures else {}
    digest = (figures or figures_in_force()).digest
    same = {"kind": kind, "on": on, "site": site, "figures": digest, "national": national}
    running = CaseloadRun.objects.filter(ended_at=None, **same).order_by("-pk").first()
    if running:
        return running
    run = CaseloadRun.objects.create(**same, changes=changes, started_by=actor)
    data = {"kind": str(kind), "on": on.isoformat(), "site": site.code if site else None, "figures": digest}
    record(act="caseload.ask", actor=actor, subject=run, data=data)
    return run


def changes_of(figures: Figures) -> dict[str, list[list[Any]]]:
    """Name → versions that the published figures do not have. Raises FiguresLost when some went."""
    published = parameters.published()
    found: dict[str, list[list[Any]]] = {}
    for name in figures.names():
        more = [one for one in figures.history(name) if one not in published.history(name)]
        if more:
            found[name] = [[one.since.isoformat(), one.value, one.reference] for one in more]
    if not found or figures_of(found).digest != figures.digest:
        raise FiguresLost("these figures are not the published ones with versions added")
    return found


def figures_of(changes: Mapping[str, list[list[Any]]]) -> Figures:
    """The published figures with these versions."""
    figures = parameters.published()
    for name, versions in changes.items():
        for since, value, reference in versions:
            figures = figures.with_versions({name: Version(date.fromisoformat(since), value, reference)})
    return figures


@transaction.atomic
def plan(*, run: CaseloadRun, households: Iterable[tuple[int, Collection[int]]]) -> list[CaseloadBatch]:
    """The batches still to do; made at the first call from `households`: site's key → keys of households.

    Households that object to the radar are left out of it. Batches given up are taken up again.
    """
    run = CaseloadRun.objects.select_for_update().get(pk=run.pk)
    if run.planned_at is None:
        made = CaseloadBatch.objects.bulk_create(_batches(run, households))
        run.planned_at = timezone.now()
        run.ended_at = None if made else run.planned_at
        run.save(update_fields=["planned_at", "ended_at"])
    run.batches.filter(done_at=None).update(failures=0)
    return list(run.batches.filter(done_at=None).order_by("number"))


def _batches(run: CaseloadRun, households: Iterable[tuple[int, Collection[int]]]) -> Iterator[CaseloadBatch]:
    number = 0
    for site, keys in households:
        unwilling = _unwilling(run, keys)
        willing = [key for key in keys if key not in unwilling]
        for start in range(0, len(willing), BATCH):
            some, number = willing[start : start + BATCH], number + 1
            yield CaseloadBatch(run=run, number=number, site_id=site, households=some, size=len(some))


def _unwilling(run: CaseloadRun, households: Collection[int]) -> set[int]:
    """Those whose rights may not be looked for unasked."""
    if run.kind != RunKind.RADAR:
        return set()
    told = RadarObjection.objects.filter(household_id__in=households, withdrawn_at=None)
    return set(told.values_list("household_id", flat=True))


def _unwilling_since(run: CaseloadRun, households: Collection[int]) -> set[int]:
    """Those who objected while the batch was computed; an objection noted now waits, then deletes."""
    if run.kind == RunKind.RADAR:
        held = Household.objects.filter(pk__in=households).select_for_update(no_key=True)
        list(held.order_by("pk").values_list("pk", flat=True))
    return _unwilling(run, households)


# Doing


def check_batch(*, batch: int) -> bool:
    """Check a batch and keep what is found, all or nothing; False when it is done or in somebody's hands.

    Done twice it leaves one result. The last batch ends the run.
    """
    with transaction.atomic():
        found = CaseloadBatch.objects.select_for_update(skip_locked=True, of=("self",))
        mine = found.filter(pk=batch, done_at=None).select_related("run").first()
        if mine is None:
            return False
        _check(mine)
        run = CaseloadRun.objects.select_for_update().get(pk=mine.run_id)
        if not run.batches.filter(done_at=None).exists():
            run.ended_at = timezone.now()
            run.save(update_fields=["ended_at"])
    return True


def note_failure(*, batch: int) -> None:
    """One more attempt at this batch came to nothing."""
    CaseloadBatch.objects.filter(pk=batch, done_at=None).update(failures=F("failures") + 1)


def _check(batch: CaseloadBatch) -> None:
    run = batch.run
    keys = sorted(set(batch.households) - _unwilling(run, batch.households))
    read = situations_of(keys, run.on)
    sound = {
        key: one for key, one in read.items() if isinstance(one, Situation) and not one.faults_on(run.on)
    }
    find = _unclaimed if run.kind == RunKind.RADAR else _changed
    tally: dict[str, Any] = {}
    rows: list[CaseloadResult] = []
    made = list(find(run, sound))
    unwilling = _unwilling_since(run, sound)
    for key, counted, found in made:
        if key in unwilling:
            continue
        tally = added(tally, counted)
        rows += (CaseloadResult(run=run, household_id=key, **fields) for fields in found)
    former = CaseloadResult.objects.filter(household_id__in=batch.households, run__kind=run.kind)
    (former if run.kind == RunKind.RADAR else former.filter(run__figures=run.figures)).delete()
    CaseloadResult.objects.bulk_create(rows)
    batch.tally, batch.done_at = tally, timezone.now()
    batch.unreadable = sorted(set(keys) - set(sound))
    batch.save(update_fields=["tally", "done_at", "unreadable"])


Found = Iterator[tuple[int, dict[str, Any], list[dict[str, Any]]]]


def _unclaimed(run: CaseloadRun, situations: Mapping[int, Situation]) -> Found:
    asked = {"on": run.on, "national": run.national, "figures": figures_in_force()}
    results = engine.check_many(list(situations.values()), **asked)
    for (key, situation), result in zip(situations.items(), results, strict=True):
        found = radar.unclaimed(situation, result)
        yield key, radar.tally(found), [{**one._asdict(), "missing": list(one.missing)} for one in found]


def _changed(run: CaseloadRun, situations: Mapping[int, Situation]) -> Found:
    """By-law alone where national results are not asked for: the figures change no national right."""
    listed, asked = list(situations.values()), {"on": run.on, "national": run.national}
    before = engine.check_many(listed, **asked, figures=figures_in_force())
    after = engine.check_many(listed, **asked, figures=figures_of(run.changes))
    for key, then, now in zip(situations, before, after, strict=True):
        found = effect.changes(then, now)
        yield key, effect.tally(found), [one._asdict() for one in found]


# Reading


def progress(run: CaseloadRun) -> Progress:
    """How far the run is, in one query."""
    done, given_up = Q(done_at__isnull=False), Q(done_at__isnull=True, failures__gte=ATTEMPTS)
    counts = run.batches.aggregate(
        households=Sum("size", default=0),
        checked=Sum("size", filter=done, default=0),
        batches=Count("pk"),
        done=Count("pk", filter=done),
        failed=Count("pk", filter=given_up),
    )
    return Progress(**counts)


def waiting(run: CaseloadRun) -> list[int]:
    """Keys of the batches still to do and not given up, in order."""
    left = run.batches.filter(done_at=None, failures__lt=ATTEMPTS).order_by("number")
    return list(left.values_list("pk", flat=True))


def totals(run: CaseloadRun, site: Site | None = None) -> dict[str, Any]:
    """The sums of what is found, of one site or of all."""
    batches = run.batches.filter(done_at__isnull=False)
    if site:
        batches = batches.filter(site=site)
    total: dict[str, Any] = {}
    for tally in batches.order_by("number").values_list("tally", flat=True):
        total = added(total, tally)
    return total


def latest_effect(figures_digest: str) -> dict[str, Any] | None:
    """The last ended study of these figures over every site, small counts hidden; None when there is none.

    {"run": public id, "on", "ended_at", "households", "winners", "losers", "both", "unsure", "same",
    "sums": {"month": euros, "year": euros}, "benefits": {code: {"gained", "lost", "higher", "lower",
    "unsure", "month", "year"}}}. A count is None when it is between 1 and 4; all are rounded (`hidden`).
    """
    studied = CaseloadRun.objects.filter(kind=RunKind.EFFECT, figures=figures_digest, site=None)
    run = studied.filter(ended_at__isnull=False).order_by("-ended_at", "-pk").first()
    if run is None:
        return None
    told = hidden(totals(run))
    return {"run": run.public_id, "on": run.on, "ended_at": run.ended_at, **told}


def added(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The sum of two tallies, name by name; euros free of the noise of binary fractions."""
    total = dict(one)
    for name, value in other.items():
        if isinstance(value, Mapping):
            total[name] = added(total.get(name, {}), value)
        else:
            total[name] = round(total.get(name, 0) + value, 2)
    return total


COUNTS = frozenset(
    {"winners", "losers", "both", "unsure", "same", "with_a_right"}
    | {"gained", "lost", "higher", "lower", "entitled", "undetermined"}
)


def hidden(tally: Mapping[str, Any]) -> dict[str, Any]:
    """A tally that points at nobody: a count under FEWEST is None, others go to the nearest FEWEST, sums to
    the nearest ROUNDED euros: the difference of two studies is no household's. Sums of few are None."""
    few = any(0 < tally[name] < FEWEST for name in COUNTS & tally.keys())
    told: dict[str, Any] = {}
    for name, value in tally.items():
        if isinstance(value, Mapping):
            told[name] = dict.fromkeys(value) if few and name == "sums" else hidden(value)
        elif name in COUNTS:
            told[name] = None if 0 < value < FEWEST else _nearest(value, FEWEST)
        elif name == "households":
            told[name] = value
        else:
            told[name] = None if few else _nearest(value, ROUNDED) or None
    return told


def _nearest(value: float, step: int) -> int:
    return round(value / step) * step
