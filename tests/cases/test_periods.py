"""Sums due by period: every day once, months as the by-law counts them, nothing invented."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import clocks, periods
from cases.periods import due, instalments, overpaid, starts_on, total, withheld

EIGHTY = Decimal("84.00")
DAYS = st.dates(date(2016, 2, 1), date(2030, 12, 31))


@dataclass(frozen=True)
class Award:
    starts_on: date = date(2024, 3, 12)
    ends_on: date | None = date(2025, 3, 11)
    amount: Decimal | None = EIGHTY
    every: str = "month"
    suspended_on: date | None = None
    interrupted_on: date | None = None
    ended_on: date | None = None


@given(DAYS, st.integers(1, 48))
def test_a_period_of_so_many_months_is_so_many_sums_that_follow_each_other_to_its_last_day(start, months):
    end = clocks.period_ends_on(start, months)
    found = instalments(EIGHTY, "month", start, end, end)
    assert len(found) == months
    assert (found[0].starts_on, found[-1].ends_on) == (start, end)
    for one, following in zip(found, found[1:], strict=False):
        assert following.starts_on == one.ends_on + timedelta(days=1)


@given(DAYS, DAYS)
def test_what_is_due_never_shrinks_with_time(start, until):
    award = Award(start, None)
    assert total(due(award, until)) <= total(due(award, until + timedelta(days=1)))


@given(DAYS, st.integers(0, 400), st.integers(0, 500))
def test_what_is_paid_and_what_is_withheld_are_the_whole(start, after, later):
    stopped = start + timedelta(days=after)
    award = Award(start, clocks.period_ends_on(start, 12))
    suspended = replace(award, suspended_on=stopped)
    until = start + timedelta(days=later)
    both = total(due(suspended, until)) + total(withheld(suspended, until))
    assert both == total(due(award, until))


@given(DAYS, st.integers(0, 400), st.integers(0, 500))
def test_what_is_overpaid_since_a_day_is_what_stopping_that_day_would_have_spared(start, after, later):
    award = Award(start, clocks.period_ends_on(start, 12))
    since, until = start + timedelta(days=after), start + timedelta(days=later)
    stopped = replace(award, interrupted_on=since)
    assert overpaid(award, since, until) == total(due(award, until)) - total(due(stopped, until))


@pytest.mark.parametrize(
    ("start", "months", "second"),
    [
        (date(2024, 1, 31), 12, date(2024, 3, 1)),  # no 31 February, in a leap year
        (date(2023, 1, 31), 12, date(2023, 3, 1)),
        (date(2024, 2, 29), 12, date(2024, 3, 29)),  # ends 28 February 2025: twelve sums, not thirteen
    ],
)
def test_month_ends_and_leap_years_make_no_sum_more_nor_less(start, months, second):
    end = clocks.period_ends_on(start, months)
    found = instalments(EIGHTY, "month", start, end, date(2030, 1, 1))
    assert (len(found), found[1].starts_on) == (months, second)


def test_a_month_begun_is_due_whole():
    award = Award(interrupted_on=date(2024, 5, 12))
    assert total(due(award, date(2025, 1, 1))) == 2 * EIGHTY
    award = Award(interrupted_on=date(2024, 5, 13))
    assert total(due(award, date(2025, 1, 1))) == 3 * EIGHTY


def test_a_year_a_single_sum_and_a_benefit_in_kind():
    yearly = Award(every="year", ends_on=date(2026, 3, 11))
    assert total(due(yearly, date(2025, 3, 11))) == EIGHTY
    assert total(due(yearly, date(2025, 3, 12))) == 2 * EIGHTY
    assert total(due(Award(every="once", ends_on=None), date(2030, 1, 1))) == EIGHTY
    assert due(Award(every="in_kind"), date(2030, 1, 1)) == due(Award(amount=None), date(2030, 1, 1)) == ()


def test_a_sum_paid_once_before_the_change_was_due():
    award = Award(every="once", ends_on=None)
    assert overpaid(award, date(2024, 4, 1), date(2024, 9, 1)) == 0
    assert overpaid(award, date(2024, 3, 12), date(2024, 9, 1)) == EIGHTY


def test_only_the_difference_is_too_much_where_less_was_owed():
    assert overpaid(Award(), date(2024, 4, 12), date(2024, 6, 11), Decimal("60")) == 2 * Decimal("24.00")
    assert overpaid(Award(), date(2024, 4, 12), date(2024, 6, 11), Decimal("90")) == 0


@pytest.mark.parametrize(
    ("received", "start"),
    [
        (date(2025, 2, 1), date(2025, 3, 12)),
        (date(2025, 3, 11), date(2025, 3, 12)),
        (date(2025, 3, 12), date(2025, 3, 12)),
        (date(2025, 6, 1), date(2025, 6, 1)),
    ],
)
def test_a_renewal_in_time_follows_the_period_a_late_one_starts_with_its_receipt(received, start):
    assert starts_on(received, date(2025, 3, 11)) == start


def test_a_first_request_starts_with_its_receipt():
    assert starts_on(date(2025, 2, 1), None) == date(2025, 2, 1)


def test_a_renewal_is_proposed_from_three_months_before_the_end_to_three_months_after():
    end = date(2024, 5, 31)
    assert periods.renewable_from(end) == date(2024, 2, 29)
    assert periods.renewable_until(end) == date(2024, 8, 31)
