"""The catalogue is complete and its validity rules give the days people expect."""

from datetime import date

import pytest

from documents.types import (
    UnknownType,
    Whom,
    catalogue,
    months_after,
    piece_key,
    read_key,
    span,
    type_of,
    valid_until,
)

EXPECTED = [
    "identity_card",
    "passport",
    "residence_permit",
    "family_record_book",
    "bank_details",
    "tax_notice",
    "pay_slip",
    "unemployment_statement",
    "pension_statement",
    "benefit_statement",
    "housing_benefit_statement",
    "rent_receipt",
    "lease",
    "utility_bill",
    "disability_notice",
    "health_cover_certificate",
    "school_certificate",
    "custody_judgment",
    "coownership_charges",
    "loan_statement",
    "housing_certificate",
    "domicile_election",
    "medical_certificate",
    "expense_invoice",
    "veteran_card",
]


def test_the_catalogue_holds_every_type():
    assert sorted(catalogue()) == sorted(EXPECTED)


@pytest.mark.parametrize("code", EXPECTED)
def test_a_type_is_described_in_both_languages_and_refers_to_types_that_exist(code):
    described = type_of(code)
    assert described.label("fr") != "" != described.label("en-gb")
    assert bool(described.note["fr"]) == bool(described.note["en"])
    assert set(described.dispensed_by) <= set(catalogue())
    assert described.proves
    assert described.whom in Whom
    assert described.article[0] in "LRD"


def test_an_unknown_type_is_told():
    with pytest.raises(UnknownType):
        type_of("horoscope")


@pytest.mark.parametrize(
    ("code", "issued_on", "period", "stated", "until"),
    [
        ("tax_notice", None, "2023", None, "2024-09-30"),
        ("tax_notice", "2023-08-20", "", None, "2024-09-30"),
        ("pay_slip", None, "2024-02", None, "2024-05-29"),
        ("pay_slip", "2023-11-30", "", None, "2024-02-29"),
        ("utility_bill", "2024-01-31", "", None, "2024-04-30"),
        ("unemployment_statement", "2024-02-29", "", None, "2024-03-29"),
        ("pension_statement", "2024-03-03", "", None, "2024-12-31"),
        ("school_certificate", "2023-09-10", "", None, "2024-08-31"),
        ("school_certificate", "2024-02-01", "", None, "2024-08-31"),
        ("school_certificate", "2024-07-05", "", None, "2025-08-31"),
        ("school_certificate", None, "2023", None, "2024-08-31"),
        ("domicile_election", "2023-04-01", "", None, "2024-04-01"),
        ("identity_card", "2020-01-01", "", "2030-01-01", "2030-01-01"),
        ("lease", "2020-01-01", "", None, None),
        ("medical_certificate", "2024-01-01", "", "2024-02-01", "2024-02-01"),
        ("bank_details", "2001-01-01", "", None, None),
        ("family_record_book", "2001-01-01", "", "2002-01-01", None),
        ("expense_invoice", "2001-01-01", "", None, None),
        ("pay_slip", None, "", None, None),
    ],
)
def test_validity(code, issued_on, period, stated, until):
    found = valid_until(type_of(code), _day(issued_on), period, _day(stated))
    assert found == _day(until)


def _day(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("period", ["2023-13", "2023-00", "23", "2023-1", "0000", "9999", "2023-02-01", "x"])
def test_a_period_that_is_none_is_refused(period):
    with pytest.raises(ValueError, match="no period"):
        span(period)


def test_periods_and_months_end_where_calendars_do():
    assert span("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert span("2023") == (date(2023, 1, 1), date(2023, 12, 31))
    assert months_after(date(2023, 12, 31), 2) == date(2024, 2, 29)


@pytest.mark.parametrize(
    "key", [("tax_notice", "2023", "ana"), ("lease", "", "household"), ("a", "2024-02", "x:y")]
)
def test_a_piece_key_reads_back(key):
    code, period, subject = key
    assert read_key(piece_key(code, subject, period)) == key
