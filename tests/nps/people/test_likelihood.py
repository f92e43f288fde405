"""What speaks for one person and what against: nothing looks certain, twins and namesakes least of all."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps.people.likelihood import Record, Unlike, judge
from nps.people.tidying import Likelihood
from nps.ui.dates import PartialDate

DAY = PartialDate(1987, 5, 4)
ADA = Record("Okafor", "", "Ada", DAY)


def other(**fields):
    return Record(**{**vars(ADA), **fields})


@pytest.mark.parametrize(
    ("fields", "likelihood"),
    [
        ({}, Likelihood.STRONG),
        ({"birth_name": "OKAFOR"}, Likelihood.STRONG),
        ({"given": "Ada Marie"}, Likelihood.STRONG),
        ({"birth_name": "Petit", "usage_name": "Okafor"}, Likelihood.STRONG),
        ({"birth_name": "Okafar"}, Likelihood.STRONG),
        ({"birth": PartialDate(1987, 4, 5)}, Likelihood.STRONG),
        ({"birth": PartialDate(1987, 5, 3)}, Likelihood.WEAK),
        ({"birth": PartialDate(1987)}, Likelihood.WEAK),
        ({"birth": None}, Likelihood.WEAK),
        ({"given": "Ida"}, Likelihood.WEAK),
        ({"given": "Bea"}, Likelihood.WEAK),
        ({"given": ""}, Likelihood.WEAK),
        ({"died": True}, Likelihood.WEAK),
        ({"birth": PartialDate(1961, 3, 2)}, None),
        ({"birth_name": "Leroy"}, None),
    ],
)
def test_how_alike(fields, likelihood):
    found = judge(ADA, other(**fields))
    assert (found.likelihood if found else None) == likelihood


def test_twins_of_one_household_are_never_proposed():
    home = frozenset({1})
    one, two = (other(given=name, homes=home) for name in ("Léa", "Tom"))
    assert judge(one, two) is None


@pytest.mark.parametrize("names", [("Léa", "Léo"), ("Ada", "Ida")])
def test_twins_of_close_names_are_said_to_be_perhaps_twins(names):
    one, two = (other(given=name, homes=frozenset({1})) for name in names)
    found = judge(one, two)
    assert found.likelihood == Likelihood.WEAK
    assert Unlike.CLOSE_GIVEN_NAMES in found.unlike


def test_a_father_and_a_son_of_one_name_are_two():
    assert judge(ADA, other(birth=PartialDate(1961, 5, 4))) is None


def test_two_social_security_numbers_are_two_people():
    assert judge(other(nir=b"1"), other(nir=b"2")) is None
    assert judge(other(nir=b"1"), other()).likelihood == Likelihood.STRONG


WORDS = st.sampled_from(["Okafor", "Okafar", "Petit", "Le Goff", "Legoff", "", "王"])
RECORDS = st.builds(
    Record,
    birth_name=WORDS.filter(bool),
    usage_name=WORDS,
    given=st.sampled_from(["Ada", "Ada Marie", "Ida", "", "Léo"]),
    birth=st.sampled_from([None, DAY, PartialDate(1987), PartialDate(1987, 4, 5), PartialDate(1961, 1, 2)]),
    nir=st.sampled_from([b"", b"1", b"2"]),
    died=st.booleans(),
    homes=st.sampled_from([frozenset(), frozenset({1}), frozenset({1, 2})]),
)


@given(RECORDS, RECORDS)
def test_the_order_of_both_says_nothing(one, two):
    there, back = (judge(*pair) for pair in permutations((one, two)))
    assert (there is None) == (back is None)
    if there:
        assert (there.likelihood, there.points, there.unlike) == (back.likelihood, back.points, back.unlike)
