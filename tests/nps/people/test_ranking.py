"""Likely duplicates come first, and say why."""

import pytest

from nps.people.ranking import HIGH, SHOWN, Known, Reason, Sought, rank
from nps.ui.dates import read_date


def known(name, given="", birth="", same_nir=False):
    return Known((name,), given, read_date(birth) if birth else None, same_nir)


def sought(name, given="", birth=""):
    return Sought(name, given, read_date(birth) if birth else None)


@pytest.mark.parametrize(
    ("ours", "theirs", "reasons"),
    [
        (
            ("Okafr", "Ada", "1987"),
            ("Okafor", "Ada", "04/05/1987"),
            (Reason.CLOSE_NAME, Reason.SAME_GIVEN_NAME, Reason.SAME_YEAR),
        ),
        (
            ("ÖKAFOR", "ADA", "05/04/1987"),
            ("Okafor", "Ada", "04/05/1987"),
            (Reason.SAME_NAME, Reason.SAME_GIVEN_NAME, Reason.SWAPPED_DAY_MONTH),
        ),
        (("Reynaud", "", ""), ("Renault", "Luc", ""), (Reason.SOUNDS_ALIKE,)),
        (("Oka", "", ""), ("Okafor", "Ada", ""), (Reason.BEGINS_ALIKE,)),
        (("Ada", "Okafor", ""), ("Okafor", "Ada", ""), (Reason.SWAPPED_NAMES,)),
        (("O", "", ""), ("O", "", ""), (Reason.SAME_NAME,)),
        (("王小明", "", ""), ("王", "小明", ""), (Reason.SAME_NAME,)),
    ],
)
def test_resemblance_says_its_reasons(ours, theirs, reasons):
    score = rank(sought(*ours), known(*theirs))
    assert score.reasons == reasons
    assert score.points >= SHOWN


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("Okafor", "Ada", "04/05/1987"), ("Okafor", "Ada", "04/05/1987")),
        (("Okafor", "Ada", "05/04/1987"), ("Okafor", "Ada", "04/05/1987")),
        (("Okafor", "Ada", "04/05/1987"), ("Okafor", "Adaeze", "04/05/1987")),
        (("Okafor", "Ada", ""), ("Okafor", "Ada", "04/05/1987")),
        (("Garcia", "Ana", "1990"), ("Garcia Lopez", "Ana", "1990")),
    ],
)
def test_likely_the_same_person_needs_a_written_difference(ours, theirs):
    assert rank(sought(*ours), known(*theirs)).points >= HIGH


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("Okafor", "Ada", "04/05/1987"), ("Okafor", "Ada", "19/11/1950")),
        (("Okafor", "Ada", "04/05/1987"), ("Martin", "Ada", "19/11/1950")),
        (("Okafor", "", ""), ("Okafor", "Luc", "")),
    ],
)
def test_a_namesake_does_not(ours, theirs):
    assert rank(sought(*ours), known(*theirs)).points < HIGH


def test_the_right_year_beats_a_longer_name_and_a_close_year():
    asked = sought("Okafr", "Ada", "1987")
    right = rank(asked, known("Okafor", "Ada", "04/05/1987")).points
    assert right > rank(asked, known("Okafor", "Adaeze", "1988")).points


def test_strangers_are_not_shown():
    assert rank(sought("Okafor", "Ada", "1987"), known("Martin", "Luc", "1950")).points < SHOWN


def test_the_same_nir_is_the_same_person_whatever_the_name():
    score = rank(sought("Okafor"), known("Martin", same_nir=True))
    assert score.points == 100
    assert score.reasons == (Reason.SAME_NIR,)


def test_exact_beats_close_beats_sound_beats_beginning():
    names = ("Renaud", "Renaut", "Reynaux", "Renaudin")
    points = [rank(sought("Renaud", "Luc"), known(name, "Luc")).points for name in names]
    assert points == sorted(points, reverse=True)
    assert len(set(points)) == 4
