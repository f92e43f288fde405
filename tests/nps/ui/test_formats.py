"""Dates and sums are written as in SCREENS §6.1, in both languages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from nps.ui import formats
from nps.ui.dates import PartialDate

TODAY = dt.date(2024, 3, 21)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (Decimal("1234.5"), "1\u202f234,50\u00a0€", "€1,234.50"),
        (1234567, "1\u202f234\u202f567,00\u00a0€", "€1,234,567.00"),
        (Decimal("0.005"), "0,01\u00a0€", "€0.01"),
        (0, "0,00\u00a0€", "€0.00"),
        (Decimal("-12"), "\u221212,00\u00a0€", "\u2212€12.00"),
        (None, "On ne sait pas", None),
    ],
)
def test_money(value, french, english):
    with translation.override("fr"):
        assert formats.money(value) == french
    with translation.override("en"):
        assert english is None or formats.money(value) == english


@pytest.mark.parametrize(
    ("value", "long", "short", "english"),
    [
        (dt.date(2024, 3, 1), "1er mars 2024", "01/03/2024", "1 March 2024"),
        (dt.date(2024, 8, 12), "12 août 2024", "12/08/2024", "12 August 2024"),
        (PartialDate(1987, 5), "mai 1987", "05/1987", "May 1987"),
        (PartialDate(1987), "1987", "1987", "1987"),
    ],
)
def test_dates(value, long, short, english):
    with translation.override("fr"):
        assert (formats.date_long(value), formats.date_short(value)) == (long, short)
    with translation.override("en"):
        assert formats.date_long(value) == english


def test_an_unknown_date_is_said_in_words():
    with translation.override("fr"):
        assert formats.date_long(None) == formats.date_short(None) == formats.hour(None) == "On ne sait pas"


def test_hours():
    with translation.override("fr"):
        assert formats.hour(dt.time(14, 30)) == "14\u00a0h\u00a030"
        assert formats.hour(dt.time(9, 5)) == "9\u00a0h\u00a005"
        assert formats.hour(dt.time(14)) == "14\u00a0h"
    with translation.override("en"):
        assert formats.hour(dt.time(14, 30)) == "14:30"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (2, "Dans 2 jours"),
        (1, "Demain"),
        (0, "Aujourd’hui"),
        (-1, "Dépassée d’un jour"),
        (-3, "Dépassée de 3 jours"),
    ],
)
def test_distance_of_a_legal_date(days, words):
    with translation.override("fr"):
        assert formats.distance(TODAY + dt.timedelta(days), TODAY) == words


def test_phone_numbers_and_sizes():
    assert formats.phone("0142760000") == "01\u00a042\u00a076\u00a000\u00a000"
    assert formats.phone("+44 20 7946 0000") == "+44 20 7946 0000"
    with translation.override("fr"):
        assert formats.file_size(210_000) == "210\u00a0Ko"
        assert formats.file_size(3_100_000) == "3,1\u00a0Mo"
    with translation.override("en"):
        assert formats.file_size(3_100_000) == "3.1\u00a0MB"
