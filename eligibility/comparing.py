"""Rights compared: many households or days at once, what differs, the next day something changes.

Values only: no database, no clock must enter.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from eligibility import engine
from eligibility.ageing import Expiry, days_ahead, forget, situation_at
from eligibility.engine import Result
from eligibility.parameters import Figures, published
from eligibility.rules.verdict import Right
from eligibility.situation import HousingBenefit, Income, Person, Situation
from eligibility.what_if import COMPUTED, Supposed

HORIZON = 36  # months
RENT_AID = "housing.housing_benefit.monthly"  # completed by the engine itself


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rights of a supposed household. `computed`: the benefits nobody stated, by the kind of income,

    with the euros a month that count as received; None: cannot be told.
    """

    on: date
    result: Result
    computed: dict[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One right on both sides."""

    before: Right
    after: Right

    @property
    def changes(self) -> bool:
        """Whether the status, the sum or the price differs."""
        return _what_counts(self.before) != _what_counts(self.after)


@dataclass(frozen=True, slots=True)
class NextChange:
    """The first day on which a right of the by-law is no longer what it was, and those that change."""

    on: date
    differences: tuple[Difference, ...]


def _what_counts(right: Right) -> tuple:
    return right.status, right.amount, right.every, right.ceiling, repr(right.tariff)


# Many at once


def outcomes(
    supposed: Sequence[Supposed], *, national: bool = True, figures: Figures | None = None
) -> list[Outcome]:
    """The rights of each, in order: one run of the engine for each day among them.

    A benefit to settle is computed by the national part first, then counts as received by the by-law.
    Without the national part it stays unknown. Raises SituationFaults as `engine.check`.
    """
    found: dict[int, Outcome] = {}
    for day in dict.fromkeys(one.on for one in supposed):
        places = [n for n, one in enumerate(supposed) if one.on == day]
        ran = _on_one_day([supposed[n] for n in places], day, national, figures)
        found |= zip(places, ran, strict=True)
    return [found[n] for n in range(len(supposed))]


def _on_one_day(
    supposed: list[Supposed], day: date, national: bool, figures: Figures | None
) -> Iterator[Outcome]:
    given = [_without_open(one.situation) if one.settle else one.situation for one in supposed]
    first = engine.check_many(given, on=day, national=national, figures=figures)
    sums = [
        _sums(one.situation, day, result) if one.settle else {}
        for one, result in zip(supposed, first, strict=True)
    ]
    again = [n for n, found in enumerate(sums) if found]
    filled = [_filled(supposed[n].situation, day, sums[n], first[n].computed) for n in again]
    second = engine.check_many(filled, on=day, national=False, figures=figures)
    by_law = dict(zip(again, second, strict=True))
    for n, result in enumerate(first):
        aid = result.computed.get(RENT_AID)
        computed = {**sums[n], **({} if aid is None else {"housing_benefit": aid})}
        yield Outcome(day, _joined(by_law[n], result) if n in by_law else result, computed)


def _joined(by_law: Result, national: Result) -> Result:
    """The by-law of one run with the national rights of the other."""
    rights = tuple(right for right in national.rights if right.by_law is None)
    return replace(by_law, law=national.law, rights=(*by_law.rights, *rights), first=national.first)


# Settling: a benefit that follows from the rest is computed by the national part, then counts as received.


def _known(income: Income) -> bool:
    return income.monthly_net is not None or income.monthly_gross is not None


def _open(income: Income, day: date) -> bool:
    """A benefit received that day of which the sum is not known."""
    return income.kind in COMPUTED and not _known(income) and income.runs(day.isoformat()[:7])


def _without_open(situation: Situation) -> Situation:
    """Nothing is said of the benefits to settle: the national part computes them from the rest."""

    def of(person: Person) -> Person:
        if person.incomes is None:
            return person
        return replace(
            person, incomes=tuple(i for i in person.incomes if i.kind not in COMPUTED or _known(i))
        )

    return replace(situation, persons=situation.persons and tuple(map(of, situation.persons)))


def _sums(situation: Situation, day: date, result: Result) -> dict[str, float | None]:
    """Kind of the benefits to settle → euros a month, None where the national part cannot tell."""
    kinds = {
        income.kind
        for person in situation.persons or ()
        for income in person.incomes or ()
        if _open(income, day)
    }
    amounts = {right.code: right.amount for right in result.rights}
    return {kind: _sum(amounts.get(code) for code in COMPUTED[kind]) for kind in COMPUTED if kind in kinds}


def _sum(amounts: Iterable[float | None]) -> float | None:
    told = tuple(amounts)
    return None if None in told else round(sum(told), 2)


def _filled(
    situation: Situation, day: date, sums: dict[str, float | None], added: dict[str, float]
) -> Situation:
    """The household with what was computed; the first person who receives a benefit gets its whole sum."""
    left, persons = dict(sums), []
    for person in situation.persons or ():
        incomes = []
        for income in person.incomes or ():
            if _open(income, day):
                known = left[income.kind]
                incomes.append(replace(income, monthly_net=known))
                left[income.kind] = known and 0.0  # a family's benefit is paid once
            else:
                incomes.append(income)
        persons.append(person if person.incomes is None else replace(person, incomes=tuple(incomes)))
    housing = situation.housing
    if RENT_AID in added:
        claimed = housing.housing_benefit.claimed if housing.housing_benefit else None
        housing = replace(housing, housing_benefit=HousingBenefit(claimed, added[RENT_AID]))
    return replace(situation, persons=situation.persons and tuple(persons), housing=housing)


# What differs


def differences(before: Result, after: Result) -> tuple[Difference, ...]:
    """Every right on both sides, in the order of the first."""
    later = {right.code: right for right in after.rights}
    return tuple(Difference(right, later[right.code]) for right in before.rights if right.code in later)


def next_change(
    situation: Situation,
    on: date,
    *,
    horizon_months: int = HORIZON,
    figures: Figures | None = None,
    expiring: tuple[Expiry, ...] = (),
) -> NextChange | None:
    """The first day after `on` on which a right of the by-law differs, all else being as it is.

    Ages, counted months, incomes that start or end, figures known beforehand, facts no longer proved.
    Every day on which something may be different is checked, in order. Raises SituationFaults as `check`.
    """
    before = engine.check(situation, on=on, national=False, figures=figures)
    for day in days_ahead(situation, on, horizon_months, figures or published(), expiring):
        later = _known_at(situation, on, day, expiring)
        if later.faults_on(day):
            return None
        after = engine.check(later, on=day, national=False, figures=figures)
        changes = tuple(one for one in differences(before, after) if one.changes)
        if changes:
            return NextChange(day, changes)
    return None


def _known_at(situation: Situation, on: date, day: date, expiring: tuple[Expiry, ...]) -> Situation:
    later = situation_at(situation, on, day)
    for expiry in expiring:
        if expiry.last < day:
            later = forget(later, expiry.person, expiry.fact)
    return later
