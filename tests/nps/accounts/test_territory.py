"""Every address of Paris has one site each day, and a change to come never changes the days before it."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nps.accounts.territory import (
    ALL_PARIS,
    ARRONDISSEMENTS,
    Clash,
    Line,
    Map,
    Parity,
    Place,
    Rule,
    RuleKind,
    ground,
    moved,
    place,
    redraw,
    site_for,
)

BEGINNING, TODAY = date(2016, 2, 1), date(2026, 3, 1)
STREETS = ("rue de l’Exemple", "avenue du Spécimen", "quai de la Fiction")
SITES = range(1, 6)


def whole(n: int, site: int, since: date = BEGINNING, until: date | None = None) -> Rule:
    return Rule(ground(RuleKind.ARRONDISSEMENT, n), site, since, until, key=n)


PARIS = [whole(n, n % 5 + 1) for n in ARRONDISSEMENTS]
PERMANENCE = Rule(ground(RuleKind.HOMELESS, ALL_PARIS), 9, BEGINNING, key=99)
FIRST = [*PARIS, PERMANENCE]

days = st.dates(BEGINNING, date(2040, 1, 1))
numbers = st.none() | st.integers(1, 400)
places = st.builds(
    place,
    st.builds(
        lambda n, street: f"{n} {street}" if n else street,
        st.integers(0, 400),
        st.sampled_from((*STREETS, "rue d’Ailleurs", "")),
    ),
    st.integers(1, 20),
    homeless=st.booleans(),
)


@st.composite
def grounds(draw):
    kind, n = draw(st.sampled_from(RuleKind)), draw(st.integers(1, 20))
    if kind in (RuleKind.ARRONDISSEMENT, RuleKind.HOMELESS):
        return ground(kind, draw(st.just(n) if kind == RuleKind.ARRONDISSEMENT else st.integers(0, 20)))
    street = draw(st.sampled_from(STREETS))
    if kind == RuleKind.STREET:
        return ground(kind, n, street)
    first, last, parity = draw(numbers), draw(numbers), draw(st.sampled_from(Parity))
    assume(first or last or parity != Parity.BOTH)
    try:
        return ground(kind, n, street, first, last, parity)
    except ValueError:
        assume(False)


lines = st.builds(Line, grounds(), st.none() | st.sampled_from(SITES))
reorganisations = st.lists(
    st.tuples(st.dates(TODAY, date(2030, 1, 1)), st.lists(lines, max_size=6)), max_size=5
)


def keyed(rules: list[Rule]) -> list[Rule]:
    """As the database gives them back: each with its own key."""
    return [
        Rule(r.ground, r.site, r.since, r.until, r.key if r.key is not None else 1000 + n)
        for n, r in enumerate(rules)
    ]


def after(plan) -> list[Rule]:
    """The map after these reorganisations, those the map refuses left out."""
    known = FIRST
    for on, some in plan:
        try:
            known = keyed(
                redraw([line for line in some if not _takes_paris_away(line)], known, on).upon(known)
            )
        except Clash:
            continue
    return known


def _takes_paris_away(line: Line) -> bool:
    said = line.ground
    needed = said.kind == RuleKind.ARRONDISSEMENT or (
        said.kind == RuleKind.HOMELESS and said.arrondissement == ALL_PARIS
    )
    return needed and line.site is None


@given(reorganisations, places, days)
def test_every_address_of_paris_has_one_site_each_day_whatever_was_reorganised(plan, here, on):
    known = after(plan)
    assert site_for(here, on, known) is not None
    holding = [rule for rule in known if rule.holds_on(on) and rule.ground.holds(here)]
    equally = {(rule.ground.kind, rule.ground.arrondissement) for rule in holding}
    assert len(equally) == len(holding)  # never two answers of one precision


@given(reorganisations, places, days)
def test_the_order_of_rules_changes_nothing(plan, here, on):
    known = after(plan)
    assert site_for(here, on, known) == site_for(here, on, reversed(known))


@given(
    reorganisations, st.tuples(st.dates(TODAY, date(2030, 1, 1)), st.lists(lines, max_size=6)), places, days
)
def test_a_reorganisation_never_changes_a_day_before_its_own(plan, one, here, on):
    known = after(plan)
    effective_on, some = one
    assume(on < effective_on)
    try:
        then = redraw(some, known, effective_on).upon(known)
    except Clash:
        return
    assert site_for(here, on, then) == site_for(here, on, known)


def test_the_most_specific_rule_wins():
    rules = [
        *FIRST,
        Rule(ground(RuleKind.STREET, 18, "rue de l’Exemple"), 2, BEGINNING),
        Rule(ground(RuleKind.PART, 18, "rue de l’Exemple", 1, 49, Parity.ODD), 3, BEGINNING),
    ]
    told = {
        line: site_for(place(line, 18), TODAY, rules)
        for line in ("1 rue de l’Exemple", "49 bis r. de l'exemple", "50 rue de l’Exemple",
                     "rue de l’Exemple", "51 rue de l’Exemple", "1 rue d’Ailleurs")
    }  # fmt: skip
    assert list(told.values()) == [3, 3, 2, 2, 2, 18 % 5 + 1]
    assert site_for(place("1 rue de l’Exemple", 17), TODAY, rules) == 17 % 5 + 1


def test_homeless_people_belong_to_a_permanence_whatever_address_is_written():
    by_place = Rule(ground(RuleKind.HOMELESS, 10), 8, TODAY)
    rules = [*FIRST, by_place]
    assert site_for(place("Domiciliation, 1 rue de l’Exemple", 18, homeless=True), TODAY, rules) == 9
    assert site_for(Place(10, homeless=True), TODAY, rules) == 8
    assert site_for(Place(10, homeless=True), TODAY - timedelta(1), rules) == 9
    assert site_for(Place(None, homeless=True), TODAY, rules) == 9


def test_outside_paris_no_site_is_told():
    assert site_for(place("1 rue de l’Exemple", None), TODAY, FIRST) is None


def test_an_end_day_is_not_included():
    rules = [whole(1, 1, until=TODAY), whole(1, 2, since=TODAY)]
    assert site_for(Place(1), TODAY - timedelta(1), rules) == 1
    assert site_for(Place(1), TODAY, rules) == 2


def test_paris_centre_is_four_arrondissements_of_one_site_from_a_day():
    born = date(2020, 4, 11)
    rules = [whole(n, n, until=born) for n in range(1, 5)] + [whole(n, 50, since=born) for n in range(1, 5)]
    assert [site_for(Place(n), date(2020, 4, 10), rules) for n in range(1, 5)] == [1, 2, 3, 4]
    assert {site_for(Place(n), born, rules) for n in range(1, 5)} == {50}


def test_a_second_reorganisation_before_the_first_one_leaves_the_first_one_its_day():
    later, sooner = date(2027, 1, 1), date(2026, 6, 1)
    line = Line(ground(RuleKind.ARRONDISSEMENT, 18), 5)
    known = keyed(redraw([line], FIRST, later).upon(FIRST))
    known = keyed(redraw([Line(line.ground, 1)], known, sooner).upon(known))
    assert [site_for(Place(18), on, known) for on in (TODAY, sooner, later)] == [4, 1, 5]


def test_a_rule_to_come_can_be_replaced_on_its_own_day():
    on = date(2027, 1, 1)
    said = ground(RuleKind.ARRONDISSEMENT, 18)
    known = keyed(redraw([Line(said, 5)], FIRST, on).upon(FIRST))
    known = keyed(redraw([Line(said, 2)], known, on).upon(known))
    assert [site_for(Place(18), day, known) for day in (TODAY, on)] == [4, 2]


def test_two_rules_as_precise_that_share_a_number_are_refused():
    said = ground(RuleKind.PART, 18, "rue de l’Exemple", 1, 50)
    known = keyed(redraw([Line(said, 1)], FIRST, TODAY).upon(FIRST))
    with pytest.raises(Clash) as clash:
        redraw([Line(ground(RuleKind.PART, 18, "r. de l'exemple", 40, None, Parity.EVEN), 2)], known, TODAY)
    assert clash.value.rule.ground == said
    assert redraw([Line(ground(RuleKind.PART, 18, "rue de l’Exemple", 51, 80), 2)], known, TODAY).added


def test_ending_a_rule_that_is_not_there_is_refused():
    with pytest.raises(Clash):
        redraw([Line(ground(RuleKind.STREET, 18, "rue de l’Exemple"), None)], FIRST, TODAY)


def test_a_street_whose_rule_ends_goes_back_to_its_arrondissement():
    said = ground(RuleKind.STREET, 18, "rue de l’Exemple")
    here = place("4 rue de l’Exemple", 18)
    known = keyed(redraw([Line(said, 1)], FIRST, TODAY).upon(FIRST))
    known = keyed(redraw([Line(said, None)], known, date(2027, 1, 1)).upon(known))
    assert site_for(here, TODAY, known) == 1
    assert site_for(here, date(2027, 1, 1), known) == 4


def test_saying_what_the_map_says_writes_nothing():
    found = redraw([Line(ground(RuleKind.ARRONDISSEMENT, 18), 4)], FIRST, TODAY)
    assert (found.ended, found.added) == ((), ())


def test_numbers_are_drawn_in_to_their_side_of_the_street():
    even = ground(RuleKind.PART, 18, "rue de l’Exemple", 5, 9, Parity.EVEN)
    assert (even.first, even.last) == (6, 8)
    assert ground(RuleKind.PART, 18, "rue de l’Exemple", 5, 5).parity == Parity.ODD
    with pytest.raises(ValueError, match="no number"):
        ground(RuleKind.PART, 18, "rue de l’Exemple", 7, 7, Parity.EVEN)


@given(grounds(), grounds(), st.integers(1, 20), st.sampled_from(STREETS), st.integers(1, 400), st.booleans())
def test_two_grounds_meet_when_some_address_lies_in_both(one, other, n, street, number, homeless):
    here = place(f"{number} {street}", n, homeless=homeless)
    if one.kind == other.kind and one.arrondissement == other.arrondissement:
        assert not (one.holds(here) and other.holds(here)) or one.meets(other)


@given(lines)
def test_a_line_survives_its_draft(line):
    assert Line.of_json(line.as_json()) == line


def test_a_place_moves_only_when_the_two_maps_differ_about_it():
    on = date(2027, 1, 1)
    then = redraw([Line(ground(RuleKind.STREET, 18, "rue de l’Exemple"), 1)], FIRST, on).upon(FIRST)
    before, day = Map(FIRST, TODAY), Map(then, on)
    assert moved(place("4 rue de l’Exemple", 18), before, day) == (4, 1)
    assert moved(place("4 rue d’Ailleurs", 18), before, day) is None
    assert moved(place("4 rue de l’Exemple", None), before, day) is None
