"""What cannot be true is refused, what is rare is flagged, each with its field; nothing else ever raises."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import fault_words
from eligibility import contradictions as rules
from eligibility.contradictions import contradictions, warnings
from eligibility.engine import check
from eligibility.questions import needed
from eligibility.situation import Situation, SituationFaults
from tests.eligibility.households import NAMES, household

ON = date(2024, 3, 15)
ADA = {"id": "a", "role": "applicant", "birth_date": "1987-05-04"}


def family(*persons, **more) -> dict:
    return {"persons": [ADA, *persons], **more}


def child(**more) -> dict:
    return {"id": "c", "role": "child", "birth_date": "2016-02-11", **more}


def faults(obj) -> list[str]:
    with pytest.raises(SituationFaults) as raised:
        Situation.from_json(obj, ON)
    return raised.value.faults


def flags(obj) -> list[str]:
    return warnings(Situation.from_json(obj, ON), ON)


@pytest.mark.parametrize(
    ("obj", "fault"),
    [
        ({"persons": [{**ADA, "birth_date": "2010-01-01"}]}, "persons: no adult"),
        (family(child(birth_date="1980-01-01")), "persons[1].birth_date: older than the parents"),
        (family(child(birth_date="1987-05-04")), "persons[1].birth_date: older than the parents"),
        (
            family(child(months_in_paris_last_5_years=60, birth_date="2023-01-01")),
            "persons[1].months_in_paris_last_5_years: more than their age",
        ),
        (
            {"persons": [{**ADA, "autonomy_certificate_on": "2024-03-16"}]},
            "persons[0].autonomy_certificate_on: after the date of the check",
        ),
        (
            family(housing={"housing_benefit": {"claimed": False, "monthly": 10}}),
            "housing.housing_benefit.monthly: received although not claimed",
        ),
        (family(works={"begun": False, "finished": True}), "works.finished: finished although not begun"),
    ],
)
def test_what_cannot_be_true_is_refused(obj, fault):
    assert faults(obj) == [fault]


@pytest.mark.parametrize(
    ("obj", "flag"),
    [
        (family(couple="married"), "persons: in a couple although no partner is listed"),
        (family(child(birth_date="1997-01-01")), "persons[1].birth_date: less than 12 years younger"),
        ({"persons": [{**ADA, "birth_date": "2007-01-01"}]}, "persons[0].birth_date: not of age"),
        (family(arrival={"on": "2024-04-01"}), "arrival.on: after the date of the check"),
        (family(housing={"tenure": "owner", "rent": 900}), "housing.rent: not expected of this tenure"),
        (family(housing={"tenure": "tenant", "loan_repayment": 9}), "housing.loan_repayment: not expected"),
        (family(housing={"tenure": "hotel", "lease_in_name": True}), "housing.lease_in_name: not expected"),
        (family(housing={"rent": 12_000}), "housing.rent: very large"),
        (
            family(housing={"tenure": "tenant", "rent": 100, "housing_benefit": {"monthly": 150}}),
            "housing.housing_benefit.monthly: more than the rent",
        ),
    ],
)
def test_what_is_rare_is_flagged_and_blocks_nothing(obj, flag):
    assert [line for line in flags(obj) if line.startswith(flag)]
    assert check(Situation.from_json(obj, ON), on=ON, national=False)


@pytest.mark.parametrize(
    ("incomes", "flagged"),
    [
        ([{"kind": "wage", "monthly_net": 900}] * 2, True),
        ([{"kind": "wage", "monthly_net": 900}, {"kind": "wage", "monthly_net": 901}], False),
        ([{"kind": "wage", "monthly_net": 900}, {"kind": "aah", "monthly_net": 900}], False),
        (
            [
                {"kind": "wage", "monthly_net": 900, "until": "2023-12"},
                {"kind": "wage", "monthly_net": 900, "from": "2024-01"},
            ],
            False,
        ),
        (
            [
                {"kind": "wage", "monthly_net": 900, "until": "2024-01"},
                {"kind": "wage", "monthly_net": 900, "from": "2024-01"},
            ],
            True,
        ),
    ],
)
def test_the_same_income_twice_over_the_same_months_is_flagged(incomes, flagged):
    assert bool(flags({"persons": [{**ADA, "incomes": incomes}]})) is flagged


def test_gross_below_net_and_sums_with_a_digit_too_many_are_flagged():
    income = {"kind": "wage", "monthly_net": 60_000, "monthly_gross": 1_650}
    assert flags({"persons": [{**ADA, "incomes": [income]}]}) == [
        "persons[0].incomes[0].monthly_net: very large",
        "persons[0].incomes[0].monthly_gross: less than the net",
    ]


def test_a_step_parent_younger_than_the_child_is_flagged_not_refused():
    partner = {"id": "b", "role": "partner", "birth_date": "2000-01-01"}
    found = flags(family(partner, child(birth_date="1999-06-01"), couple="married"))
    assert found == ["persons[2].birth_date: less than 12 years younger than a parent"]


@pytest.mark.parametrize("name", NAMES)
def test_ordinary_households_are_neither_refused_nor_flagged(name):
    situation = Situation.from_json(household(name))
    assert contradictions(situation, situation.on) == []
    assert warnings(situation, situation.on) == []


def test_every_contradiction_has_its_words():
    """Each text of the module, as `path: text`, is said to an agent in a sentence of its own."""
    said = {**fault_words.REFUSED, **fault_words.FLAGGED}
    assert f"less than {rules.YOUNGEST_PARENT} years younger than a parent" in said
    with open(rules.__file__, encoding="utf-8") as source:
        text = source.read()
    spoken = [words for words in said if words in text or "12 years" in words or "a second" in words]
    assert set(said) - set(spoken) <= {"too old"}  # told by the reader of dates


words_or_values = st.sampled_from(
    [
        "a",
        "b",
        "applicant",
        "partner",
        "child",
        "wage",
        "tenant",
        "owner",
        "none",
        "birth",
        "2024-03",
        "2016-02-30",
    ]
)
dates = st.dates(date(1880, 1, 1), date(2030, 1, 1)).map(date.isoformat)
numbers = st.integers(-5, 10**8) | st.floats(allow_nan=True) | st.booleans()
leaves = st.none() | numbers | words_or_values | dates | st.text(max_size=3)
PERSON = st.sampled_from(
    ["id", "role", "birth_date", "incomes", "disability", "months_in_paris_last_5_years", "shared_custody"]
    + ["autonomy_certificate_on", "relation", "dependent", "onac_coupon"]
)
INCOME = st.sampled_from(["kind", "monthly_net", "monthly_gross", "monthly_taxable", "from", "until"])
HOUSING = st.sampled_from(
    ["tenure", "rent", "lease_in_name", "housing_benefit", "social_aid", "homeless_months"]
)
incomes = st.lists(st.dictionaries(INCOME, leaves, max_size=4), max_size=3)
persons = st.lists(
    st.dictionaries(PERSON, leaves | incomes | st.dictionaries(st.sampled_from(["title", "rate"]), leaves)),
    max_size=4,
)
parts = {
    "on": leaves,
    "couple": leaves,
    "persons": persons | leaves,
    "housing": st.dictionaries(
        HOUSING, leaves | st.dictionaries(st.sampled_from(["claimed", "monthly"]), leaves)
    ),
    "arrival": st.dictionaries(st.sampled_from(["kind", "on", "children"]), leaves),
    "works": st.dictionaries(st.sampled_from(["begun", "finished", "part"]), leaves),
}


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.fixed_dictionaries({}, optional=parts))
def test_whatever_is_said_is_read_and_flagged_or_refused_with_reasons(obj):
    try:
        situation = Situation.from_json(obj, ON)
        told = [*warnings(situation, ON), *needed(situation, ON)]
    except SituationFaults as error:
        told = error.faults
        assert told
    assert all("\n" not in line for line in told)
    assert json.dumps(told)
