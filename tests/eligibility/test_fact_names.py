"""Facts by name as the situation reads them: lengths from days, doors, several incomes of a kind."""

from datetime import date

import pytest

from eligibility.fact_names import DOORS, SINCE, months_since, told, with_doors
from eligibility.situation import Situation

ON = date(2024, 3, 15)


@pytest.mark.parametrize(
    ("since", "months"),
    [("2024-03", 0), ("2024-02", 1), ("2023-03", 12), ("2015-06", 60), ("2024-04", 0), ("2015", 60)],
)
def test_months_since_a_month(since, months):
    assert months_since(since, ON, 60) == months


def test_a_year_alone_is_known_only_where_every_month_of_it_agrees():
    assert months_since("2022", ON, 60) is None
    assert months_since("2019", ON, 60) is None
    assert months_since("2018", ON, 60) == 60


def test_a_closed_door_answers_what_lies_behind_it_and_an_open_one_nothing():
    assert told([("asked.works", False)], ON) == {"works": {"part": "none"}}
    assert told([("asked.works", True)], ON) == {}


def test_what_was_told_wins_over_its_door():
    facts = [("disability.title", "aah"), ("asked.disability", False)]
    assert told(facts, ON) == {"disability": {"title": "aah"}}
    assert with_doors(dict(facts))["asked.disability"] is True
    assert with_doors({"sick_leave_since": "2023-01"})["asked.sick_leave"] is True


def test_several_incomes_of_one_kind():
    facts = [("incomes.wage", {"monthly_net": 900}), ("incomes.wage.2", {"monthly_net": 200})]
    assert [income["kind"] for income in told(facts, ON)["incomes"]] == ["wage", "wage"]


def test_no_income_is_not_unknown_income():
    assert told([("no_income", True)], ON) == {"incomes": []}
    assert told([("no_income", None)], ON) == {}


def test_every_path_is_one_the_situation_reads():
    paths = {path: 1 for path, *_ in SINCE.values()} | dict(DOORS.values())
    for path, value in paths.items():
        tree = told([(path, value)], ON)
        whole = {"persons": [{"id": "a", "role": "applicant", **tree}]}
        household = tree if path.split(".")[0] in ("housing", "arrival", "care", "works") else whole
        assert Situation.from_json(household, ON)
