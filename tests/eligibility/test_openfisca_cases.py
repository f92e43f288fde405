"""OpenFisca-France's own published cases, told as households of ours, are answered as published."""

from datetime import date

import pytest
import yaml

from eligibility import national
from eligibility.situation import Situation
from tests.eligibility.households import FOLDER

CASES = yaml.safe_load((FOLDER / "openfisca_france.yaml").read_text(encoding="utf-8"))
pytestmark = pytest.mark.filterwarnings("default")  # OpenFisca's own


@pytest.mark.parametrize("day", sorted(CASES))
def test_published_cases_are_answered_as_published(day):
    on = date.fromisoformat(day)
    households = [Situation.from_json(case["household"], on) for case in CASES[day]]
    for case, found in zip(CASES[day], national.calculate(households, on), strict=True):
        answers = {**found, "css_free": found["css"] == 0}
        for code, expected in case["expect"].items():
            told = f"{case['source']}, {case['case']}: {code}"
            assert answers[code] == pytest.approx(expected, abs=case["margin"]), told


def test_they_are_many():
    assert sum(len(cases) for cases in CASES.values()) >= 150
    assert len({code for cases in CASES.values() for case in cases for code in case["expect"]}) >= 10
