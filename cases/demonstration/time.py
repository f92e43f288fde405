"""The calendar of a played year: stories that wait for days, and the clocks of every night between them.

Days are travelled to, so that every service sees the day it would have seen. Never on a site in service.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

import time_machine

from cases.services import ticking
from cases.services.ticking import Done
from nps.accounts.acting import acting

PARIS = ZoneInfo("Europe/Paris")
MORNING, NIGHT = time(10), time(23, 30)

Story = Iterator[int]  # gives the days until its next act


def live(
    stories: list[tuple[date, Story]], until: date, awake: Callable[[], None]
) -> Iterator[tuple[date, list[Done]]]:
    """Play the stories from their first day to `until`; the nights on which the clocks did something.

    `awake`: what agents do on the morning after such a night.
    """
    calendar: list[tuple[date, int, Story]] = []
    for number, (first, story) in enumerate(stories):
        heappush(calendar, (first, number, story))
    day, busy = calendar[0][0], False
    while day <= until:
        with _at(day, MORNING):
            if busy:
                awake()
            while calendar and calendar[0][0] <= day:
                _day, number, story = heappop(calendar)
                wait = next(story, None)
                if wait is not None:
                    heappush(calendar, (day + timedelta(days=wait), number, story))
        with _at(day, NIGHT):
            done = _night(day)
        busy = bool(done)
        if busy:
            yield day, done
        day += timedelta(days=1)


def _at(day: date, hour: time) -> time_machine.travel:
    return time_machine.travel(datetime.combine(day, hour, tzinfo=PARIS), tick=True)


def _night(day: date) -> list[Done]:
    """The clocks of the day, when they have something to say."""
    with acting("system"):
        quiet = next(ticking.steps(day), None) is None
    return [] if quiet else list(ticking.run_clocks(day))
