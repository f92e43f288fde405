"""The ledger of a file: what must be proved, what proves it, the smallest list. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from cases import proving
from cases.models import Application, CaseFile, DocumentRequest
from cases.workflow.application import PENDING
from cases.workflow.request import OPEN, RequestState
from documents import guard, holdings, planning
from documents.administrations.obtained import Reach, reach_by_household
from eligibility.facts import situations_of
from eligibility.situation import Situation, SituationFaults

Needs = dict[str, tuple[planning.Requirement, ...]]


class Standing(StrEnum):
    """Where a piece stands in the ledger."""

    PROVED = "proved"
    DECLARED = "declared"
    COVERED = "covered"
    GIVEN_UP = "given_up"
    OBTAINED = "obtained"
    OBTAINABLE = "obtainable"
    TO_CHECK = "to_check"
    ASKED = "asked"
    TO_ASK = "to_ask"


@dataclass(frozen=True)
class Reading:
    """What the ledger of one file is made from."""

    case: CaseFile
    applications: tuple[Application, ...]
    situation: Situation | SituationFaults
    kept: tuple[holdings.Kept, ...]
    requests: tuple[DocumentRequest, ...]
    reach: Reach = Reach()

    def needs(self, on: date) -> Needs:
        """What each application under way needs proved, as of its receipt. Raises SituationFaults."""
        if not self.applications:
            return {}
        if isinstance(self.situation, SituationFaults):
            raise self.situation
        return {a.benefit: a.requirements(on, self.situation) for a in self.applications}


@dataclass(frozen=True)
class Line:
    """One requirement: met by pieces at hand, or waiting for pieces to ask for or asked for.

    `until`: the last day it is proved, None without end. `at_receipt`: only proved on the day the application
    was received, which is enough (I-B 3).
    """

    requirement: planning.Requirement
    pieces: tuple[str, ...]
    held: tuple[str, ...]
    until: date | None = None
    at_receipt: bool = False

    @property
    def met(self) -> bool:
        return self.at_receipt or set(self.pieces) <= set(self.held)


@dataclass(frozen=True)
class Ledger:
    """Everything the file's applications need proved, against everything held, declared or obtainable."""

    lines: tuple[Line, ...]
    plan: planning.Plan
    saving: planning.Saving
    held: frozenset[str]
    arrived: frozenset[str]
    rulings: Mapping[str, guard.Ruling]
    benefits_of: Mapping[str, tuple[str, ...]]
    articles_of: Mapping[str, tuple[str, ...]]
    needs: Needs
    until: Mapping[str, date | None]
    standing: Mapping[str, Standing]
    to_ask: tuple[str, ...]  # of the plan, what is neither asked nor arrived
    unneeded: tuple[DocumentRequest, ...]  # open requests that answer nothing any more
    reach: Reach  # administrations that may be asked instead

    def ruling(self, piece: str) -> guard.Ruling:
        """What the law says of asking for any piece in this file; not needed is not required."""
        if piece in self.rulings:
            return self.rulings[piece]
        named = [r for needs in self.needs.values() for r in needs]
        told = proving.ruling(piece, named, self.held, self.reach.of(piece))
        if told.verdict == guard.Verdict.REFUSED:
            return told
        return guard.Ruling(piece, guard.Verdict.REFUSED, "L114-5")


# Requests over without a paper of the household, and what they leave.
SETTLED = {RequestState.WAIVED: Standing.GIVEN_UP, RequestState.OBTAINED: Standing.OBTAINED}


class NotAsked(NamedTuple):
    """A piece that benefits would have asked for by themselves, and why it is not asked for."""

    piece: str
    benefits: tuple[str, ...]
    ruling: guard.Ruling
    standing: Standing


def ledger(case: CaseFile, on: date) -> Ledger:
    """Requirements of all applications, what proves them already, and the provably smallest list.

    Nothing of it is kept: a fact that changes changes it. Raises SituationFaults.
    """
    return drawn(readings([case], on)[case.pk], on)


def readings(cases: Iterable[CaseFile], on: date) -> dict[int, Reading]:
    """What the ledgers of these files are made from, by key; ten queries whatever their number."""
    cases = list(cases)
    asked, sent = defaultdict(list), defaultdict(list)
    under_way = Application.objects.filter(case__in=cases, state__in=("draft", *PENDING))
    for application in under_way.order_by("received_on", "pk"):
        asked[application.case_id].append(application)
    for request in DocumentRequest.objects.filter(case__in=cases).select_related("person").order_by("pk"):
        sent[request.case_id].append(request)
    busy = [case.household_id for case in cases if asked[case.pk]]
    situations, kept = situations_of(busy, on), holdings.kept_by_household(busy, on)
    reach = reach_by_household(busy, on)
    return {
        case.pk: Reading(
            case,
            tuple(asked[case.pk]),
            situations.get(case.household_id, SituationFaults([])),
            tuple(kept.get(case.household_id, ())),
            tuple(sent[case.pk]),
            reach.get(case.household_id, Reach()),
        )
        for case in cases
    }


