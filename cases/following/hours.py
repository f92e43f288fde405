"""Hours people agree on, as moments of Paris: pure functions. No appointment enters."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
GAP, TWICE, UNREADABLE = "gap", "twice", "unreadable"


class HourFault(ValueError):
    """What is wrong with an hour: `code` is one of the three constants above."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def read_hour(text: str) -> dt.time:
    """Read 14 h 30, 14h, 14:30, 14.30, 1430 or 9. Raises HourFault."""
    found = re.fullmatch(r"([0-9]{1,2})\s*(?:[h:.]\s*([0-9]{2})?)?", text.strip().lower()) or re.fullmatch(
        r"([0-9]{2})([0-9]{2})", text.strip()
    )
    if not found:
        raise HourFault(UNREADABLE)
    try:
        return dt.time(int(found[1]), int(found[2] or 0))
    except ValueError as fault:
        raise HourFault(UNREADABLE) from fault


def moment(day: dt.date, hour: dt.time) -> dt.datetime:
    """That hour of that day in Paris. Raises HourFault where clocks skip it or show it twice."""
    first, second = (dt.datetime.combine(day, hour.replace(fold=fold), PARIS) for fold in (0, 1))
    apart = second.astimezone(dt.UTC) - first.astimezone(dt.UTC)
    if apart:
        raise HourFault(TWICE if apart > dt.timedelta() else GAP)
    return first


def day_of(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The first moment of a day and of the next one: 23, 24 or 25 hours apart."""
    midnight = dt.time()
    return moment(day, midnight), moment(day + dt.timedelta(days=1), midnight)


def week_of(day: dt.date) -> list[dt.date]:
    """Monday to Sunday of the week of that day."""
    monday = day - dt.timedelta(days=day.weekday())
    return [monday + dt.timedelta(days=count) for count in range(7)]
