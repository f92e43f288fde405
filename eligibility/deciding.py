"""What would decide a right that cannot be told yet, and what a right found rests on; both by trial.

A supposed household is judged by the same rules. No database, no page, no words must enter.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from eligibility import engine
from eligibility.parameters import Figures
from eligibility.rules.verdict import ENTITLED, UNDETERMINED, Right, merged
from eligibility.situation import Situation
from eligibility.supposing import answers, fact_at, put

logger = logging.getLogger(__name__)

TRIALS = 1000  # for all the rights of a check; beyond, nothing is claimed to be the smallest
DIVES = 4  # ways straight down to a household that stays undetermined
SEARCHED = 8  # missing facts; who is asked for more has a situation to tell, not a question to answer
YEARLY = {"month": 12, "year": 1, "once": 1}  # weights that put questions in order, never shown

Supposed = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Deciding:
    """What decides one right.

    `facts`: the smallest set after whose answers the right is decided, whatever they are; `alone`: those of
    which one answer is enough; `proved`: no smaller set does. When not proved, `facts` is all that is
    missing. `worth`: the sum at stake, in euros over a year, to put questions in order.
    """

    code: str
    facts: tuple[str, ...]
    alone: tuple[str, ...] = ()
    proved: bool = False
    worth: float = 0


class TooMany(Exception):
    """More trials than allowed."""


def deciding(
    situation: Situation, on: date, rights: Iterable[Right], figures: Figures | None = None
) -> tuple[Deciding, ...]:
    """What decides each undetermined right; a national one needs all that it misses.

    Those nearest to a decision are searched first: the number of trials is for all of them.
    """
    judge, found = _Judge(situation, on, figures), []
    open_ = (right for right in rights if right.status == UNDETERMINED)
    for right in sorted(open_, key=lambda right: len(right.missing)):
        missing = tuple(dict.fromkeys(map(fact_at, right.missing)))
        one = Deciding(right.code, missing, proved=right.by_law is None)
        if not situation.described:
            one = Deciding(right.code, ("persons",))
        elif right.by_law is not None and not right.error and len(missing) <= SEARCHED:
            one = _safely(one, lambda code=right.code: _Search(judge, code).run())
        found.append(one)
    return tuple(found)


def _safely(otherwise: Deciding, search: Callable[[], Deciding | None]) -> Deciding:
    try:
        return search() or otherwise
    except TooMany:
        return otherwise
    except Exception as error:  # a rule that cannot judge a supposed household must not hide the others
        logger.error("%s: not decided (%s)", otherwise.code, type(error).__name__)
        return otherwise


def in_order(found: Collection[Deciding]) -> tuple[str, ...]:
    """Every question that decides: first those that settle a right for sure, then those whose answer may be
    enough, then those that matter to most rights, then to the highest sums.
    """
    facts = tuple(dict.fromkeys(fact for one in found for fact in one.facts))

    def weight(fact: str) -> tuple[int, int, int, float]:
        touched = [one for one in found if fact in one.facts]
        settled = sum(one.proved and one.facts == (fact,) for one in touched)
        alone = sum(fact in one.alone for one in touched)
        return -settled, -alone, -len(touched), -sum(one.worth for one in touched)

    return tuple(sorted(facts, key=weight))


def best_question(one: Deciding, order: tuple[str, ...]) -> str:
    """The fact of this right to ask for first: one whose answer may be enough; empty when none."""
    wanted = [fact for fact in order if fact in one.facts]
    return next((fact for fact in wanted if fact in one.alone), wanted[0] if wanted else "")


def pieces(names: Iterable[str], proves: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The fewest pieces that prove every fact of `names` that a piece can prove."""
    wanted = {name for name in names if any(name in proved for proved in proves.values())}
    useful = [piece for piece, proved in proves.items() if wanted & set(proved)]
    for size in range(len(wanted) + 1):
        for chosen in combinations(useful, size):
            if wanted <= {name for piece in chosen for name in proves[piece]}:
                return chosen
    return ()


def rests_on(
    situation: Situation,
    on: date,
    rights: Iterable[Right],
    facts: Collection[str],
    figures: Figures | None = None,
) -> dict[str, tuple[str, ...]]:
    """Which of these facts each right found cannot do without, by its code: forgetting all the others changes
    nothing.

    An irreducible set, empty when the right stands without any of them. A right that is no longer found the
    same on what is known has no answer here.
    """
    judge = _Judge(situation, on, figures, trials=None)
    return {
        right.code: _kept(judge, right, tuple(dict.fromkeys(facts)))
        for right in rights
        if right.by_law is not None and right.entitled and _stands(judge, right, ())
    }


def _stands(judge: "_Judge", right: Right, forgotten: Iterable[str]) -> bool:
    inmost_first = sorted(forgotten, key=len, reverse=True)  # an income's sum before all incomes
    again = judge.right(right.code, tuple((fact, None) for fact in inmost_first))
    return (again.status, again.amount) == (right.status, right.amount)


def _kept(judge: "_Judge", right: Right, facts: tuple[str, ...]) -> tuple[str, ...]:
    if _stands(judge, right, facts):
        return ()
    gone: list[str] = []
    for fact in facts:
        if _stands(judge, right, (*gone, fact)):
            gone.append(fact)
    return tuple(fact for fact in facts if fact not in gone)