def drawn(reading: Reading, on: date, needs: Needs | None = None) -> Ledger:
    """The ledger of what was read; `needs` supposes others than those of the applications."""
    needs = reading.needs(on) if needs is None else needs
    until = holdings.proofs(reading.kept, on)
    held, arrived = frozenset(until), frozenset(holdings.arrived(reading.kept, on))
    standing = _standing(reading, needs, held, arrived)
    at_hand = {p for p, s in standing.items() if s not in (Standing.TO_CHECK, Standing.ASKED)}
    left, early = _left(reading, needs, held | at_hand)
    requirements = _merged(left)
    light = [proving.lightened(r, held) for r in requirements]
    plan = planning.plan(light, at_hand, dict.fromkeys(standing, 0))
    wanted = {p: [r for r in requirements if p in plan.answers[r.id]] for p in plan.requests}
    answers = {r.id: _whole(r, plan.answers[r.id], held) for r in requirements}
    for piece in {p for pieces in answers.values() for p in pieces} - standing.keys() - set(plan.requests):
        standing[piece] = Standing.COVERED
    for piece in plan.requests:
        standing.setdefault(piece, Standing.TO_ASK)
    at_hand |= {p for p, s in standing.items() if s == Standing.COVERED}
    return Ledger(
        lines=tuple(_line(r, answers[r.id], at_hand, until) for r in requirements)
        + tuple(Line(r, (), (), at_receipt=True) for r in early),
        plan=plan,
        saving=_saving(reading, needs, held | at_hand),
        held=held,
        arrived=arrived,
        rulings={p: proving.ruling(p, rs, held, reading.reach.of(p)) for p, rs in wanted.items()},
        benefits_of={p: tuple(sorted({b for r in rs for b in r.benefits})) for p, rs in wanted.items()},
        articles_of={p: tuple(sorted({r.article for r in rs if r.article})) for p, rs in wanted.items()},
        needs=needs,
        until=until,
        standing=standing,
        to_ask=tuple(p for p in plan.requests if standing[p] == Standing.TO_ASK),
        reach=reading.reach,
        unneeded=tuple(
            r
            for r in reading.requests
            if r.state in OPEN
            and r.state != RequestState.ANSWERED
            and not r.override_reason
            and r.piece not in plan.requests
        ),
    )


def compared(cases: Iterable[CaseFile], on: date) -> Iterator[tuple[int, planning.Saving]]:
    """Each file's key and what one common list with the vault saves on its aids asked one by one.

    Files whose facts are at fault are left out.
    """
    for key, reading in readings(cases, on).items():
        try:
            yield key, drawn(reading, on).saving
        except SituationFaults:
            continue


def not_asked(found: Ledger) -> list[NotAsked]:
    """What each benefit alone would have asked for and is not asked for, with what dispenses from it."""
    served: dict[str, list[str]] = {}
    for benefit, requirements in found.needs.items():
        for piece in planning.plan(requirements, ()).requests:
            served.setdefault(piece, []).append(benefit)
    return [
        NotAsked(p, tuple(benefits), found.ruling(p), found.standing.get(p, Standing.COVERED))
        for p, benefits in sorted(served.items())
        if p not in found.plan.requests
    ]


def _standing(
    reading: Reading, needs: Needs, held: Iterable[str], arrived: Iterable[str]
) -> dict[str, Standing]:
    """What is known of each piece, the strongest last."""
    named = {p for rs in needs.values() for r in rs for pieces in r.any_of for p in pieces}
    known = dict.fromkeys((p for p in named if reading.reach.of(p)), Standing.OBTAINABLE)
    known |= dict.fromkeys(proving.declared(r for rs in needs.values() for r in rs), Standing.DECLARED)
    known |= {r.piece: SETTLED[r.state] for r in reading.requests if r.state in SETTLED}
    known |= {r.piece: Standing.ASKED for r in reading.requests if r.state in OPEN}
    known |= dict.fromkeys(arrived, Standing.TO_CHECK)
    return known | dict.fromkeys(held, Standing.PROVED)


def _left(
    reading: Reading, needs: Needs, at_hand: Iterable[str]
) -> tuple[Needs, tuple[planning.Requirement, ...]]:
    """What is not proved on the day each application was received; and what was, but is no longer."""
    left, early = {}, {}
    now = set(at_hand)
    received = {a.benefit: a.received_on for a in reading.applications}
    then: dict[date, set[str]] = {}
    for benefit, requirements in needs.items():
        day = received.get(benefit)
        if day is not None and day not in then:
            then[day] = now | set(holdings.proofs(reading.kept, day))
        proved = [
            r
            for r in requirements
            if day is not None and proving.met(r, then[day]) and not proving.met(r, now)
        ]
        early |= {r.id: r for r in proved}
        left[benefit] = tuple(r for r in requirements if r not in proved)
    return left, tuple(early.values())


def _merged(alone: Needs) -> tuple[planning.Requirement, ...]:
    """Equal needs once, with every benefit they serve; the earliest application says of what date."""
    found: dict[str, planning.Requirement] = {}
    for requirement in (r for requirements in alone.values() for r in requirements):
        known = found.get(requirement.id)
        served = (*known.benefits, *requirement.benefits) if known else requirement.benefits
        found[requirement.id] = (known or requirement)._replace(benefits=tuple(dict.fromkeys(served)))
    return tuple(found.values())


def _whole(
    requirement: planning.Requirement, answer: tuple[str, ...], held: frozenset[str]
) -> tuple[str, ...]:
    """The alternative an answer stands for, with the pieces that others dispense from."""
    light = proving.lightened(requirement, held)
    pairs = zip(light.any_of, requirement.any_of, strict=True)
    return next(whole for slim, whole in pairs if set(slim) == set(answer))


def _line(
    requirement: planning.Requirement,
    pieces: tuple[str, ...],
    at_hand: set[str],
    until: Mapping[str, date | None],
) -> Line:
    ends = [end for p in pieces if (end := until.get(p))]
    return Line(requirement, pieces, tuple(p for p in pieces if p in at_hand), min(ends, default=None))


def _saving(reading: Reading, needs: Needs, at_hand: Iterable[str]) -> planning.Saving:
    """Requests avoided now: what this file itself asked for, answered since or not, is no saving."""
    asked = {r.piece for r in reading.requests if r.sent_at}
    before = set(at_hand) - asked
    requirements = _merged(needs)
    return planning.avoided(needs, planning.plan(requirements, before), before)
