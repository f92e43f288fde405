"""The smallest set of facts that decides, against trying everything; what a right found rests on."""

import time
from dataclasses import fields
from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility import engine, supposing
from eligibility.deciding import Deciding, best_question, deciding, in_order, pieces, rests_on
from eligibility.rules.verdict import ENTITLED, UNDETERMINED
from eligibility.situation import Income, Situation
from eligibility.supposing import answers, put
from tests.eligibility.households import household

ON = date(2024, 3, 15)


def without(name, *paths):
    found = Situation.from_json(household(name))
    for path in paths:
        found = put(found, path, None)
    return found


def decided(situation, whole=None):
    """What decides the rights that are decided once `whole` is known."""
    rights = engine.check(situation, on=ON, national=False).rights
    if whole is not None:
        known = engine.supposed(Situation.from_json(household(whole)), ON)
        rights = [right for right in rights if known(right.code).status != UNDETERMINED]
    return {one.code: one for one in deciding(situation, ON, rights)}


def status(situation, code):
    return engine.supposed(situation, ON)(code).status


def decides(situation, code, facts):
    """By trying every answer."""
    for told in product(*(answers(fact, ON) for fact in facts)):
        household = situation
        for fact, answer in sorted(zip(facts, told, strict=True), key=lambda pair: len(pair[0])):
            household = put(household, fact, answer)
        if status(household, code) == UNDETERMINED:
            return False
    return True


def test_the_one_question_that_decides_is_found():
    found = decided(without("lone_parent", "energy.other_preventive_aid"), "lone_parent")
    assert found == {
        "paris_energie_familles": Deciding(
            "paris_energie_familles",
            ("energy.other_preventive_aid",),
            ("energy.other_preventive_aid",),
            True,
            138.0,
        )
    }


def test_of_two_ways_to_know_the_shorter_is_chosen():
    """Declared income is on the tax notice, or estimated from the incomes of two people."""
    blind = without(
        "couple_three_children", "persons[0].incomes", "persons[1].incomes", "tax.declared_monthly_income"
    )
    assert decided(blind, "couple_three_children")["paris_forfait_familles"].facts == (
        "tax.declared_monthly_income",
    )


def test_what_an_answer_may_call_for_is_in_the_set():
    found = decided(without("lone_parent", "persons[0].nationality"), "lone_parent")
    one = found["paris_energie_familles"]
    assert set(one.facts) == {"persons[0].nationality", "persons[0].residence_permit"}
    assert one.proved


FORGOTTEN = (
    *("persons[0].months_in_paris_last_5_years", "persons[0].nationality", "housing.arrears"),
    *("persons[1].shared_custody", "persons[1].dependent", "tax.declared_monthly_income"),
    *("housing.housing_benefit.claimed", "energy.contract", "housing.rent"),
)


@pytest.mark.parametrize("paths", combinations(FORGOTTEN, 2))
def test_no_smaller_set_decides(paths):
    blind = without("lone_parent", *paths)
    for code, one in decided(blind, "lone_parent").items():
        assert one.proved
        assert decides(blind, code, one.facts)
        known = {*one.facts, *(path for path in paths)}
        for smaller in combinations(sorted(known), len(one.facts) - 1):
            assert not decides(blind, code, smaller)


@given(
    st.sampled_from(("lone_parent", "retired_tenant", "couple_one_child")),
    st.lists(st.sampled_from(FORGOTTEN), min_size=1, max_size=4, unique=True),
    st.data(),
)
@settings(max_examples=60, deadline=None)
def test_any_answer_to_the_set_decides(name, paths, data):
    blind = without(name, *(path for path in paths if name != "retired_tenant" or "[1]" not in path))
    for code, one in decided(blind, name).items():
        told = blind
        for fact in sorted(one.facts, key=len):
            tried = answers(fact, ON)
            if isinstance(tried[0], float):
                told = put(told, fact, data.draw(st.floats(0, 5000).map(lambda sum_: round(sum_, 2))))
            elif type(tried[0]) is int:
                told = put(told, fact, data.draw(st.integers(0, 60)))
            else:
                told = put(told, fact, data.draw(st.sampled_from(tried)))
        assert not one.proved or status(told, code) != UNDETERMINED