class _Judge:
    """The rights of supposed households, each judged once, within a number of trials."""

    def __init__(self, situation: Situation, on: date, figures: Figures | None, trials: int | None = TRIALS):
        self.on, self._figures = on, figures
        self._households: dict[frozenset, Situation] = {frozenset(): situation}
        self._houses: dict[frozenset, Callable[[str], Right]] = {}
        self._rights: dict[tuple[frozenset, str], Right] = {}
        self.left = trials

    def right(self, code: str, supposed: Supposed) -> Right:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise TooMany
        key = frozenset(supposed)
        found = self._rights.get((key, code))
        if found is None:
            if key not in self._houses:
                household = self._household(key, supposed)
                self._houses[key] = engine.supposed(household, self.on, self._figures)
            found = self._rights[key, code] = self._houses[key](code)
        return found

    def _household(self, key: frozenset, supposed: Supposed) -> Situation:
        """The household without the last fact, mostly known already, with this fact."""
        if key not in self._households:
            *before, (path, value) = supposed
            self._households[key] = put(self._household(frozenset(before), tuple(before)), path, value)
        return self._households[key]


class _Search:
    """The smallest set for one right. Facts it cannot do without are found by diving to a household that
    stays undetermined although all others are answered; that what is left decides is tried in every way.
    """

    def __init__(self, judge: _Judge, code: str):
        self.judge, self.code = judge, code
        self.worth = 0.0

    def run(self) -> Deciding | None:
        """None when no answers decide, as when a figure of the by-law is not at hand."""
        facts = self.closure(self.dive)
        needed = tuple(
            fact for fact in facts if self.dive(tuple(path for path in facts if path != fact)) is not None
        )
        facts = self.closure(self.open_leaf, facts)
        if not facts:
            return None
        smallest = next((one for one in self.supersets(needed, facts) if self.decides(one)), facts)
        alone = tuple(fact for fact in smallest if self.settles(fact))
        return Deciding(self.code, smallest, alone, True, self.worth)

    def closure(
        self, leaf_of: Callable[[tuple[str, ...]], Right | None], facts: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        """All that may have to be asked, whatever is answered; empty when that does not decide."""
        facts = facts or self.missing(self.right(()))
        while leaf := leaf_of(facts):
            more = tuple(fact for fact in self.missing(leaf) if fact not in facts)
            if not more:
                return ()
            facts = (*facts, *more)
        return facts

    def supersets(self, needed: tuple[str, ...], facts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The sets that hold `needed`, the smallest first."""
        others = [fact for fact in facts if fact not in needed]
        for size in range(len(others)):
            for chosen in combinations(others, size):
                yield tuple(fact for fact in facts if fact in needed or fact in chosen)

    def decides(self, facts: tuple[str, ...]) -> bool:
        return self.open_leaf(facts) is None

    def open_leaf(self, facts: tuple[str, ...], supposed: Supposed = ()) -> Right | None:
        """A right that stays undetermined once all `facts` are answered in some way; None if none does."""
        right = self.right(supposed)
        if self.closed(right, facts):
            return None
        fact = self.next(right, facts)
        if fact is None:
            return right
        rest = tuple(path for path in facts if path != fact)
        for answer in self.distinct(fact, supposed):
            leaf = self.open_leaf(rest, (*supposed, (fact, answer)))
            if leaf is not None:
                return leaf
        return None

    def dive(self, facts: tuple[str, ...]) -> Right | None:
        """The same, looked for straight down a few times: finding none says little."""
        return next((leaf for turn in range(DIVES) if (leaf := self._dive(facts, turn)) is not None), None)

    def _dive(self, facts: tuple[str, ...], turn: int) -> Right | None:
        supposed: Supposed = ()
        right = self.right(())
        while not self.closed(right, facts):
            fact = self.next(right, facts)
            if fact is None:
                return right
            tried = self.answers(fact)
            at = turn % len(tried)
            for answer in (*tried[at:], *tried[:at]):
                right = self.right((*supposed, (fact, answer)))
                if right.status == UNDETERMINED:
                    break
            supposed = (*supposed, (fact, answer))
            facts = tuple(path for path in facts if path != fact)
        return None

    def closed(self, right: Right, facts: tuple[str, ...]) -> bool:
        """Decided; or only people are left to describe, with all that the right asks of them."""
        if right.status != UNDETERMINED:
            return True
        asked = self.missing(right)
        return bool(asked) and all(path in facts and not self.answers(path) for path in asked)

    def next(self, right: Right, facts: tuple[str, ...]) -> str | None:
        """The fact to answer now: one that the right misses, if any is left."""
        paths = (*self.missing(right), *facts)
        return next((path for path in paths if path in facts and self.answers(path)), None)

    def answers(self, fact: str) -> tuple[Any, ...]:
        return answers(fact, self.judge.on)

    def distinct(self, fact: str, supposed: Supposed) -> Iterator[Any]:
        """The answers worth trying, one of those the by-law treats alike."""
        seen = set()
        for answer in self.answers(fact):
            told = _shape(self.right((*supposed, (fact, answer))))
            if told not in seen:
                seen.add(told)
                yield answer

    def settles(self, fact: str) -> bool:
        """Whether one answer to it is enough."""
        return any(
            self.right(((fact, answer),)).status != UNDETERMINED for answer in reversed(self.answers(fact))
        )

    def right(self, supposed: Supposed) -> Right:
        right = self.judge.right(self.code, supposed)
        if right.status == ENTITLED and right.amount is not None:
            self.worth = max(self.worth, right.amount * YEARLY.get(right.every, 0))
        return right

    @staticmethod
    def missing(right: Right) -> tuple[str, ...]:
        """What the status misses, without what only the amount does."""
        paths = merged(condition.missing for condition in right.conditions) or right.missing
        return tuple(dict.fromkeys(map(fact_at, paths)))


def _shape(right: Right) -> tuple:
    """What makes two verdicts alike: everything but the words of the answer."""
    told = (
        (c.name, c.holds, None if isinstance(c.value, str) else c.value, c.threshold, c.missing)
        for c in right.conditions
    )
    return right.status, right.by_law, right.amount, right.claimant, right.missing, tuple(told)
