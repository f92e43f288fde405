"""The smallest set of pieces still to ask for, proved minimal; and how many requests that avoids.

Pure values only: no database, no clock, no settings must enter.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite, lcm
from typing import NamedTuple

STEPS = 20_000  # branchings before the search stops proving; real households need fewer than a hundred
DEPTH = 200  # nested branchings, well under the interpreter's own limit


class Impossible(ValueError):
    """Nothing could ever meet a requirement. `requirement` is its id."""

    def __init__(self, requirement: str):
        self.requirement = requirement
        super().__init__(f"{requirement}: no alternative can meet it")


class Requirement(NamedTuple):
    """One thing to prove: met when every piece of one alternative of `any_of` is held or asked for."""

    id: str
    any_of: tuple[tuple[str, ...], ...]
    reason: str = ""
    article: str = ""
    indispensable: bool = True
    benefits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask for. `answers`: requirement id → the pieces, held or asked for, that will meet it."""

    requests: tuple[str, ...]
    cost: int | float
    answers: dict[str, tuple[str, ...]]
    proven_minimal: bool


@dataclass(frozen=True, slots=True)
class Saving:
    """Pieces asked for: `alone` = `asked` + `avoided`, and `avoided` = `by_sharing` + `by_vault`."""

    alone: int
    asked: int
    by_sharing: int
    by_vault: int
    alone_by_benefit: dict[str, int]

    @property
    def avoided(self) -> int:
        return self.alone - self.asked


def plan(
    requirements: Iterable[Requirement], held: Iterable[str], costs: Mapping[str, float] | None = None
) -> Plan:
    """The cheapest set of pieces that meets every requirement together with what is held.

    Ties go to the fewest pieces: to ask for, then in all, held ones relied on included; then to alphabetical
    order, so the answer is unique. Costs are finite numbers >= 0, 1 when not listed. Raises `Impossible` for
    a requirement without alternative and ValueError for a cost that is no cost. `proven_minimal` is False
    only when the search gave up after `STEPS` branchings; the plan then still meets every requirement.
    """
    requirements, held, costs = tuple(requirements), frozenset(held), dict(costs or {})
    for piece, cost in costs.items():
        if not is_cost(cost):
            raise ValueError(f"{piece}: a cost is a finite number, 0 or more")
    for requirement in requirements:
        if not requirement.any_of:
            raise Impossible(requirement.id)
    named = {piece for r in requirements for alternative in r.any_of for piece in alternative}
    pieces = [*sorted(named - held), *sorted(named & held)]
    bit = {piece: 1 << number for number, piece in enumerate(pieces)}
    problem = frozenset(
        frozenset(sum(bit[piece] for piece in set(alternative)) for alternative in requirement.any_of)
        for requirement in requirements
    )
    search = _Search(_weights(pieces, held, costs))
    _, chosen = search.solve(_given(problem, 0), None)
    relied_on = {piece for piece in pieces if bit[piece] & chosen}
    requests = tuple(sorted(relied_on - held))
    return Plan(
        requests=requests,
        cost=_number(sum((_exact(costs.get(piece, 1)) for piece in requests), Fraction())),
        answers={r.id: _answer(r, relied_on) for r in requirements},
        proven_minimal=search.proven,
    )


def avoided(
    requirements_by_benefit: Mapping[str, Sequence[Requirement]], plan_now: Plan, held: Iterable[str]
) -> Saving:
    """How many requests the shared vault avoids for these benefits.

    *Alone*: each benefit asks by itself for its own smallest list, with nothing known and no other benefit
    to share with; the lists are added up. *Asked*: the requests of `plan_now`. The difference is split
    without overlap: `by_sharing` is what one common list saves while nothing is held, `by_vault` what the
    pieces already `held` save on that common list. A piece counts once in each list, however many
    requirements it answers. Raises ValueError when the plan asks for something held.
    """
    if again := sorted(set(plan_now.requests) & set(held)):
        raise ValueError(f"the plan asks again for what is held: {', '.join(again)}")
    alone = {code: len(plan(own, ()).requests) for code, own in requirements_by_benefit.items()}
    everything = [r for own in requirements_by_benefit.values() for r in own]
    together = len(plan(everything, ()).requests)
    return Saving(
        alone=sum(alone.values()),
        asked=len(plan_now.requests),
        by_sharing=sum(alone.values()) - together,
        by_vault=together - len(plan_now.requests),
        alone_by_benefit=alone,
    )


