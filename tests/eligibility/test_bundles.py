"""Bundles under the non-cumul: every other way to choose is worth no more, and sums stay apart."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from eligibility.bundles import best_bundle, compatible, possible_bundle
from eligibility.rules import BENEFITS, EXCLUSIVE
from eligibility.rules.verdict import Right

CODES = tuple(benefit.code for benefit in BENEFITS)
HOUSING = ("paris_logement_familles_monoparentales", "paris_logement_familles", "paris_logement")
EVERY = ("month", "year", "once", "in_kind")


def right(code, amount, every="month", status="entitled", **more):
    return Right(code, "IV", status, every, None if every == "in_kind" else amount, **more)


rights = st.lists(st.sampled_from(CODES), unique=True, max_size=8).flatmap(
    lambda codes: st.tuples(
        *(st.builds(right, st.just(c), st.integers(0, 500), st.sampled_from(EVERY)) for c in codes)
    )
)


def worth(chosen):
    return sum((right.amount or 0) * {"month": 12}.get(right.every, 1) for right in chosen)


@given(rights)
def test_no_compatible_set_is_worth_more(held):
    bundle = best_bundle(held)
    assert compatible(bundle.rights)
    kept = [one for one in held if one.code in bundle.rights]
    for size in range(len(held) + 1):
        for chosen in combinations(held, size):
            if compatible([one.code for one in chosen]):
                assert worth(chosen) <= worth(kept)


@given(rights)
def test_the_alternatives_are_the_other_maximal_sets_in_order(held):
    bundle = best_bundle(held)
    ways = [bundle, *bundle.alternatives]
    assert len({way.rights for way in ways}) == len(ways)
    sums = [worth(one for one in held if one.code in way.rights) for way in ways]
    assert sums == sorted(sums, reverse=True)
    for way in ways:
        assert compatible(way.rights)
        assert not any(compatible((*way.rights, one.code)) for one in held if one.code not in way.rights)


@given(rights)
def test_sums_of_different_periods_are_never_added(held):
    bundle = best_bundle(held)
    kept = [one for one in held if one.code in bundle.rights]
    for every, told in (("month", bundle.monthly), ("year", bundle.yearly), ("once", bundle.once)):
        assert told == sum(one.amount for one in kept if one.every == every)
    assert set(bundle.in_kind) == {one.code for one in kept if one.every == "in_kind"}


def test_a_lone_parent_may_opt_for_the_better_housing_aid():
    lone, families = right(HOUSING[0], 150), right(HOUSING[1], 169)
    bundle = best_bundle((lone, families))
    assert (bundle.rights, bundle.monthly) == ((HOUSING[1],), 169)
    assert [(other.rights, other.monthly) for other in bundle.alternatives] == [((HOUSING[0],), 150)]
    equal = best_bundle((lone, right(HOUSING[1], 150)))
    assert equal.rights == (HOUSING[0],), "IV-2.2 d/2: only when it is better"


def test_what_is_left_to_a_decision_is_no_part_of_the_bundle():
    assert best_bundle((right("paris_solidarite", 100, discretionary=True),)).rights == ()


def test_the_possible_bundle_is_what_more_there_might_be():
    held = right("paris_solidarite", 100)
    maybe = right("paris_energie_familles", 138, "year", "undetermined")
    possible = possible_bundle((held, maybe), best_bundle((held,)))
    assert (possible.rights, possible.monthly, possible.yearly) == (("paris_energie_familles",), 0, 138)


def test_exclusive_groups_name_benefits_that_exist():
    assert {code for group in EXCLUSIVE for code in group} <= set(CODES)
