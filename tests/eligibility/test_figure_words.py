"""Every figure has a name people can read, in both languages."""

import pytest

from eligibility.figure_words import (
    GROUPS,
    PARTS,
    SIGNS,
    figure_words,
    group_of,
    share_words,
    value_words,
)
from eligibility.parameters import names, published
from eligibility.wording import NAMES

LIMIT = "paris_logement.ceiling.without_child"


@pytest.mark.parametrize("name", names())
def test_every_part_of_its_name_has_words(name):
    group, *parts = name.split(".")
    assert group in GROUPS or group in NAMES
    assert [part for part in parts if part not in PARTS] == []
    assert published().about(name)["unit"] in SIGNS


def test_two_figures_are_never_called_the_same():
    for language in ("fr", "en"):
        called = [figure_words(name, language) for name in names()]
        assert len(set(called)) == len(called)


def test_a_figure_is_read_with_its_benefit_and_its_unit():
    assert group_of(LIMIT) == "paris_logement"
    assert figure_words(LIMIT) == "Paris Logement\u00a0: plafond, sans enfant"
    assert figure_words(LIMIT, "en") == "Paris Logement (rent): ceiling, without child"
    assert value_words(published(), LIMIT, 1450) == "1\u202f450,00\u00a0€"
    assert value_words(published(), LIMIT, None) == ""
    assert share_words(0.125) == "+12,5\u202f%"
    assert share_words(-0.2, "en") == "\u221220.0%"
