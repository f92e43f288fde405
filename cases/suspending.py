"""What an award no longer proves and since when; whether it was proved all along (by-law I-B 8). Reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from cases import proving
from cases.expiring import held_spans, sources_of_facts
from cases.expiry import first_gap, unproved_since
from cases.models import Award, CaseFile
from cases.workflow.award import AwardState
from cases.workflow.request import RequestState
from documents import holdings
from documents.planning import Requirement
from documents.types import read_key, type_of
from eligibility.facts import situation_of
from nps.accounts.models import Agent

WRITTEN_END = ("stated", "date_on_it")
OTHERWISE = (RequestState.WAIVED, RequestState.OBTAINED)  # settled without a paper of the household


@dataclass(frozen=True)
class Unproved:
    """A requirement of an award that nothing proves, from that day on."""

    requirement: Requirement
    since: date

    @property
    def would_lift(self) -> tuple[str, ...]:
        """The shortest list of pieces that would prove it."""
        return min(self.requirement.any_of, key=len)


def unproved(award: Award, on: date) -> tuple[Unproved, ...]:
    """What the award rests on, whose proof bore an end that has passed, the oldest first (by-law I-B 8).

    What was declared, given up or had from an administration is no reason to suspend. Raises SituationFaults.
    """
    held, needed = _held(award, on)
    found = [
        Unproved(one, max(since, award.starts_on))
        for one in needed
        if ends_by_itself(one) and (since := unproved_since(one, held, on))
    ]
    return tuple(sorted(found, key=lambda one: (one.since, one.requirement.id)))


def gaps(award: Award, on: date) -> tuple[Unproved, ...]:
    """What is not proved without interruption since the award was suspended, to that day or its last one.

    Raises SituationFaults.
    """
    if award.suspended_on is None:
        return ()
    until = on if award.ends_on is None else min(on, award.ends_on)
    held, needed = _held(award, on)
    found = [
        Unproved(one, day)
        for one in needed
        if ends_by_itself(one)
        and (day := first_gap(one, held, award.suspended_on, until))
        and _ever(one, held)
    ]
    return tuple(sorted(found, key=lambda one: (one.since, one.requirement.id)))


def ends_by_itself(requirement: Requirement) -> bool:
    """Whether whatever proves it bears its own end: a permit, a notice of disability. Only then could the
    pieces of the application say that the condition may fail in the period (by-law I-B 8). A receipt or a
    statement of a past month says nothing of the months after it, and suspends nothing."""
    return all(
        any(type_of(read_key(piece)[0]).validity in WRITTEN_END for piece in pieces)
        for pieces in requirement.any_of
    )


def _ever(requirement: Requirement, held) -> bool:
    """Whether papers ever proved it: what was taken on another ground at the decision is no gap."""
    return any(all(held.get(piece) for piece in pieces) for pieces in requirement.any_of)


def _held(award: Award, on: date) -> tuple[dict, list[Requirement]]:
    """Pieces with their days, and the requirements that papers have to prove."""
    household = award.case.household_id
    kept = holdings.kept_by_household([household], on)[household]
    held = held_spans(kept, sources_of_facts([household]))
    application = award.application
    application.case = award.case
    needed = application.requirements(on, situation_of(award.case.household, on))
    over = award.case.requests.filter(state__in=OTHERWISE).select_related("person")
    granted = {request.piece for request in over} | proving.declared(needed)
    at_hand = set(holdings.proofs(kept, on))
    return held, [
        proving.lightened(one, at_hand)
        for one in needed
        if not any(set(pieces) & granted for pieces in one.any_of)
    ]


def running_of(case: CaseFile) -> QuerySet[Award]:
    """Awards of a file that are paid, with what reading them needs."""
    return case.awards.filter(state=AwardState.ACTIVE).select_related("application", "case__household")


def to_suspend(agent: Agent, files: Iterable[CaseFile], on: date) -> list[tuple[Award, tuple[Unproved, ...]]]:
    """Running awards of these files that a piece expired since no longer proves."""
    found = []
    for case in files:
        for award in running_of(case).filter(starts_on__lte=on).order_by("pk"):
            if lost := unproved(award, on):
                found.append((award, lost))
    return found
