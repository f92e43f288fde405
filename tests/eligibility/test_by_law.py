"""The by-law's benefits on readable households: in, out, and each side of every threshold."""

from datetime import date

import pytest

from eligibility import engine, law
from eligibility.law.citations import citations
from eligibility.situation import Situation
from tests.eligibility.households import household, variants


@pytest.mark.parametrize("variant", [pytest.param(one, id=one.name) for one in variants()])
def test_the_by_law_answers(variant):
    result = engine.check(Situation.from_json(variant.household), national=False)
    right = result.right(variant.code).to_json()
    expected = dict(variant.expected)
    if "failing" in expected:
        failing = [condition["name"] for condition in right["conditions"] if condition["holds"] is False]
        assert failing == expected.pop("failing")
    if "missing" in expected:
        assert set(expected.pop("missing")) <= set(right["missing"])
    if "because" in expected:
        articles = {condition["name"]: condition["article"] for condition in right["conditions"]}
        assert articles | expected.pop("because") == articles
    if expected["status"] == "entitled":
        assert all(condition["holds"] is True for condition in right["conditions"])
    if expected["status"] == "not_entitled":
        assert right["amount"] == 0
        assert right["missing"] == []
    assert {key: right[key] for key in expected} == expected


def test_every_article_a_household_is_told_is_in_the_text_of_its_day():
    for variant in variants():
        result = engine.check(Situation.from_json(variant.household), national=False)
        text = law.text(law.in_force(result.on))
        for condition in result.right(variant.code).conditions:
            cited = citations(condition.article)
            assert cited
            assert all(text.entry(one.entry).article(one.number) for one in cited)


def test_an_elderly_couple_is_measured_together():
    couple = household("retired_tenant")
    couple["couple"] = "married"
    couple["persons"].append(
        {"id": "leo", "role": "partner", "incomes": [{"kind": "wage", "monthly_net": 700}]}
    )
    right = engine.check(Situation.from_json(couple), national=False).right("paris_solidarite")
    assert (right.status, right.amount, right.claimant) == ("entitled", 186.0, "ana")  # 1 786 - 1 600


def test_the_partner_may_be_the_one_who_claims():
    couple = household("retired_tenant")
    couple["couple"] = "pacs"
    couple["persons"][0] |= {"id": "leo", "role": "partner"}
    couple["persons"].insert(0, {"id": "ida", "role": "applicant", "birth_date": "1970-01-01", "incomes": []})
    right = engine.check(Situation.from_json(couple), national=False).right("paris_solidarite")
    assert (right.status, right.amount, right.claimant) == ("entitled", 214.84, "leo")  # 1 786 - 1 571,16


@pytest.mark.parametrize("nothing", [{}, {"persons": None}, {"persons": [{"id": "a", "role": "applicant"}]}])
def test_a_household_made_of_nulls_shows_no_amount_and_no_refusal(nothing):
    result = engine.check(Situation.from_json(nothing), on=date(2024, 3, 15), national=True)
    assert {right.status for right in result.rights} == {"undetermined"}
    assert {right.amount for right in result.rights} == {None}
    assert all(right.missing for right in result.rights)
    assert result.bundle.rights == ()


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (
            "retired_tenant",
            (
                {"paris_solidarite", "complement_sante_paris", "paris_logement"}
                | {"pass_paris_seniors", "loisirs", "restaurants_emeraude"},
                200.98,
                468.0,
            ),
        ),
        (
            "lone_parent",
            ({"paris_logement_familles_monoparentales", "paris_energie_familles"}, 150.0, 138.0),
        ),
        (
            "couple_three_children",
            (
                {
                    *("paris_pass_familles", "paris_forfait_familles"),
                    *("paris_logement_familles", "paris_energie_familles"),
                },
                128.0,
                580.0,
            ),
        ),
        ("couple_one_child", ({"paris_logement", "paris_energie_familles"}, 116.0, 138.0)),
    ],
)
def test_known_good_households(start, expected):
    bundle = engine.check(Situation.from_json(household(start)), national=False).bundle
    assert (set(bundle.rights), bundle.monthly, bundle.yearly) == expected


def test_every_amount_and_ceiling_stays_the_same_whatever_the_order_of_people():
    straight = household("couple_three_children")
    reverse = {**straight, "persons": straight["persons"][::-1]}
    first, second = (engine.check(Situation.from_json(one), national=False) for one in (straight, reverse))
    assert [(r.code, r.status, r.amount) for r in first.rights] == [
        (r.code, r.status, r.amount) for r in second.rights
    ]
