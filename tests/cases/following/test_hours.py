"""Hours as people write them; days when the clocks change."""

import datetime as dt

import pytest

from cases.following.hours import GAP, TWICE, UNREADABLE, HourFault, day_of, moment, read_hour, week_of

SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("14 h 30", (14, 30)),
        ("14\u00a0h\u00a030", (14, 30)),
        ("14h", (14, 0)),
        ("14:30", (14, 30)),
        ("14.30", (14, 30)),
        ("1430", (14, 30)),
        ("9", (9, 0)),
        (" 00 h 05 ", (0, 5)),
    ],
)
def test_hours_are_read_as_people_write_them(written, hour):
    assert read_hour(written) == dt.time(*hour)


@pytest.mark.parametrize("written", ["", "24 h", "14 h 60", "midi", "14 h 3", "-1", "14:30:00", "٣", "1" * 9])
def test_what_is_no_hour_is_refused(written):
    with pytest.raises(HourFault) as fault:
        read_hour(written)
    assert fault.value.code == UNREADABLE


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        (dt.date(2026, 1, 5), dt.time(10), dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)),
        (dt.date(2026, 7, 6), dt.time(10), dt.datetime(2026, 7, 6, 8, tzinfo=dt.UTC)),
        (SPRING, dt.time(3), dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC)),
        (SPRING, dt.time(1, 59), dt.datetime(2026, 3, 29, 0, 59, tzinfo=dt.UTC)),
        (AUTUMN, dt.time(3), dt.datetime(2026, 10, 25, 2, tzinfo=dt.UTC)),
    ],
)
def test_an_hour_of_paris_is_one_moment(day, hour, utc):
    assert moment(day, hour).astimezone(dt.UTC) == utc


@pytest.mark.parametrize(
    ("day", "hour", "code"),
    [
        (SPRING, dt.time(2), GAP),
        (SPRING, dt.time(2, 59), GAP),
        (AUTUMN, dt.time(2), TWICE),
        (AUTUMN, dt.time(2, 30), TWICE),
    ],
)
def test_an_hour_that_clocks_skip_or_show_twice_is_asked_again(day, hour, code):
    with pytest.raises(HourFault) as fault:
        moment(day, hour)
    assert fault.value.code == code


@pytest.mark.parametrize(("day", "length"), [(SPRING, 23), (AUTUMN, 25), (dt.date(2024, 2, 29), 24)])
def test_a_day_lasts_what_the_clocks_make_of_it(day, length):
    first, last = (at.astimezone(dt.UTC) for at in day_of(day))
    assert last - first == dt.timedelta(hours=length)


def test_a_week_goes_from_monday_to_sunday_over_the_end_of_a_year():
    week = week_of(dt.date(2027, 1, 1))
    assert (week[0], week[-1]) == (dt.date(2026, 12, 28), dt.date(2027, 1, 3))
