"""How a benefit of the by-law is written down: one or more titles, each a table of conditions and an amount.

The table is read by `decide`; nothing of a particular benefit must enter.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from eligibility.rules.case import Case
from eligibility.rules.verdict import (
    ENTITLED,
    NOT_ENTITLED,
    UNDETERMINED,
    Condition,
    Quantity,
    Right,
    every_of,
    fact,
    merged,
    unknown,
)
from eligibility.wording import NAMES

RANK = {True: 0, None: 1, False: 2}
STATUSES = {True: ENTITLED, None: UNDETERMINED, False: NOT_ENTITLED}
NOTHING = Quantity(0, 0)
REFUSED: dict[str, Any] = {"amount": 0.0}


Table = Callable[[Case], tuple[Condition, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Title:
    """One entry of the by-law: for whom it is written, on what conditions, for how much.

    A title is the same as no other: what it comes to is kept under it (`Case.once`).
    `needs`: names of `proofs.NEEDS`; `at_discretion`: says from the conditions when "peut" makes it one;
    `residual`: written for those whom no other title of the benefit fits. `duration_months`: of a first
    award and its first renewal, `later_months` after that. `authority`: who decides (`wording.AUTHORITIES`).
    `ceiling`: the most it may come to when the amount is left to a decision. `tariff`: what the household
    pays for a benefit in kind. `since`, `until`: the days between which the by-law had this title.
    """

    by_law: str
    population: Table
    conditions: Table
    amount: Callable[[Case], Quantity]
    needs: tuple[str, ...]
    duration_months: int | None = 12
    at_discretion: Callable[[Sequence[Condition]], bool] = lambda conditions: False
    residual: bool = False
    later_months: int | None = None
    authority: str = "director"
    ceiling: Callable[[Case], Quantity] | None = None
    tariff: Callable[[Case], dict[str, Any]] | None = None
    since: date | None = None
    until: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the by-law had this title at `on`."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


def always(conditions: Sequence[Condition]) -> bool:
    """At discretion whatever the conditions (Title.at_discretion)."""
    return True


def in_kind(case: Case) -> Quantity:
    """The amount of a benefit in kind, or left to a decision: no sum can be told."""
    return unknown()


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit of the by-law under its code, with its titles in the by-law's order.

    `dated`: whether the by-law has not always had all of them; `residual`: whether one of them is.
    """

    code: str
    every: str
    titles: tuple[Title, ...]
    dated: bool = field(init=False)
    residual: bool = field(init=False)

    def __post_init__(self) -> None:
        dated = any(title.since or title.until for title in self.titles)
        object.__setattr__(self, "dated", dated)
        object.__setattr__(self, "residual", any(title.residual for title in self.titles))


class Verdict(NamedTuple):
    """A right, with the title and the case it was found in."""

    right: Right
    title: Title
    case: Case


class Candidate(NamedTuple):
    """A title and a claimant, and whether the title is written for that claimant.

    `failing`: how many conditions of the population the claimant does not meet.
    """

    title: Title
    case: Case
    population: tuple[Condition, ...]
    fits: bool | None
    failing: int


class Judgment(NamedTuple):
    """What a candidate's conditions come to, and the amount."""

    candidate: Candidate
    conditions: tuple[Condition, ...]
    holds: bool | None
    amount: Quantity


Proofs = Callable[[Case, tuple[str, ...]], tuple[str, ...]]


def no_proof(case: Case, needs: tuple[str, ...]) -> tuple[str, ...]:
    """Where nobody asks what would prove the right."""
    return ()


FAILING = attrgetter("failing")


def decide(benefit: Benefit, cases: Sequence[Case], proofs: Proofs = no_proof) -> Verdict:
    """The best title for the best claimant: entitled before undetermined before not entitled.

    A title written for the claimant goes before a residual one. Among equals: what is due before what an
    authority may grant, the higher amount, then the applicant and the by-law's order. When no title is
    written for anybody, the nearest one answers.
    Titles that the by-law did not have on that day answer only when it had none: not entitled.
    `proofs`: the document types a title's needs call for; a right that is refused calls for none.
    """
    candidates = [candidate for case in cases for candidate in _candidates(benefit, case)]
    judged = [one.case.once(one.title, _judge, one) for one in candidates if one.fits is not False]
    if len(judged) == 1:
        best = judged[0]
    elif judged:
        sure = [_in_doubt(one, judged) for one in judged] if benefit.residual else judged
        best = min(sure, key=_preference)
    else:
        best = _refused(candidates[0] if len(candidates) == 1 else min(candidates, key=FAILING))
    return Verdict(_right(benefit, best, proofs), best.candidate.title, best.candidate.case)


