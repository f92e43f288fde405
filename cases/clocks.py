"""Legal delays: pure functions of dates and of dated objects. No database, no present day, no state moves."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models

from nps.calendar import last_day_of_month, months_after, next_working_day

COMPLETION_MONTHS = 2
SILENCE_MONTHS = 2
APPEAL_MONTHS = 2
RESUMPTION_MONTHS = 3
RETENTION_YEARS = 2
ARCHIVE_MONTHS = 1
ANNOUNCED_DAYS = 7


class Effect(models.TextChoices):
    """What a legal date does when it passes."""

    LAPSE = "lapse"
    SILENCE = "silence"
    APPEAL_SILENCE = "appeal_silence"
    PERIOD = "period"
    RESUMPTION = "resumption"
    RETENTION = "retention"


# Days before the date at which somebody is told: the household (lapse, period, resumption) or the agents.
WARNINGS: dict[str, tuple[int, ...]] = {
    Effect.LAPSE: (30, 7),
    Effect.SILENCE: (30, 15, 7),
    Effect.APPEAL_SILENCE: (30, 15, 7),
    Effect.PERIOD: (60, 30),
    Effect.RESUMPTION: (30, 7),
    Effect.RETENTION: (30,),
}
ARTICLES = {
    Effect.LAPSE: "I-B 3",
    Effect.SILENCE: "CRPA L231-4",
    Effect.APPEAL_SILENCE: "CRPA L231-4",
    Effect.PERIOD: "I-B 6",
    Effect.RESUMPTION: "I-B 8",
    Effect.RETENTION: "CNIL 2023-095",
}


@dataclass(frozen=True, order=True)
class Running:
    """A legal date that runs: its last day, and what happens once it has passed."""

    day: date
    effect: str

    def steps_reached(self, on: date) -> tuple[int, ...]:
        """The warnings whose day has come: days before the date, the earliest first."""
        return tuple(days for days in WARNINGS[self.effect] if self.day - timedelta(days=days) <= on)


def lapses_on(received_on: date) -> date:
    """Last day to complete an application: two months after its receipt (by-law I-B 3)."""
    return months_after(received_on, COMPLETION_MONTHS)


def announced(announced_on: date | None, on: date) -> bool:
    """Whether the household was told of the lapse long enough ago: never a surprise."""
    return announced_on is not None and announced_on + timedelta(days=ANNOUNCED_DAYS) <= on


def stopped_days(asked_on: date | None, due_on: date | None, answered_on: date | None) -> int:
    """Days the silence clock stood still: from the asking for indispensable pieces to the answer or, at the
    latest, to the date given (CRPA L114-5, L114-5-1)."""
    if not (asked_on and due_on):
        return 0
    return max((min(answered_on or due_on, due_on) - asked_on).days, 0)


def stopped_in_all(application: Any) -> int:
    """Days the silence clock of an application stood still so far, by all askings for pieces."""
    last = stopped_days(application.pieces_asked_on, application.pieces_due_on, application.completed_on)
    return application.stopped_before + last


def silence_refuses_on(
    received_on: date,
    asked_on: date | None,
    due_on: date | None,
    answered_on: date | None,
    stopped_before: int = 0,
) -> date:
    """The day silence becomes a refusal: two months after receipt (CRPA L231-4 3°).

    Put back by `stopped_days`, and by the days (`stopped_before`) of earlier askings.
    """
    stopped = stopped_before + stopped_days(asked_on, due_on, answered_on)
    return months_after(received_on, SILENCE_MONTHS) + timedelta(days=stopped)


def silence_of(application: Any) -> date | None:
    """See `silence_refuses_on`; None when the request is not financial: silence then refuses nothing."""
    if not application.financial:
        return None
    return silence_refuses_on(
        application.received_on,
        application.pieces_asked_on,
        application.pieces_due_on,
        application.completed_on,
        application.stopped_before,
    )


def appeal_until(notified_on: date) -> date:
    """Last day of an appeal: two clear months after the notification (by-law I-C 4, CJA R421-1).

    Neither the day of notification nor the last day counts; a last day that is no working day is put off to
    the next one.
    """
    return next_working_day(months_after(notified_on, APPEAL_MONTHS) + timedelta(days=1))


def appeal_of(application: Any) -> date | None:
    """Last day to contest the decision; None while nothing has told the household how (CJA R421-5)."""
    return appeal_until(application.notified_on) if application.notified_on else None


def appeal_silence_on(appealed_on: date) -> date:
    """The day silence on an appeal becomes a refusal: two months after it (CRPA L231-4, L411-7)."""
    return months_after(appealed_on, SILENCE_MONTHS)


def period_ends_on(starts_on: date, months: int) -> date:
    """The last day of an award of so many months starting that day (12 months from 12 March end 11 March).

    Where the last month has no such day (12 months from 29 February), its own last day still counts.
    """
    day = months_after(starts_on, months)
    return day if day.day < starts_on.day else day - timedelta(days=1)


def resumes_until(ends_on: date | None) -> date | None:
    """Last day to prove that the conditions were met all along: the end of the third month after the period.

    By-law I-B 8, read in the household's favour: the last day of that calendar month. None without an end.
    """
    return None if ends_on is None else last_day_of_month(months_after(ends_on, RESUMPTION_MONTHS))


def retention_ends_on(last_contact_on: date) -> date:
    """The day a closed file may be archived: two years after the last contact (CNIL 2023-095)."""
    return months_after(last_contact_on, 12 * RETENTION_YEARS)


def erased_on(archived_on: date) -> date:
    """The day an archived file may be erased: a month later, in which whoever comes back finds it."""
    return months_after(archived_on, ARCHIVE_MONTHS)


def _lapse(application: Any) -> Running:
    return Running(lapses_on(application.received_on), Effect.LAPSE)


def _silence(application: Any) -> Running | None:
    day = silence_of(application)
    return None if day is None else Running(day, Effect.SILENCE)


def _appeal(application: Any) -> Running:
    return Running(appeal_silence_on(application.appealed_on), Effect.APPEAL_SILENCE)


def _period(award: Any) -> Running | None:
    return None if award.ends_on is None else Running(award.ends_on, Effect.PERIOD)


def _resumption(award: Any) -> Running | None:
    day = resumes_until(award.ends_on)
    return None if day is None else Running(day, Effect.RESUMPTION)


# State → the clock that runs in it. States of the two machines have different names.
CLOCKS = {
    "received": _lapse,
    "incomplete": _lapse,
    "complete": _silence,
    "under_review": _silence,
    "opinion_requested": _silence,
    "proposed": _silence,
    "appeal_pending": _appeal,
    "active": _period,
    "interrupted": _period,
    "suspended": _resumption,
}


def running(dated: Any) -> Running | None:
    """The legal date that runs for an application or an award in its state, if one does."""
    clock = CLOCKS.get(str(dated.state))
    return clock(dated) if clock else None
