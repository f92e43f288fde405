"""Everything a change of situation brings about, as one batch to review (by-law I-B 7). Reads only."""

import copy
import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from cases.consequences import Consequence, consequence
from cases.models import Application, CaseFile, LifeEvent
from cases.models.application import RUNNING
from cases.services.ledger import drawn, readings
from cases.workflow.application import PENDING
from cases.workflow.award import PAID, AwardState
from cases.workflow.case_file import CaseFileState
from documents import guard, holdings
from documents.models import State, SupportingDocument
from documents.types import HOUSEHOLD, type_of
from eligibility import engine
from eligibility.fact_names import INCOMES, income_kind
from eligibility.facts import current_facts, proven_by, situation_told
from eligibility.models import Fact
from eligibility.situation import Situation
from eligibility.stewardship import figures_in_force
from nps.people.models import Membership

ONE_DAY = timedelta(days=1)
BACK = (CaseFileState.PROCESSING, CaseFileState.FOLLOW_UP)  # states the assessment is resumed from


@dataclass(frozen=True)
class FactChange:
    """One fact before and after; `former` None: nothing was known."""

    person: int | None
    name: str
    former: Fact | None
    value: Any


@dataclass(frozen=True)
class Batch:
    """What « Appliquer » would do, part by part; each line of it has a key (`lines`)."""

    facts: tuple[FactChange, ...]
    joined: tuple[Membership, ...]
    outdated: tuple[SupportingDocument, ...]
    awards: tuple[Consequence, ...]
    again: tuple[Consequence, ...]  # of them, those a new application asks for again
    pending: tuple[Application, ...]
    pieces: tuple[str, ...]
    assessment: bool

    @property
    def changes(self) -> bool:
        """Whether the event changes anything at all."""
        return bool(self.facts or self.joined)


def fact_key(person: int | None, name: str) -> str:
    """The line of a fact in a batch."""
    return f"fact:{person or ''}:{name}"


def lines(batch: Batch) -> dict[str, str]:
    """Every line that does something → a digest of what it would do, to tell whether a batch is the same."""
    found = {fact_key(f.person, f.name): _said(f.former and f.former.value, f.value) for f in batch.facts}
    found |= {f"outdated:{document.reference}": "" for document in batch.outdated}
    for one in batch.awards:
        reference = one.award.reference
        if one.stops_on:
            found[f"interrupt:{reference}"] = _said(one.outcome, one.stops_on.isoformat())
        if one in batch.again:
            found[f"again:{reference}"] = ""
        if one.overpaid:
            found[f"overpaid:{reference}"] = _said(one.since.isoformat(), str(one.owed), str(one.overpaid))
    found |= {f"recheck:{application.reference}": str(application.state) for application in batch.pending}
    found |= {f"piece:{piece}": "" for piece in batch.pieces}
    return found | ({"assessment": ""} if batch.assessment else {})


def _said(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]


def batch_of(event: LifeEvent, on: date, left_out: Collection[str] = (), *, national: bool = True) -> Batch:
    """What the event would do now; lines left out have no effect on the others. Raises SituationFaults."""
    case, household = event.case, event.case.household
    standing = {(fact.person_id, fact.name): fact for fact in current_facts(household)}
    members = list(household.memberships.filter(until=None).select_related("person").order_by("since", "pk"))
    facts = tuple(_facts(event, standing, members, left_out))
    told = _told(standing, facts)
    joined = tuple(member for member in members if member.since >= event.happened_on)
    before = situation_told(
        [m for m in members if m not in joined],
        _valid(standing.values(), event.happened_on),
        event.happened_on,
    )
    after = situation_told(members, _valid(told, event.happened_on), event.happened_on)
    consequences = _consequences(event, before, after, on, national)
    outdated = tuple(_outdated(event, facts, members, on))
    now = situation_told(members, _valid(told, on), on)
    dropped = {one for one in outdated if f"outdated:{one.reference}" not in left_out}
    asked = set(case.applications.filter(state__in=RUNNING).values_list("benefit", flat=True))
    again = tuple(
        one
        for one in consequences
        if one.asks_again
        and one.award.benefit not in asked
        and f"interrupt:{one.award.reference}" not in left_out
    )
    drafts = [one.award.benefit for one in again if f"again:{one.award.reference}" not in left_out]
    return Batch(
        facts=facts,
        joined=joined,
        outdated=outdated,
        awards=consequences,
        again=again,
        pending=tuple(case.applications.filter(state__in=PENDING).order_by("pk")),
        pieces=_pieces(case, now, drafts, dropped, event.happened_on, on),
        assessment=case.state in BACK,
    )