def _candidates(benefit: Benefit, case: Case) -> list[Candidate]:
    """The titles of the day; without the residual ones when another is surely written for the claimant."""
    titles = _on(benefit.titles, case.on) if benefit.dated else benefit.titles
    found = [
        Candidate(title, case, *case.once(title.population, _population, title, case)) for title in titles
    ]
    if benefit.residual and any(one.fits and not one.title.residual for one in found):
        return [candidate for candidate in found if not candidate.title.residual]
    return found


def _population(title: Title, case: Case) -> tuple[tuple[Condition, ...], bool | None, int]:
    """The conditions of a population, whether they hold, how many fail: the same for all titles with it."""
    conditions = title.population(case)
    holds = [condition.holds for condition in conditions]
    return conditions, every_of(holds), holds.count(False)


def _on(titles: tuple[Title, ...], day: date) -> tuple[Title, ...]:
    """The titles the by-law has on the day, else what answers for them."""
    return tuple(title for title in titles if title.in_force(day)) or (_gone(titles[0]),)


def _gone(title: Title) -> Title:
    """What answers for a title that the by-law does not have on the day."""
    return replace(title, population=lambda case: (fact("in_force", title.by_law, False),))


def _refused(candidate: Candidate) -> Judgment:
    """Whoever a title is not written for is told so, and no more."""
    return Judgment(candidate, candidate.population, False, NOTHING)


def _judge(candidate: Candidate) -> Judgment:
    title, case, population, _, _ = candidate
    conditions = population + title.conditions(case)
    holds = every_of([condition.holds for condition in conditions])
    return Judgment(candidate, conditions, holds, NOTHING if holds is False else title.amount(case))


def _in_doubt(one: Judgment, judged: Sequence[Judgment]) -> Judgment:
    """A residual title says yes only where each other title that may be the claimant's would too."""
    if not (one.candidate.title.residual and one.holds):
        return one
    for other in judged:
        if other.candidate.title.residual or other.candidate.case is not one.candidate.case:
            continue
        population = other.candidate.population
        if not every_of([condition.holds for condition in other.conditions[len(population) :]]):
            doubts = tuple(condition for condition in population if condition.holds is None)
            return one._replace(conditions=one.conditions + doubts, holds=None)
    return one


def _right(benefit: Benefit, judgment: Judgment, proofs: Proofs) -> Right:
    (title, case, _, _, _), conditions, holds, _ = judgment
    return Right(
        code=benefit.code,
        by_law=title.by_law,
        status=STATUSES[holds],
        every=benefit.every,
        duration_months=_duration(benefit, title, case),
        conditions=conditions,
        discretionary=title.at_discretion(conditions),
        estimated="estimated" in [condition.basis for condition in conditions],
        claimant=case.claimant.id or None,
        authority=title.authority,
        name=NAMES.get(benefit.code, {}),
        **(REFUSED if holds is False else _due(judgment, proofs)),
    )


def _due(judgment: Judgment, proofs: Proofs) -> dict[str, Any]:
    """What a right gives and what it asks for; a refused one neither."""
    (title, case, _, _, _), conditions, _, amount = judgment
    value = amount.value
    gaps = [condition.missing for condition in conditions if condition.missing]
    return {
        "amount": None if value is None else round(float(value), 2),
        "missing": merged((*gaps, () if value is not None else amount.missing)),
        "proofs": proofs(case, title.needs),
        "ceiling": title.ceiling(case).value if title.ceiling else None,
        "tariff": title.tariff(case) if title.tariff else None,
    }


def _duration(benefit: Benefit, title: Title, case: Case) -> int | None:
    """Months at most: the longer period from the second renewal on (II-1.1 d/1)."""
    if title.later_months is None:
        return title.duration_months
    again = benefit.code in case.situation.renewals and benefit.code in case.situation.renewed_before
    return title.later_months if again else title.duration_months


def _preference(judgment: Judgment) -> tuple[int, bool, float]:
    by_decision = judgment.candidate.title.at_discretion(judgment.conditions)
    return RANK[judgment.holds], by_decision, -round(judgment.amount.value or 0, 2)
