"""How a benefit of the by-law is written down: one or more titles, each a table of conditions and an amount.

The table is read by `decide`; nothing of a particular benefit must enter.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eligibility.rules.case import Case
from eligibility.rules.verdict import (
    ENTITLED,
    NOT_ENTITLED,
    UNDETERMINED,
    Condition,
    Quantity,
    Right,
    every_of,
    merged,
)

RANK = {ENTITLED: 0, UNDETERMINED: 1, NOT_ENTITLED: 2}


@dataclass(frozen=True, slots=True)
class Title:
    """One entry of the by-law. `population`: the conditions that say for whom the title is written.

    `needs`: names of `proofs.NEEDS`; `at_discretion`: says from the conditions when "peut" makes it one;
    `residual`: written for those whom no other title of the benefit fits.
    """

    by_law: str
    population: tuple[str, ...]
    conditions: Callable[[Case], tuple[Condition, ...]]
    amount: Callable[[Case], Quantity]
    needs: tuple[str, ...]
    duration_months: int = 12
    at_discretion: Callable[[Sequence[Condition]], bool] = lambda conditions: False
    residual: bool = False


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit of the by-law under its code, with its titles in the by-law's order."""

    code: str
    every: str
    titles: tuple[Title, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A right, with the title and the case it was found in."""

    right: Right
    title: Title
    case: Case


def decide(benefit: Benefit, cases: Sequence[Case]) -> Verdict:
    """The best title for the best claimant: entitled before undetermined before not entitled.

    Among equals: the title written for this person, then the higher amount, then the fewest failing
    conditions, then the applicant and the by-law's order.
    """
    return min((verdict for case in cases for verdict in _verdicts(benefit, case)), key=_preference)


def _verdicts(benefit: Benefit, case: Case) -> list[Verdict]:
    verdicts = [_judge(benefit, title, case) for title in benefit.titles]
    own = [verdict for verdict in verdicts if not verdict.title.residual and _fits(verdict)]
    return own or verdicts


def _judge(benefit: Benefit, title: Title, case: Case) -> Verdict:
    conditions = title.conditions(case)
    holds = every_of(condition.holds for condition in conditions)
    amount = Quantity(0, 0) if holds is False else title.amount(case)
    status = ENTITLED if holds else UNDETERMINED if holds is None else NOT_ENTITLED
    gaps = [condition.missing for condition in conditions] if holds is not False else []
    right = Right(
        code=benefit.code,
        by_law=title.by_law,
        status=status,
        every=benefit.every,
        amount=None if amount.value is None else round(float(amount.value), 2),
        duration_months=title.duration_months,
        conditions=conditions,
        missing=merged((*gaps, () if amount.value is not None else amount.missing)),
        discretionary=title.at_discretion(conditions),
        estimated=any(condition.basis == "estimated" for condition in conditions),
        claimant=case.claimant.id or None,
    )
    return Verdict(right, title, case)


def _fits(verdict: Verdict) -> bool | None:
    """Whether the claimant is of those the title is written for."""
    return every_of(c.holds for c in verdict.right.conditions if c.name in verdict.title.population)


def _preference(verdict: Verdict) -> tuple[float, ...]:
    right, fits = verdict.right, _fits(verdict)
    failing = sum(condition.holds is False for condition in right.conditions)
    return RANK[right.status], {True: 0, None: 1, False: 2}[fits], -(right.amount or 0), failing