def test_questions_that_can_decide_alone_and_touch_most_rights_come_first():
    found = decided(
        without("lone_parent", "energy.contract", "persons[0].months_in_paris_last_5_years"), "lone_parent"
    )
    order = in_order(found.values())
    assert order == ("persons[0].months_in_paris_last_5_years", "energy.contract")
    assert best_question(found["paris_energie_familles"], order) == order[0]
    assert best_question(Deciding("x", ()), order) == ""


def test_a_household_nobody_described_is_asked_who_lives_there():
    nobody = Situation.from_json({"on": "2024-03-15"})
    assert all(one.facts == ("persons",) and not one.proved for one in decided(nobody).values())


def test_much_unknown_is_answered_at_once_and_claims_nothing():
    children = [{"id": f"c{n}", "role": "child"} for n in range(3)]
    blank = Situation.from_json(
        {"on": "2024-03-15", "couple": "none", "persons": [{"id": "a", "role": "applicant"}, *children]}
    )
    began = time.perf_counter()
    found = decided(blank)
    assert time.perf_counter() - began < 1
    assert not found["paris_logement"].proved


def test_the_fewest_pieces_are_chosen():
    proves = {
        "notice": ("tax", "income"),
        "receipt": ("rent",),
        "lease": ("rent", "name"),
        "slip": ("income",),
    }
    assert pieces(("rent", "name", "income"), proves) == ("notice", "lease")
    assert pieces(("rent",), proves) == ("receipt",)
    assert pieces(("what no piece proves",), proves) == ()


def kept(situation, right, facts):
    return rests_on(situation, ON, (right,), facts)[right.code]


def test_a_right_rests_on_the_facts_it_cannot_do_without():
    known = Situation.from_json(household("lone_parent"))
    right = engine.check(known, on=ON, national=False).right("paris_energie_familles")
    assert right.status == ENTITLED
    declared = ("energy.contract", "housing.rent", "tax.declared_monthly_income")
    assert kept(known, right, declared) == ("energy.contract",)  # the incomes would tell as much
    declared = (*declared, "persons[0].incomes")
    assert kept(known, right, declared) == ("energy.contract", "persons[0].incomes")
    assert kept(known, right, ("housing.rent",)) == ()


def test_a_right_no_longer_found_the_same_has_no_answer():
    known = Situation.from_json(household("lone_parent"))
    right = engine.check(known, on=ON, national=False).right("paris_energie_familles")
    assert rests_on(put(known, "energy.contract", False), ON, (right,), ("housing.rent",)) == {}


def test_of_two_facts_that_each_would_do_one_has_to_be_proved():
    known = put(Situation.from_json(household("retired_tenant")), "housing.decent", True)
    right = engine.check(known, on=ON, national=False).right("paris_logement")
    either = ("housing.housing_benefit.claimed", "housing.decent")
    assert len(kept(known, right, either)) == 1


def test_every_closed_list_has_its_answers():
    for name, part in (*supposing.PARTS.items(), ("", Situation)):
        for field in fields(part):
            if field.type == str | None and (name, field.name) not in (
                ("incomes", "since"),
                ("incomes", "until"),
            ):
                path = f"{name}.{field.name}".strip(".")
                assert answers(path, ON), path


def test_facts_are_put_and_forgotten_where_they_belong():
    found = put(Situation(), "persons[0].disability", "aah")
    assert found.persons[0].disability.title == "aah"
    found = put(found, "persons[0].incomes", (Income("wage", monthly_net=900.0),))
    assert put(found, "persons[0].incomes[0].monthly_net", None).persons[0].incomes[0] == Income("wage")
