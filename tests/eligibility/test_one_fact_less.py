"""What is not known is never taken for an answer: one fact less leaves a right as it is or undecided."""

import copy

import pytest

from eligibility import engine
from eligibility.situation import Situation
from tests.eligibility.households import variants

CLEAR = [one for one in variants() if ": clearly in" in one.name]


def _facts(node, path=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _facts(value, (*path, key))
    elif isinstance(node, list) and node and isinstance(node[0], dict):
        for place, value in enumerate(node):
            yield from _facts(value, (*path, place))
    elif node is not None and path[-1] not in ("id", "role", "on"):
        yield path


def _without(household, path):
    changed = copy.deepcopy(household)
    node = changed
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = None
    return Situation.from_json(changed)


@pytest.mark.parametrize("variant", [pytest.param(one, id=one.name) for one in CLEAR])
def test_a_right_without_one_of_its_facts_is_never_refused(variant):
    for path in _facts(variant.household):
        right = engine.check(_without(variant.household, path), national=False).right(variant.code)
        assert right.status != "not_entitled", path
        assert right.entitled or right.missing, path


def test_every_benefit_has_a_household_clearly_in():
    assert {one.code for one in CLEAR} == {benefit.code for benefit in engine.BENEFITS}
