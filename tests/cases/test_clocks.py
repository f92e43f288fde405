"""Legal delays on the days that usually go wrong."""

import datetime as dt

import pytest

from cases import clocks

DAY = dt.date


@pytest.mark.parametrize(
    ("received", "lapses"),
    [
        (DAY(2024, 3, 12), DAY(2024, 5, 12)),
        (DAY(2023, 12, 31), DAY(2024, 2, 29)),
        (DAY(2022, 12, 31), DAY(2023, 2, 28)),
        (DAY(2024, 12, 1), DAY(2025, 2, 1)),
    ],
)
def test_an_application_lapses_two_months_after_receipt(received, lapses):
    assert clocks.lapses_on(received) == lapses


def test_silence_counts_two_months_when_nothing_was_missing():
    assert clocks.silence_refuses_on(DAY(2024, 3, 12), None, None, None) == DAY(2024, 5, 12)


def test_silence_stops_while_indispensable_pieces_are_awaited():
    asked, due = DAY(2024, 3, 21), DAY(2024, 4, 20)
    assert clocks.silence_refuses_on(DAY(2024, 3, 12), asked, due, None) == DAY(2024, 6, 11)


def test_silence_stops_for_fewer_days_when_pieces_come_early():
    asked, due, came = DAY(2024, 3, 21), DAY(2024, 4, 20), DAY(2024, 3, 26)
    assert clocks.silence_refuses_on(DAY(2024, 3, 12), asked, due, came) == DAY(2024, 5, 17)


def test_pieces_that_come_late_do_not_stop_silence_beyond_the_date_given():
    asked, due, came = DAY(2024, 3, 21), DAY(2024, 4, 20), DAY(2024, 5, 2)
    assert clocks.silence_refuses_on(DAY(2024, 3, 12), asked, due, came) == DAY(2024, 6, 11)


def test_twelve_months_end_on_the_eve():
    assert clocks.period_ends_on(DAY(2024, 3, 12), 12) == DAY(2025, 3, 11)
    assert clocks.period_ends_on(DAY(2024, 2, 29), 12) == DAY(2025, 2, 28)


def test_a_file_is_kept_two_years_after_the_last_contact():
    assert clocks.retention_ends_on(DAY(2024, 2, 29)) == DAY(2026, 2, 28)
