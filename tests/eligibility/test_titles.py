"""The table a benefit is written as: titles of their time, the best claimant, what is left untold."""

from dataclasses import replace
from datetime import date

from eligibility.rules import BENEFITS, paris_forfait_familles
from eligibility.rules.case import Case
from eligibility.rules.title import Benefit, decide
from eligibility.situation import Situation
from tests.eligibility.households import household, variants

LAST = date(2018, 3, 31)
COUPLE = ["applicant", "partner"]
HOUSEHOLDS = ("lone_parent", "couple_three_children")


def _case(day):
    old = household("couple_three_children")
    for person in old["persons"]:
        person["birth_date"] = min(person["birth_date"], "2012-05-04")
    return Case(Situation.from_json(old), day)


def _ended():
    title = replace(paris_forfait_familles.BENEFIT.titles[0], until=LAST)
    return Benefit("paris_forfait_familles", "year", (title,))


def test_a_title_answers_until_its_last_day():
    assert decide(_ended(), [_case(LAST)]).right.amount == 305


def test_a_benefit_the_by_law_no_longer_has_is_refused_for_that_alone():
    right = decide(_ended(), [_case(date(2018, 4, 1))]).right
    assert (right.status, right.amount, right.missing) == ("not_entitled", 0, ())
    assert [(one.name, one.article, one.holds) for one in right.conditions] == [("in_force", "IV-1.2", False)]


def test_nobody_a_title_is_written_for_hears_no_other_condition():
    right = decide(
        paris_forfait_familles.BENEFIT, [Case(Situation.from_json(household("lone_parent")), LAST)]
    ).right
    assert [one.name for one in right.conditions] == ["children"]


def test_a_figure_nobody_has_is_never_a_refusal():
    right = decide(paris_forfait_familles.BENEFIT, [_case(date(2015, 6, 1))]).right
    assert (right.status, right.amount, right.missing) == ("undetermined", None, ())
    assert {one.basis for one in right.conditions if one.holds is None} == {"no_figure"}


def test_a_refused_right_calls_for_no_proof():
    lone, large = (Case(Situation.from_json(household(name)), date(2024, 3, 15)) for name in HOUSEHOLDS)
    refused, granted = (
        decide(paris_forfait_familles.BENEFIT, [case], lambda case, needs: needs).right
        for case in (lone, large)
    )
    assert (refused.status, refused.proofs) == ("not_entitled", ())
    assert (granted.status, granted.proofs) == ("entitled", paris_forfait_familles.NEEDS)


def test_what_is_found_once_for_a_couple_is_what_each_would_find_alone():
    couples = [one for one in map(_situation, variants()) if [p.role for p in one.persons[:2]] == COUPLE]
    assert len(couples) > 20
    for situation in couples:
        first = Case(situation, situation.on, 0)
        beside, alone = Case(situation, situation.on, 1, beside=first), Case(situation, situation.on, 1)
        for benefit in BENEFITS:
            decide(benefit, [first])
            assert decide(benefit, [beside]).right == decide(benefit, [alone]).right


def _situation(variant):
    return Situation.from_json(variant.household)
