from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.expiry import Claim, Span, expiring, first_gap, unproved_since
from documents.planning import Requirement

ON = date(2024, 1, 31)
PIECES = ("a", "b", "c", "d")
DAYS = 12  # a small world: every day of it can be looked at

moments = st.integers(-3, DAYS + 6).map(lambda n: ON + timedelta(days=n))
spans = st.builds(
    lambda since, until, document: Span(since, max(since, until) if since and until else until, document),
    st.none() | moments,
    st.none() | moments,
    st.integers(1, 9),
)
worlds = st.dictionaries(st.sampled_from(PIECES), st.lists(spans, max_size=3))
pieces = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3, unique=True).map(tuple)
alternatives = st.lists(pieces, min_size=1, max_size=3).map(tuple)
claims = st.lists(
    st.builds(
        Claim,
        st.uuids().map(str),
        st.just("paris_logement"),
        st.none() | moments,
        st.lists(alternatives.map(lambda any_of: Requirement(str(any_of), any_of)), max_size=3).map(tuple),
    ),
    max_size=3,
)


def met(requirement, held, day) -> bool:
    def proved(piece):
        return any((s.since or day) <= day <= (s.until or day) for s in held.get(piece, ()))

    return any(all(proved(piece) for piece in pieces) for pieces in requirement.any_of)


def endangered(claim, held, within):
    """Every day of the window, one by one: the last days of the proofs that a running claim loses."""
    for requirement in claim.requirements:
        day, last = ON, ON + timedelta(days=within)
        while met(requirement, held, day) and day <= last:
            day += timedelta(days=1)
        in_time = claim.ends_on is None or day <= claim.ends_on
        if day > ON and in_time and not met(requirement, held, day):
            yield day - timedelta(days=1)


@given(worlds, claims, st.integers(0, DAYS))
def test_no_endangered_right_is_missed_and_none_is_made_up(held, asked, within):
    told = {}
    for one in expiring(held, asked, ON, within):
        for claim in one.claims:
            told.setdefault(claim.reference, set()).add(one.until)
    assert told == {c.reference: days for c in asked if (days := set(endangered(c, held, within)))}


@given(worlds, claims, st.integers(0, DAYS))
def test_each_line_is_a_paper_that_ends_that_day_within_the_window(held, asked, within):
    for one in expiring(held, asked, ON, within):
        assert ON <= one.until <= ON + timedelta(days=within)
        assert one.document in {s.document for s in held[one.piece] if s.until == one.until}


def claim(*any_of, ends_on=None):
    return Claim("P-24-1", "paris_logement", ends_on, (Requirement("r", any_of),))


def until(day, since=None, document=1):
    return Span(since, day, document)


def found(held, *asked, within=30):
    return [(e.piece, e.until) for e in expiring(held, asked, ON, within)]


def test_the_last_day_of_the_window_is_in_it():
    end = date(2024, 3, 1)  # thirty days after 31 January of a leap year
    assert found({"a": [until(end)]}, claim(("a",))) == [("a", end)]
    assert found({"a": [until(end + timedelta(days=1))]}, claim(("a",))) == []


def test_a_piece_that_expires_today_still_proves_today():
    assert found({"a": [until(ON)]}, claim(("a",))) == [("a", ON)]


def test_what_expired_already_is_missing_not_expiring():
    assert found({"a": [until(ON - timedelta(days=1))]}, claim(("a",))) == []


def test_a_right_that_ends_with_its_piece_loses_nothing():
    end = date(2024, 2, 29)
    assert found({"a": [until(end)]}, claim(("a",), ends_on=end)) == []
    assert found({"a": [until(end)]}, claim(("a",), ends_on=date(2024, 3, 1))) == [("a", end)]


def test_another_alternative_that_lasts_keeps_the_right():
    held = {"a": [until(date(2024, 2, 10))], "b": [until(None)]}
    assert found(held, claim(("a",), ("b",))) == []


def test_a_newer_paper_that_begins_the_next_day_is_a_renewal_and_a_day_later_is_not():
    held = {"a": [until(date(2024, 2, 10)), until(None, since=date(2024, 2, 11))]}
    assert found(held, claim(("a",))) == []
    held = {"a": [until(date(2024, 2, 10)), until(None, since=date(2024, 2, 12))]}
    assert found(held, claim(("a",))) == [("a", date(2024, 2, 10))]


def test_what_no_right_rests_on_is_not_in_the_list():
    assert found({"a": [until(ON)], "b": [until(None)]}, claim(("b",))) == []


def test_one_piece_of_two_rights_is_one_line():
    other = claim(("a",))._replace(reference="A-24-2")
    (one,) = expiring({"a": [until(ON)]}, [claim(("a",)), other], ON, 30)
    assert [c.reference for c in one.claims] == ["P-24-1", "A-24-2"]


requirements = st.lists(pieces, min_size=1, max_size=3).map(lambda any_of: Requirement("one", tuple(any_of)))
days = st.integers(-3, DAYS + 6).map(lambda n: ON + timedelta(days=n))


@given(requirements, worlds, days, st.integers(0, DAYS))
def test_the_first_gap_is_the_first_day_not_proved(requirement, held, since, length):
    until = since + timedelta(days=length)
    every = [since + timedelta(days=n) for n in range(length + 1)]
    expected = next((day for day in every if not met(requirement, held, day)), None)
    assert first_gap(requirement, held, since, until) == expected


@given(requirements, worlds, days)
def test_a_condition_is_unproved_since_the_day_after_the_last_it_was_proved(requirement, held, on):
    before = [on - timedelta(days=n) for n in range(DAYS * 3)]
    last = next((day for day in before if met(requirement, held, day)), None)
    found = unproved_since(requirement, held, on)
    assert found == (None if last in (None, on) else last + timedelta(days=1))
