"""The plan is the cheapest there is: brute force agrees on thousands of small cases."""

from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import planning
from documents.planning import Impossible, Requirement, avoided, plan

PIECES = "abcdefg"


def need(name, *alternatives):
    return Requirement(name, tuple(tuple(alternative) for alternative in alternatives))


def brute(requirements, held, costs):
    """Cost, requests and pieces relied on of the best of all subsets."""
    named = sorted({p for r in requirements for a in r.any_of for p in a})
    subsets = (set(chosen) for size in range(len(named) + 1) for chosen in combinations(named, size))
    return min(
        (
            sum((Fraction(repr(costs.get(p, 1))) for p in relied_on - held), Fraction()),
            len(relied_on - held),
            len(relied_on),
            sorted(relied_on - held),
            sorted(relied_on & held),
        )
        for relied_on in subsets
        if all(any(relied_on.issuperset(a) for a in r.any_of) for r in requirements)
    )


alternatives = st.lists(st.lists(st.sampled_from(PIECES), max_size=3), min_size=1, max_size=4)
prices = st.sampled_from([0, 1, 2, 0.1, 0.2, 0.3, 2.5, 1e-9, 10**12])


@settings(max_examples=3000, deadline=None)
@given(
    wanted=st.lists(alternatives, max_size=7),
    held=st.sets(st.sampled_from(PIECES), max_size=3),
    costs=st.dictionaries(st.sampled_from(PIECES), prices),
)
def test_brute_force_finds_nothing_better(wanted, held, costs):
    requirements = [need(f"r{number}", *any_of) for number, any_of in enumerate(wanted)]
    found = plan(requirements, held, costs)
    cost, _, _, requests, relied_on = brute(requirements, held, costs)
    assert (list(found.requests), found.cost, found.proven_minimal) == (requests, float(cost), True)
    assert all(found.answers[r.id] in r.any_of for r in requirements)
    assert all({*requests, *relied_on}.issuperset(found.answers[r.id]) for r in requirements)


@settings(max_examples=300, deadline=None)
@given(
    wanted=st.lists(
        st.lists(st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=2), min_size=2, max_size=3),
        min_size=8,
        max_size=16,
    )
)
def test_brute_force_finds_nothing_better_where_everything_is_tangled(wanted):
    requirements = [need(f"r{number}", *any_of) for number, any_of in enumerate(wanted)]
    assert list(plan(requirements, ()).requests) == brute(requirements, set(), {})[3]


def test_ties_go_to_the_fewest_pieces_then_to_alphabetical_order():
    costs = {"a": 1, "b": 1, "c": 2, "d": 2}
    assert plan([need("r", "ab", "c")], (), costs).requests == ("c",)
    assert plan([need("r", "d", "c")], (), costs).requests == ("c",)
    assert plan([need("r", "bc", "ad")], (), costs).requests == ("a", "d")


def test_tenths_add_up_as_people_count():
    assert plan([need("r", "ab", "c")], (), {"a": 0.1, "b": 0.2, "c": 0.3}).requests == ("c",)


def test_a_free_piece_is_not_asked_for_without_need():
    assert plan([need("r", "a", "b")], ("b",), {"a": 0}).requests == ()


def test_what_is_held_is_preferred_in_the_answer():
    found = plan([need("r", "ab", "cd")], "cd")
    assert (found.requests, found.answers) == ((), {"r": ("c", "d")})


def test_a_requirement_without_alternative_is_named():
    with pytest.raises(Impossible, match="^r2: ") as caught:
        plan([need("r1", "a"), Requirement("r2", ())], ())
    assert caught.value.requirement == "r2"


@pytest.mark.parametrize("cost", [-1, float("nan"), float("inf"), "1", None, True])
def test_a_cost_that_is_none_is_refused(cost):
    with pytest.raises(ValueError, match="^a: "):
        plan([], (), {"a": cost})


def test_when_the_search_gives_up_the_plan_still_holds_and_says_it_is_not_proved(monkeypatch):
    monkeypatch.setattr(planning, "STEPS", 1)
    ring = PIECES * 2
    requirements = [need(f"r{n}", ring[n], ring[n + 1], ring[n + 3]) for n in range(7)]
    found = plan(requirements, ())
    assert not found.proven_minimal
    assert all(set(found.requests).issuperset(found.answers[r.id]) for r in requirements)


def test_a_long_chain_does_not_exhaust_the_interpreter():
    names = [f"p{number:04}" for number in range(400)]
    found = plan([need(f"r{n}", (a,), (b,)) for n, (a, b) in enumerate(pairwise(names))], ())
    assert len(found.requests) >= 200
    assert not found.proven_minimal or len(found.requests) == 200


def test_of_two_equal_lists_the_one_relying_on_fewer_pieces_wins():
    assert plan([need("r", ("b",), ("a", "held"))], {"held"}).requests == ("b",)
    assert plan([need("r", ("b", "also held"), ("a", "held"))], {"held", "also held"}).requests == ("a",)


def test_a_household_s_pieces_bind_its_people_together():
    people = [f"p{number}" for number in range(8)]
    needs = [need(f"address {p}", (f"bill:{p}",), ("lease:home",)) for p in people]
    assert plan(needs, ()).requests == ("lease:home",)


# --- how much is avoided ---


def test_what_sharing_and_the_vault_avoid_adds_up_and_counts_once():
    aids = {
        "logement": [need("1", "a"), need("2", "b")],
        "energie": [need("3", "a"), need("4", "c")],
        "sante": [need("5", "a"), need("6", "a")],
    }
    everything = [r for own in aids.values() for r in own]
    now = plan(everything, "b")
    saving = avoided(aids, now, "b")
    assert saving.alone_by_benefit == {"logement": 2, "energie": 2, "sante": 1}
    assert (saving.alone, saving.asked) == (5, 2)
    assert (saving.by_sharing, saving.by_vault, saving.avoided) == (2, 1, 3)


@given(
    wanted=st.lists(st.lists(alternatives, max_size=3), min_size=1, max_size=3),
    held=st.sets(st.sampled_from(PIECES), max_size=3),
)
def test_the_saving_is_never_negative_and_its_parts_add_up(wanted, held):
    aids = {
        f"aid{n}": [need(f"{n}.{m}", *any_of) for m, any_of in enumerate(own)] for n, own in enumerate(wanted)
    }
    saving = avoided(aids, plan([r for own in aids.values() for r in own], held), held)
    assert saving.avoided == saving.by_sharing + saving.by_vault == saving.alone - saving.asked
    assert min(saving.by_sharing, saving.by_vault, saving.avoided) >= 0


def test_a_plan_that_asks_again_for_what_is_held_is_not_counted():
    with pytest.raises(ValueError, match="asks again for what is held: a"):
        avoided({"aid": [need("1", "a")]}, plan([need("1", "a")], ()), "a")
