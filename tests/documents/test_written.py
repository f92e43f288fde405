"""Days, months and sums as French papers write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.written import days, sums, years


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Née le 4 mai 1987 à Paris", date(1987, 5, 4)),
        ("Fait le 1er mars 2024", date(2024, 3, 1)),
        ("le 29 févr. 2024", date(2024, 2, 29)),
        ("31 AOÛT 2023", date(2023, 8, 31)),
        ("31 aout 2023", date(2023, 8, 31)),
        ("Date : 04/05/2024.", date(2024, 5, 4)),
        ("4.5.2024", date(2024, 5, 4)),
        ("04-05-2024", date(2024, 5, 4)),
        ("04 / 05 / 2024", date(2024, 5, 4)),
    ],
)
def test_a_day_is_read(text, on):
    assert [day.on for day in days(text)] == [on]


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2024",
        "29 février 2023",
        "0 mai 2024",
        "12/13/2024",
        "04/05/1324",
        "1/2/3/2024",
        "ref 12-04-20245",
    ],
)
def test_what_the_calendar_does_not_have_is_no_day(text):
    assert [day for day in days(text) if day.day] == []


@pytest.mark.parametrize(
    ("text", "period"),
    [("Quittance de février 2024", "2024-02"), ("Période 02/2024", "2024-02"), ("DÉCEMBRE 2023", "2023-12")],
)
def test_a_month_is_no_day(text, period):
    (found,) = days(text)
    assert (found.on, found.period) == (None, period)


def test_years_stand_alone():
    assert [year.year for year in years("Avis d’impôt 2023 sur les revenus 2022, n° 12345, 04/05/2024")] == [
        2023,
        2022,
    ]


@pytest.mark.parametrize(
    ("text", "value", "certain"),
    [
        ("1 234,56 €", "1234.56", True),
        ("1\u202f234,56\u00a0€", "1234.56", True),
        ("1.234,56", "1234.56", True),
        ("900.50", "900.50", True),
        ("18 540", "18540", False),
        ("1300 euros", "1300", True),
        ("1 300 EUR", "1300", True),
    ],
)
def test_a_sum_is_read(text, value, certain):
    (found,) = sums(text)
    assert (found.value, found.certain) == (Decimal(value), certain)


def test_a_day_and_a_long_number_are_no_sums():
    assert sums("04/05/2024") == sums("n° 123456789012") == []


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault_and_places_are_true(text):
    for found in [*days(text), *years(text), *sums(text)]:
        assert 0 <= found.start < found.end <= len(text)


@given(st.text(st.sampled_from("0123456789 /.-,€ermaifévrjan\u00a0"), max_size=80))
def test_texts_made_of_digits_and_months_too(text):
    for found in [*days(text), *years(text), *sums(text)]:
        assert 0 <= found.start < found.end <= len(text)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_written_in_digits_is_read_back(day):
    assert [found.on for found in days(f"le {day:%d/%m/%Y}")] == [day]


@given(st.decimals(0, 99_999_999, places=2))
def test_every_sum_written_in_french_is_read_back(value):
    written = f"{value:,.2f}".replace(",", " ").replace(".", ",") + " €"
    assert [found.value for found in sums(written)] == [value]
