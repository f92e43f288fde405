"""Dated amounts: the version of the day, always with its reference, a clear fault before the first."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from eligibility import rules
from eligibility.parameters import NoParameter, history, names, parameter


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2018, 3, 31), 915),
        (date(2018, 4, 1), 945),
        (date(2019, 12, 31), 980),
        (date(2024, 1, 31), 1077),
        (date(2024, 2, 1), 1129),
        (date(2030, 1, 1), 1129),
    ],
)
def test_the_version_in_force_on_the_day(on, value):
    assert parameter("paris_solidarite.elderly.single", on) == value


def test_the_annexe_of_november_2019_is_known_though_openfisca_paris_lags():
    assert parameter("paris_solidarite.disabled.single", date(2019, 11, 1)) == 1005
    assert parameter("complement_sante_paris.disabled.single", date(2018, 11, 1)) == 965


def test_nothing_before_the_first_version():
    with pytest.raises(NoParameter, match="no value before 2016-02-01, asked at 2016-01-31"):
        parameter("paris_solidarite.elderly.single", date(2016, 1, 31))


def test_an_unknown_name_is_a_fault():
    with pytest.raises(NoParameter, match="no such parameter"):
        parameter("paris_solidarite.nobody", date(2024, 1, 1))


@pytest.mark.parametrize("name", names())
def test_every_version_is_dated_positive_and_cited(name):
    versions = history(name)
    assert [version.since for version in versions] == sorted({version.since for version in versions})
    assert versions[0].since <= date(2018, 1, 1)
    for version in versions:
        assert version.value > 0 or (version.value == 0 and "free of charge" in version.reference)
        assert re.search(r"annexe 20\d\d|règlement 20\d\d|openfisca-(paris|france) [\d.]+", version.reference)


def test_every_parameter_a_rule_names_in_full_exists():
    named = {
        node.value
        for file in Path(rules.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"(general|national|paris_[a-z_]+|complement_[a-z_]+)(\.[a-z_]+)+", node.value)
    }
    assert named
    assert named <= set(names())
