"""Reading a household: every fault named by its path, nothing guessed, nothing lost."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.parameters import history, names, published
from eligibility.situation import SIZE, TELLING_AGES, Situation, SituationFaults
from tests.eligibility.households import NAMES, household

ON = date(2024, 3, 15)


def faults(obj, on=ON):
    with pytest.raises(SituationFaults) as raised:
        Situation.from_json(obj, on)
    return raised.value.faults


def people(*persons):
    return {"persons": [{"id": "a", "role": "applicant"}, *persons]}


@pytest.mark.parametrize("name", NAMES)
def test_a_household_is_written_as_it_was_read(name):
    read = Situation.from_json(household(name))
    assert Situation.from_json(read.to_json()) == read


def test_missing_and_null_are_both_unknown():
    assert Situation.from_json({"housing": {"rent": None}}) == Situation.from_json({"housing": {}})
    assert Situation.from_json({}).housing.rent is None


def test_no_income_is_not_unknown_income():
    none = Situation.from_json(people({"id": "b", "role": "partner", "incomes": []}))
    assert none.persons[0].incomes is None
    assert none.persons[1].incomes == ()


def test_every_fault_is_told_at_once():
    household = {
        "on": "2024-03-15",
        "couple": "perhaps",
        "persons": [
            {"id": "a", "role": "applicant", "birth_date": "2024-03-16"},
            {"id": "b", "role": "applicant", "birth_date": "1960-02-30", "incomes": [{"monthly_net": "900"}]},
        ],
        "housing": {"rent": -1, "colour": "blue"},
        "health_cover": 3,
    }
    assert set(faults(household)) == {
        "couple: not one of none, married, pacs, cohabiting",
        "persons[0].birth_date: after the date of the check",
        "persons[1].birth_date: not a date",
        "persons[1].incomes[0].monthly_net: not a number",
        "persons[1].role: a second applicant",
        "housing.colour: unknown key",
        "housing.rent: negative",
        "health_cover: not one of paid, css, css_paid, none",
    }


@pytest.mark.parametrize(
    ("obj", "fault"),
    [
        ([], "household: not an object"),
        (None, "household: not an object"),
        ({"persons": []}, "persons: no applicant"),
        ({"persons": {}}, "persons: not a list"),
        ({"persons": [3]}, "persons[0]: not an object"),
        ({"persons": [{"role": "applicant"}]}, "persons[0].id: required"),
        ({"persons": [{"id": "a"}]}, "persons[0].role: required"),
        ({"persons": [{"id": "a b", "role": "applicant"}]}, "persons[0].id: not an identifier"),
        (people({"id": "a", "role": "child"}), "persons[1].id: given twice"),
        (people({"id": "b", "role": "partner"}, {"id": "c", "role": "partner"}), "persons[2].role: a second"),
        ({"couple": "none", **people({"id": "b", "role": "partner"})}, 'couple: "none" although'),
        (people({"id": "b", "role": "child", "birth_date": "0001-01-01"}), "persons[1].birth_date: too old"),
        (people({"id": "b", "role": "child", "birth_date": "9999-01-01"}), "persons[1].birth_date: after"),
        (people({"id": "b", "role": "child", "birth_date": "20240101"}), "persons[1].birth_date: not a date"),
        (people({"id": "b", "role": "child", "birth_date": 2015}), "persons[1].birth_date: not a date"),
        (people({"id": "b", "role": "child", "dependent": "yes"}), "persons[1].dependent: not true or false"),
        (people({"id": "b", "role": "child", "dependent": 1}), "persons[1].dependent: not true or false"),
        ({"housing": {"rent": float("nan")}}, "housing.rent: not a finite number"),
        ({"housing": {"rent": float("inf")}}, "housing.rent: not a finite number"),
        ({"housing": {"rent": True}}, "housing.rent: not a number"),
        ({"housing": {"rent": 10**400}}, "housing.rent: too large"),
        ({"housing": {"months_occupied": 1.5}}, "housing.months_occupied: not a whole number"),
        (
            people({"id": "b", "role": "child", "disability": {"rate": 101}}),
            "persons[1].disability.rate: more",
        ),
        (
            people({"id": "b", "role": "child", "months_in_paris_last_5_years": 61}),
            "persons[1].months_in_paris_last_5_years: not between 0 and 60",
        ),
        (
            people({"id": "b", "role": "child", "incomes": [{"from": "2024-03", "until": "2024-02"}]}),
            "persons[1].incomes[0].until: before from",
        ),
        (
            people({"id": "b", "role": "child", "incomes": [{"from": "2024-13"}]}),
            "persons[1].incomes[0].from: not a month",
        ),
        ({"\ud800\n" * 40: 1}, "\\ud800\\n"),
        ({"persons": [{}] * 51}, "persons: more than 50 entries"),
    ],
)
def test_bad_input_names_its_field(obj, fault):
    found = faults(obj)
    assert any(line.startswith(fault) for line in found), found
    assert all("\n" not in line for line in found)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "household: not JSON (line 1, column 1)"),
        ('{"on": ', "household: not JSON (line 1, column 8)"),
        (b"\xff\xfe{", "household: not UTF-8 text"),
        ("[" * 100_000, "household: nested too deep"),
        ('{"housing": {"rent": ' + "9" * 5000 + "}}", "household: a number is too long"),
        (" " * (SIZE + 1), "household: larger than 10 MB"),
        ('{"housing": {"rent": 1e400}}', "housing.rent: not a finite number"),
        ('{"housing": {"rent": NaN}}', "housing.rent: not a finite number"),
    ],
)
def test_bad_text_is_told_plainly(text, fault):
    with pytest.raises(SituationFaults) as raised:
        Situation.from_text(text, ON)
    assert raised.value.faults == [fault]


def test_thousands_of_faults_stay_readable():
    found = faults({f"key{n}": n for n in range(5000)})
    assert len(found) < 20
    assert found[-1] == "household: 4990 more unknown keys"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(("on", "couple", "persons", "housing", "tax", "health_cover", "energy", "renewals"))


@given(st.dictionaries(keys, json_values, max_size=5))
def test_anything_is_read_or_refused_with_reasons(obj):
    try:
        read = Situation.from_json(obj, ON).to_json()
    except SituationFaults as error:
        read = error.faults
    assert json.dumps(read, allow_nan=False)


def born_in(year: int, on: str) -> int | None:
    return (
        Situation.from_json({"on": on, "persons": [{"id": "a", "role": "applicant", "birth_year": year}]})
        .persons[0]
        .age(date.fromisoformat(on))
    )


def test_a_birth_year_alone_gives_the_age_where_no_article_tells_the_two_apart():
    assert born_in(1952, "2026-11-24") == 73  # or 74: no article asks for 74
    assert born_in(1961, "2026-11-24") is None  # 64 or 65
    assert born_in(2014, "2026-11-24") is None  # children’s ages all matter
    with pytest.raises(SituationFaults, match=r"persons\[0\]\.birth_year: not a year"):
        born_in(2027, "2026-11-24")


def test_every_age_a_figure_names_tells_two_years_apart():
    named = {
        int(version.value)
        for name in names()
        if published().about(name)["unit"] == "year"
        for version in history(name)
    }
    assert named
    assert named <= TELLING_AGES
