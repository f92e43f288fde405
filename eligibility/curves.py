"""What each right pays a month along an income, as lines to draw: sums first, then places on paper.

Values only: no words, no page must enter. Sums of a year, paid once or in kind have no line here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from eligibility.engine import Result
from eligibility.rules.verdict import ENTITLED, UNDETERMINED, Right

MONTHLY, YEARLY = "month", "year"
TOTAL = ""  # the code of the line of all that is sure


@dataclass(frozen=True, slots=True)
class Curve:
    """Euros a month at each income; None where it cannot be told. `code`: the right's, or TOTAL."""

    code: str
    amounts: tuple[float | None, ...]


def curves(results: Sequence[Result]) -> tuple[Curve, ...]:
    """The line of what is sure in all, then of each monthly right that pays something or may."""
    lines = [Curve(TOTAL, tuple(total(result) for result in results))]
    for code in (right.code for right in results[0].rights if right.every == MONTHLY):
        amounts = tuple(_amount(result.right(code)) for result in results)
        if any(amounts):
            lines.append(Curve(code, amounts))
    return tuple(lines)


def untold(results: Sequence[Result], every: str = MONTHLY) -> tuple[str, ...]:
    """The rights paid by the month (or year) that cannot be told somewhere: the total may be more."""
    rights = (right for result in results for right in result.rights)
    open_ = (right.code for right in rights if right.every == every and right.status == UNDETERMINED)
    return tuple(dict.fromkeys(open_))


def total(result: Result, every: str = MONTHLY) -> float:
    """Euros a month (or a year) that are sure: the best bundle of the by-law and the national rights."""
    national = (right for right in result.rights if right.by_law is None and right.every == every)
    sums = (right.amount or 0 for right in national if right.status == ENTITLED)
    by_law = result.bundle.monthly if every == MONTHLY else result.bundle.yearly
    return round(by_law + math.fsum(sums), 2)


def _amount(right: Right) -> float | None:
    if right.status == UNDETERMINED:
        return None
    return right.amount if right.status == ENTITLED else 0.0


# On paper

WIDTH, HEIGHT = 320, 170
LEFT, RIGHT, TOP, BOTTOM = 46, 308, 12, 144  # the edges of what is drawn; the sums are told beside it
FRAME = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM}
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis, in euros, at a place on the paper."""

    at: str
    euros: float


@dataclass(frozen=True, slots=True)
class Picture:
    """One line drawn: places as text, since they are read by a browser and not by people.

    `pieces`: the known stretches; `dots`: the incomes that were computed; `here`: where the household is.
    """

    code: str
    pieces: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    levels: tuple[Tick, ...]
    incomes: tuple[Tick, ...]
    here: str = ""


def picture(curve: Curve, incomes: Sequence[float], here: float | None = None) -> Picture:
    """The line on a paper of WIDTH by HEIGHT; its scale starts at nothing and ends at a round sum."""
    low, high = incomes[0], max(incomes[-1], incomes[0] + 1)
    top = round_above(max(filter(None, curve.amounts), default=0))

    def across(income: float) -> str:
        return _place(LEFT + (income - low) / (high - low) * (RIGHT - LEFT))

    def up(euros: float) -> str:
        return _place(BOTTOM - euros / top * (BOTTOM - TOP))

    known = [
        None if amount is None else (across(income), up(amount))
        for income, amount in zip(incomes, curve.amounts, strict=True)
    ]
    marks = (incomes[0],) if len(incomes) == 1 else (incomes[0], (incomes[0] + incomes[-1]) / 2, incomes[-1])
    return Picture(
        curve.code,
        tuple(" ".join(f"{x},{y}" for x, y in piece) for piece in _stretches(known)),
        tuple(dot for dot in known if dot),
        tuple(Tick(up(euros), euros) for euros in (0, top / 2, top)),
        tuple(Tick(across(income), income) for income in marks),
        across(here) if here is not None and low <= here <= high else "",
    )


def round_above(euros: float) -> float:
    """The round sum at or above, of which half is round too; never nothing."""
    if euros <= 1:
        return 1
    size = 10 ** math.floor(math.log10(euros))
    return next(size * step for step in STEPS if size * step >= euros)


def _stretches(known: list[tuple[str, str] | None]) -> list[list[tuple[str, str]]]:
    """The neighbours of which something is known, in one piece as long as nothing is missing."""
    pieces: list[list[tuple[str, str]]] = [[]]
    for place in known:
        if place is None:
            pieces.append([])
        else:
            pieces[-1].append(place)
    return [piece for piece in pieces if len(piece) > 1]


def _place(value: float) -> str:
    return f"{value:.1f}"