def _facts(
    event: LifeEvent, standing: dict, members: Iterable[Membership], left_out: Collection[str]
) -> Iterable[FactChange]:
    """What the answers still change, of people who still live there."""
    people = {None, *(member.person_id for member in members)}
    for person, name, value in event.answers:
        former = standing.get((person, name))
        same = value is None if former is None else former.value == value
        if person in people and not same and fact_key(person, name) not in left_out:
            yield FactChange(person, name, former, value)


def _told(standing: dict, facts: Iterable[FactChange]) -> list[Fact]:
    """The facts as they would stand; those not saved are told now and end with no paper."""
    changed = {(f.person, f.name): Fact(person_id=f.person, name=f.name, value=f.value) for f in facts}
    return [*(standing | changed).values()]


def _valid(facts: Iterable[Fact], on: date) -> list[Fact]:
    return [fact for fact in facts if fact.valid_until is None or fact.valid_until >= on]


def _consequences(
    event: LifeEvent, before: Situation, after: Situation, on: date, national: bool
) -> tuple[Consequence, ...]:
    awards = [
        award
        for award in event.case.awards.select_related("application").order_by("pk")
        if (award.state in PAID and award.starts_on <= on)
        or award.state == AwardState.ENDED
        and award.ended_on >= event.happened_on
    ]
    if not awards:
        return ()
    again = tuple({award.benefit for award in awards if award.application.renews_id})
    sides = [replace(side, renewals=again) for side in (before, after)]
    former, later = engine.check_many(
        sides, on=event.happened_on, national=national, figures=figures_in_force()
    )
    found = [
        consequence(
            award,
            former.right(award.benefit),
            later.right(award.benefit),
            happened_on=event.happened_on,
            told_on=event.told_on,
            on=on,
            open_=award.state in PAID,
        )
        for award in awards
    ]
    return tuple(one for one in found if one.award.state in PAID or one.overpaid)


def _outdated(
    event: LifeEvent, facts: Iterable[FactChange], members: Iterable[Membership], on: date
) -> Iterable[SupportingDocument]:
    """Accepted papers from before the change that prove a fact as it was."""
    people = {member.person_id: str(member.person.public_id) for member in members}
    names = {
        (HOUSEHOLD if f.person is None else people[f.person], f.name)
        for f in facts
        if f.former is not None and f.former.value is not None
    }
    last = event.happened_on - ONE_DAY
    for document, subjects in holdings.kept_by_household([event.case.household_id], on)[
        event.case.household_id
    ]:
        if not isinstance(document, SupportingDocument) or document.state != State.ACCEPTED:
            continue
        begun = document.valid_from is None or document.valid_from <= last
        lasts = document.valid_until is None or document.valid_until > last
        if begun and lasts and not type_of(document.type).expired_accepted:
            said = proven_by(document.type)
            if any(_proves(said, name) and whose in (*subjects, HOUSEHOLD) for whose, name in names):
                yield document


def _proves(said: Collection[str], name: str) -> bool:
    return name in said or name.startswith(INCOMES) and f"{INCOMES}{income_kind(name)}" in said


def _pieces(
    case: CaseFile,
    now: Situation,
    again: Iterable[str],
    dropped: Collection[SupportingDocument],
    happened_on: date,
    on: date,
) -> tuple[str, ...]:
    """The smallest list to ask for once the change is written, of what the law lets be asked."""
    reading = readings([case], on)[case.pk]
    kept = holdings.kept_by_household([case.household_id], on)[case.household_id]
    keys = {document.pk for document in dropped}
    left = tuple(
        one._replace(document=_ended(one.document, happened_on - ONE_DAY))
        if isinstance(one.document, SupportingDocument) and one.document.pk in keys
        else one
        for one in kept
    )
    needs = {a.benefit: a.requirements(on, now) for a in reading.applications}
    needs |= {benefit: engine.requirements(now, [benefit], on) for benefit in again if benefit not in needs}
    found = drawn(replace(reading, kept=left, situation=now), on, needs)
    return tuple(p for p in found.to_ask if found.ruling(p).verdict != guard.Verdict.REFUSED)


def _ended(document: SupportingDocument, until: date) -> SupportingDocument:
    ended = copy.copy(document)
    ended.valid_until = until
    return ended