def is_cost(value: object) -> bool:
    """A finite number, 0 or more (a truth value is no number)."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return value >= 0 and (isinstance(value, int) or isfinite(value))


def _exact(cost: float) -> Fraction:
    return Fraction(repr(cost))  # 0.1 means one tenth, so that 0.1 + 0.2 and 0.3 are a tie


def _number(total: Fraction) -> int | float:
    if total.denominator == 1:
        return int(total)
    try:
        return float(total)
    except OverflowError:  # beyond what a float holds, cents no longer matter
        return round(total)


def _weights(pieces: Sequence[str], held: frozenset[str], costs: Mapping[str, float]) -> list[int]:
    """One integer a piece whose sum orders sets by cost, pieces to ask for, pieces in all, then alphabet.

    The low bits favour early pieces: of two sets of one size, the sorted list that comes first is the one
    holding the first piece on which they differ, that is the one with the larger sum of 2^(n-1-i).
    """
    exact = [Fraction() if piece in held else _exact(costs.get(piece, 1)) for piece in pieces]
    scale, n = lcm(*(cost.denominator for cost in exact)), len(pieces)
    step = n.bit_length()
    return [
        (int(cost * scale) << n + 2 * step)
        + ((piece not in held) << n + step)
        + (1 << n)
        - (1 << n - 1 - number)
        for number, (piece, cost) in enumerate(zip(pieces, exact, strict=True))
    ]


def _answer(requirement: Requirement, relied_on: set[str]) -> tuple[str, ...]:
    return min((a for a in requirement.any_of if relied_on.issuperset(a)), key=lambda a: (len(a), a))


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low
        mask ^= low


# In the search a piece is a bit, an alternative the mask of its pieces, a requirement the frozenset of its
# alternatives, a problem the frozenset of its requirements: equal requirements of several benefits are one.


def _union(requirement: Iterable[int]) -> int:
    union = 0
    for alternative in requirement:
        union |= alternative
    return union


def _minimal(alternatives: Iterable[int]) -> frozenset[int]:
    """Alternatives without those that contain another one."""
    kept: list[int] = []
    for one in sorted(set(alternatives), key=int.bit_count):
        if not any(one & other == other for other in kept):
            kept.append(one)
    return frozenset(kept)


def _given(problem: Iterable[frozenset[int]], pieces: int) -> frozenset[frozenset[int]]:
    """The problem left once `pieces` are at hand."""
    left = (_minimal(a & ~pieces for a in requirement) for requirement in problem)
    return frozenset(requirement for requirement in left if 0 not in requirement)


def _unit(problem: frozenset[frozenset[int]]) -> tuple[frozenset[frozenset[int]], int]:
    """Pieces that every alternative of some requirement wants are taken, until there is none."""
    taken = 0
    while True:
        wanted = 0
        for requirement in problem:
            common = -1
            for alternative in requirement:
                common &= alternative
            wanted |= common
        if not wanted:
            return problem, taken
        problem, taken = _given(problem, wanted), taken | wanted


def _index(problem: Iterable[frozenset[int]]) -> dict[int, list[frozenset[int]]]:
    """Piece → requirements that name it."""
    index = defaultdict(list)
    for requirement in problem:
        for piece in _bits(_union(requirement)):
            index[piece].append(requirement)
    return index


def _unimplied(problem: frozenset[frozenset[int]]) -> frozenset[frozenset[int]]:
    """Without the requirements met as soon as another one is."""
    index, kept = _index(problem), set(problem)
    for strong in problem:
        if strong not in kept:
            continue
        smallest = min(strong, key=int.bit_count)
        for weak in {r for piece in _bits(smallest) for r in index[piece]}:
            if weak is not strong and weak in kept and all(any(a & b == b for b in weak) for a in strong):
                kept.discard(weak)
    return frozenset(kept)


def _components(problem: frozenset[frozenset[int]]) -> list[frozenset[frozenset[int]]]:
    """Parts of the problem that share no piece."""
    groups: list[tuple[int, list[frozenset[int]]]] = []
    for requirement in problem:
        union = _union(requirement)
        members = [requirement]
        apart = []
        for mask, others in groups:
            if mask & union:
                union |= mask
                members += others
            else:
                apart.append((mask, others))
        groups = [*apart, (union, members)]
    return [frozenset(members) for _, members in groups]


class _Search:
    """Branch and bound over one problem: take or leave the piece most requirements name."""

    def __init__(self, weights: Sequence[int]):
        self.weight = {1 << number: weight for number, weight in enumerate(weights)}
        self.solved: dict[frozenset, tuple[int, int]] = {}
        self.steps = 0
        self.depth = 0
        self.proven = True

    def sum(self, mask: int) -> int:
        return sum(self.weight[piece] for piece in _bits(mask))

    def solve(self, problem: frozenset, budget: int | None) -> tuple[int, int] | None:
        """Weight and mask of the best solution lighter than `budget` (None: any), or None."""
        problem, first = _unit(problem)
        if budget is not None and self.sum(first) + self.bound(problem) >= budget:
            return None
        problem, taken = self.reduce(problem)
        taken |= first
        weight = self.sum(taken)
        parts = [(part, self.bound(part)) for part in _components(problem)]
        if budget is not None and weight + sum(least for _, least in parts) >= budget:
            return None
        parts.sort(key=lambda part: len(part[0]))
        awaited = sum(least for _, least in parts)
        for part, least in parts:
            awaited -= least
            found = self.branch(part, None if budget is None else budget - weight - awaited)
            if found is None:
                return None
            weight, taken = weight + found[0], taken | found[1]
        return weight, taken

    def branch(self, part: frozenset, budget: int | None) -> tuple[int, int] | None:
        if part in self.solved:
            known = self.solved[part]
            return known if budget is None or known[0] < budget else None
        index = _index(part)
        piece = max(index, key=lambda p: (len(index[p]), -self.weight[p]))
        self.steps += 1
        exhausted = self.steps > STEPS or self.depth >= DEPTH
        cost = self.weight[piece]
        self.depth += 1
        best = self.solve(_given(part, piece), None if budget is None else budget - cost)
        if best is not None:
            best = best[0] + cost, best[1] | piece
        without = [frozenset(a for a in r if not a & piece) for r in part]
        if all(without):
            if exhausted and best is not None:
                self.proven = False
            else:
                best = self.solve(frozenset(without), best[0] if best else budget) or best
        self.depth -= 1
        if best is not None and self.proven:
            self.solved[part] = best
        return best

    def reduce(self, problem: frozenset) -> tuple[frozenset, int]:
        """An equivalent smaller problem, and the pieces any best solution takes."""
        taken, before = 0, None
        while problem != before:
            before = problem
            problem, forced = _unit(problem)
            taken |= forced
            if self.depth:  # further down one pass pays, more cost more than they save
                problem, forced = _unit(self.undominated(problem))
                return problem, taken | forced
            problem = self.undominated(_unimplied(problem))
        return problem, taken

    def undominated(self, problem: frozenset) -> frozenset:
        """Without the pieces that a lighter piece replaces everywhere.

        Piece p gives way to q when q weighs less and each alternative naming p still stands, or contains
        one that does, after putting q for p: any solution with p becomes lighter with q instead.
        """
        index = _index(problem)
        for piece in sorted(index, key=self.weight.get, reverse=True):
            rows = index[piece]
            if rows and any(self.replaces(other, piece, rows) for other in _bits(_union(rows[0]) & ~piece)):
                for row in list(rows):
                    slim = frozenset(a for a in row if not a & piece)
                    for other in _bits(_union(row)):
                        index[other].remove(row)
                    for other in _bits(_union(slim)):
                        if slim not in index[other]:
                            index[other].append(slim)
        problem = frozenset(row for rows in index.values() for row in rows)
        return self.without_private_waste(problem)

    def replaces(self, other: int, piece: int, rows: Sequence[frozenset[int]]) -> bool:
        return self.weight[other] < self.weight[piece] and all(
            any(b & ((a ^ piece) | other) == b for b in row) for row in rows for a in row if a & piece
        )

    def without_private_waste(self, problem: frozenset) -> frozenset:
        """Without alternatives whose pieces of no other use outweigh another alternative."""
        once = twice = 0
        for requirement in problem:
            for alternative in requirement:
                twice |= once & alternative
                once |= alternative
        private = once & ~twice
        slim = set()
        for requirement in problem:
            kept = set(requirement)
            for one in requirement:
                own = self.sum(one & private)
                if own and any(self.sum(b & ~(one & ~private)) < own for b in kept if b != one):
                    kept.discard(one)
            slim.add(frozenset(kept))
        return frozenset(slim)

    def bound(self, part: frozenset) -> int:
        """A weight no solution goes under: requirements charge pieces in turn, no piece beyond its weight."""
        left, total = dict(self.weight), 0
        for requirement in sorted(part, key=lambda r: (len(r), sum(r))):
            share = min(sum(left[p] for p in _bits(a)) for a in requirement)
            if not share:
                continue
            total += share
            charged: dict[int, int] = {}
            for alternative in requirement:
                due = share - sum(charged.get(p, 0) for p in _bits(alternative))
                for p in _bits(alternative):
                    if due <= 0:
                        break
                    pay = min(due, left[p])
                    left[p] -= pay
                    charged[p] = charged.get(p, 0) + pay
                    due -= pay
        return total
