"""Dates are read as people write them; what is unknown stays unknown."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps.ui.dates import NO_SUCH_DAY, SHORT_YEAR, UNREADABLE, DateFault, PartialDate, read_date

READ = {
    "04/05/1987": (1987, 5, 4),
    "4.5.1987": (1987, 5, 4),
    "4 mai 1987": (1987, 5, 4),
    "1er août 2024": (2024, 8, 1),
    "1ER FÉVRIER 2024": (2024, 2, 1),
    "4 May 1987": (1987, 5, 4),
    "04051987": (1987, 5, 4),
    "1987-05-04": (1987, 5, 4),
    "05/1987": (1987, 5, None),
    "mai 1987": (1987, 5, None),
    "1987": (1987, None, None),
    "00/05/1987": (1987, 5, None),
    "00/00/1987": (1987, None, None),
    "29/02/2024": (2024, 2, 29),
    "30 juin 1950": (1950, 6, 30),
    "14 juil. 1950": (1950, 7, 14),
    " 27\u00a0/ 03 / 1987 ": (1987, 3, 27),
}
FAULTS = {
    "": UNREADABLE,
    "hier": UNREADABLE,
    "4 brumaire 1801": UNREADABLE,
    "١٩٨٧": UNREADABLE,
    "4/5/87": SHORT_YEAR,
    "31/02/1987": NO_SUCH_DAY,
    "29/02/2023": NO_SUCH_DAY,
    "12/13/1987": NO_SUCH_DAY,
    "0000": NO_SUCH_DAY,
    "1/2/3/2024": UNREADABLE,
}


@pytest.mark.parametrize(("text", "parts"), READ.items())
def test_a_date_is_read_as_it_is_written(text, parts):
    assert read_date(text) == PartialDate(*parts)


@pytest.mark.parametrize(("text", "code"), FAULTS.items())
def test_a_date_that_cannot_be_read_says_why(text, code):
    with pytest.raises(DateFault) as fault:
        read_date(text)
    assert fault.value.code == code


@given(st.dates())
def test_every_whole_date_survives_being_written_and_read(day):
    assert read_date(f"{day.day:02d}/{day.month:02d}/{day.year:04d}").earliest == day
    assert read_date(day.isoformat()).latest == day


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        read_date(text)
    except DateFault:
        pass


def test_an_unknown_day_is_the_whole_month():
    assert PartialDate(1987, 2).earliest == dt.date(1987, 2, 1)
    assert PartialDate(1987, 2).latest == dt.date(1987, 2, 28)
    assert PartialDate(1987).latest == dt.date(1987, 12, 31)
    assert str(PartialDate(1987, 5)) == "1987-05"


def test_a_day_without_its_month_is_refused():
    with pytest.raises(DateFault):
        PartialDate(1987, None, 4)
