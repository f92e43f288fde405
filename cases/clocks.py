"""Legal delays: pure functions of dates. No database, no present day."""

from datetime import date, timedelta

from cases.workflow.application import ApplicationState as S
from nps.calendar import months_after

COMPLETION_MONTHS = 2
SILENCE_MONTHS = 2
RETENTION_YEARS = 2


def lapses_on(received_on: date) -> date:
    """Last day to complete an application: two months after its receipt (by-law I-B 3)."""
    return months_after(received_on, COMPLETION_MONTHS)


def silence_refuses_on(
    received_on: date, asked_on: date | None, due_on: date | None, answered_on: date | None
) -> date:
    """The day silence becomes a refusal: two months after receipt (CRPA L231-4 3°).

    Put back by the days granted to provide indispensable pieces, from the asking to the answer or, at the
    latest, to the date given (CRPA L114-5, L114-5-1).
    """
    stopped = 0
    if asked_on and due_on:
        stopped = max((min(answered_on or due_on, due_on) - asked_on).days, 0)
    return months_after(received_on, SILENCE_MONTHS) + timedelta(days=stopped)


def period_ends_on(starts_on: date, months: int) -> date:
    """The last day of an award of so many months starting that day (12 months from 12 March end 11 March).

    Where the last month has no such day (12 months from 29 February), its own last day still counts.
    """
    day = months_after(starts_on, months)
    return day if day.day < starts_on.day else day - timedelta(days=1)


def retention_ends_on(last_contact_on: date) -> date:
    """The day a closed file may be archived: two years after the last contact (CNIL 2023-095)."""
    return months_after(last_contact_on, 12 * RETENTION_YEARS)


def next_deadline(application) -> tuple[date, str] | None:
    """The nearest legal date of an application in its state, with what it would do (`lapse`, `silence`)."""
    if application.state in (S.RECEIVED, S.INCOMPLETE):
        return lapses_on(application.received_on), "lapse"
    if application.state in (S.COMPLETE, S.UNDER_REVIEW, S.PROPOSED):
        day = silence_refuses_on(
            application.received_on,
            application.pieces_asked_on,
            application.pieces_due_on,
            application.completed_on,
        )
        return day, "silence"
    return None
