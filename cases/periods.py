"""Sums an award comes to, by period, and the day a period starts: pure functions of dates.

No database, no present day. Amounts of different periods (by month, by year, once) are never added.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from cases import clocks
from nps.calendar import months_after

ONE_DAY = timedelta(days=1)
MONTHS = {"month": 1, "year": 12}  # of one instalment
RENEWED_FROM = 3  # months before the end of a period
RENEWED_UNTIL = 3  # months after it (II-3.1 b/1, I-B 8)


class Instalment(NamedTuple):
    """One sum and the days it is paid for, both included. Euros."""

    starts_on: date
    ends_on: date
    amount: Decimal


def instalments(
    amount: Decimal | None, every: str, starts_on: date, ends_on: date | None, until: date
) -> tuple[Instalment, ...]:
    """The sums whose days have begun by `until`, for a period from `starts_on` to `ends_on`, both included.

    Months run from the day the right starts (12 March to 11 April): twelve months are twelve sums, whatever
    the months' ends. The by-law knows no part of a month: one that is begun is due whole. In kind: nothing.
    """
    if amount is None or every == "in_kind":
        return ()
    if every == "once":
        return (Instalment(starts_on, starts_on, amount),) if starts_on <= until else ()
    last = until if ends_on is None else min(until, ends_on)
    found, day, number = [], starts_on, 1
    while day <= last:
        end = clocks.period_ends_on(starts_on, number * MONTHS[every])
        found.append(Instalment(day, end, amount))
        day, number = end + ONE_DAY, number + 1
    return tuple(found)


def last_day(award: Any) -> date | None:
    """The last day for which the award is paid as it stands; None without an end.

    The day of a suspension or of an interruption is the first that is not paid (I-B 8); the day it ended is
    the last that is.
    """
    stopped = (day - ONE_DAY for day in (award.suspended_on, award.interrupted_on) if day)
    return min((*stopped, *filter(None, (award.ended_on, award.ends_on))), default=None)


def due(award: Any, until: date) -> tuple[Instalment, ...]:
    """The sums the award comes to until that day, as it stands."""
    return instalments(award.amount, award.every, award.starts_on, last_day(award), until)


def withheld(award: Any, until: date) -> tuple[Instalment, ...]:
    """The sums of the time suspended until that day: what a resumption gives back."""
    if award.suspended_on is None:
        return ()
    whole = instalments(award.amount, award.every, award.starts_on, award.ends_on, until)
    return tuple(one for one in whole if one.starts_on >= award.suspended_on)


def total(found: tuple[Instalment, ...]) -> Decimal:
    """Their sum, in euros. Only the sums of one award are given: one period, one kind."""
    return sum((one.amount for one in found), Decimal(0))


def overpaid(award: Any, since: date, until: date, owed: Decimal = Decimal(0)) -> Decimal:
    """What was paid too much for the instalments begun from `since` to `until`, in euros.

    `owed`: what each should have been. A sum paid once, before `since`, was due when it was paid.
    """
    whole = instalments(award.amount, award.every, award.starts_on, award.ends_on, until)
    return sum((max(one.amount - owed, Decimal(0)) for one in whole if one.starts_on >= since), Decimal(0))


def starts_on(received_on: date, former_end: date | None) -> date:
    """First day of a renewed right: after the former period if asked for in it, else the receipt (I-B 3)."""
    in_time = former_end is not None and received_on <= former_end
    return former_end + ONE_DAY if in_time else received_on


def renewable_from(ends_on: date) -> date:
    """The first day a renewal is proposed."""
    return months_after(ends_on, -RENEWED_FROM)


def renewable_until(ends_on: date) -> date:
    """The last day a new application is a renewal: three months after the period."""
    return months_after(ends_on, RENEWED_UNTIL)
