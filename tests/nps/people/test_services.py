"""The acts of the counter: search first, once, journaled, never by somebody who may not."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from nps.accounts.models import Role
from nps.journal.models import Entry
from nps.people import selectors
from nps.people.faults import DifferenceMissing, PeopleFault
from nps.people.models import MemberRole, NameToken, Person
from nps.people.services import (
    add_mandate,
    add_member,
    arrondissement_of,
    change_applicant,
    choose_found,
    create_household,
    end_membership,
    found_link,
    move_household,
    register_person,
    search_first,
    searched_of,
    update_contact,
)
from nps.people.tokens import LIFE, TokenExpired, TokenRefused, issue
from nps.ui.dates import PartialDate, read_date
from tests.support.accounts import make_agent
from tests.support.people import SINCE, make_household, make_person

LATER = dt.date(2024, 6, 1)
TODAY = dt.date(2024, 9, 1)


def acts():
    return list(Entry.objects.order_by("at", "id").values_list("act", flat=True))


def token_for(agent, name="Okafor", **known):
    return search_first(actor=agent, name=name, **known).token


def old(agent, minutes):
    content = [{"name": "Okafor", "given": "", "birth": "", "nir": ""}, False, ""]
    return issue("searched", agent.pk, content, at=timezone.now() - dt.timedelta(minutes=minutes))


def test_a_person_is_registered_after_a_search_and_journaled(agent):
    person = register_person(
        actor=agent,
        token=token_for(agent),
        birth_name="Okafor",
        given_names="Ada",
        birth=read_date("05/1987"),
        safe_contact=True,
    )
    kept = Person.objects.get()
    assert (kept, kept.birth, kept.created_by) == (person, PartialDate(1987, 5), agent)
    assert acts() == ["people.searched", "people.registered"]


def test_the_journal_never_holds_what_was_searched_or_registered(agent):
    make_person(agent, "Canaryname", "Canarygiven", "04/05/1987", phone="0199000000")
    for entry in Entry.objects.order_by("at"):
        assert "anary" not in str(entry.data)
        assert "0199" not in str(entry.data)


@pytest.mark.parametrize("token", ["", "x", "né", "AAAA" * 40])
def test_without_a_search_nobody_is_registered(agent, token):
    with pytest.raises(TokenRefused):
        register_person(actor=agent, token=token, birth_name="Okafor")
    assert not Person.objects.exists()


def test_the_search_of_another_agent_opens_nothing(agent):
    with pytest.raises(TokenRefused):
        register_person(actor=make_agent(), token=token_for(agent), birth_name="Okafor")


def test_a_search_is_good_for_thirty_minutes(agent):
    minutes = LIFE.total_seconds() / 60
    assert minutes == 30
    searched_of(actor=agent, token=old(agent, minutes - 1))
    with pytest.raises(TokenExpired):
        register_person(actor=agent, token=old(agent, minutes + 1), birth_name="Okafor")


def test_a_link_to_somebody_found_does_not_open_registration(agent):
    link = found_link(actor=agent, person=make_person(agent))
    with pytest.raises(TokenRefused):
        register_person(actor=agent, token=link, birth_name="Okafor")


def test_a_token_carries_what_was_searched_and_shows_none_of_it(agent):
    token = token_for(agent, name="Canary", given="Ada", birth=read_date("05/1987"), nir="295109912611193")
    sought = searched_of(actor=agent, token=token).sought
    assert (sought.name, sought.given, sought.birth) == ("Canary", "Ada", PartialDate(1987, 5))
    assert "Canary" not in token


def test_somebody_very_alike_asks_for_a_written_difference(agent):
    twin = make_person(agent, "Okafor", "Ada", "04/05/1987")
    known = {"birth_name": "Okafor", "given_names": "Adaeze", "birth": read_date("04/05/1987")}
    with pytest.raises(DifferenceMissing) as refusal:
        register_person(actor=agent, token=token_for(agent), **known)
    assert [match.person for match in refusal.value.matches] == [twin]
    register_person(actor=agent, token=token_for(agent), differs_because="sa jumelle", **known)
    entry = Entry.objects.get(act="people.registered", reason="sa jumelle")
    assert entry.data["alike"][0][0] == twin.pk


def test_the_difference_is_asked_even_when_the_name_typed_later_is_another(agent):
    make_person(agent, "Okafor", "Ada", "04/05/1987")
    token = token_for(agent, given="Ada", birth=read_date("04/05/1987"))
    with pytest.raises(DifferenceMissing):
        register_person(actor=agent, token=token, birth_name="Tout-Autre")


def test_a_namesake_born_another_day_is_registered_freely(agent):
    make_person(agent, "Okafor", "Ada", "04/05/1987")
    token = token_for(agent, given="Ada", birth=read_date("19/11/1950"))
    register_person(
        actor=agent, token=token, birth_name="Okafor", given_names="Ada", birth=read_date("19/11/1950")
    )


def test_a_refused_registration_teaches_nothing(agent):
    nir = "295109912611193"
    make_person(agent, "Okafor", "Ada", nir=nir)
    words = set(NameToken.objects.values_list("token", flat=True))
    with pytest.raises(PeopleFault, match="autre fiche"):
        make_person(agent, "Martin", "Luc", nir=nir)
    with pytest.raises(PeopleFault, match="une lettre"):
        register_person(actor=agent, token=token_for(agent), birth_name="?")
    assert set(NameToken.objects.values_list("token", flat=True)) == words


def test_somebody_found_is_chosen_by_the_agent_who_searched(agent):
    person = make_person(agent)
    link = found_link(actor=agent, person=person, household="h")
    assert choose_found(actor=agent, token=link) == (person, "h")
    assert acts()[-1] == "people.chosen"
    with pytest.raises(TokenRefused):
        choose_found(actor=make_agent(), token=link)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_other_roles_do_nothing_here(agent, role):
    person = make_person(agent)
    outsider = make_agent(role)
    for act in (
        lambda: search_first(actor=outsider, name="Okafor"),
        lambda: register_person(actor=outsider, token="x", birth_name="Okafor"),
        lambda: create_household(actor=outsider, applicant=person),
        lambda: update_contact(actor=outsider, person=person, safe_contact=True, phone="", email=""),
        lambda: choose_found(actor=outsider, token="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_contact_is_changed_and_the_journal_says_which_not_what(agent):
    person = make_person(agent)
    for _again in range(2):
        update_contact(actor=agent, person=person, safe_contact=True, phone="01 99 00 00 00", email="")
    (entry,) = Entry.objects.filter(act="people.contact_updated")
    assert entry.data == {"changed": ["safe_contact", "phone"]}


@pytest.fixture
def ada(agent):
    return make_person(agent, "Okafor", "Ada", "04/05/1987")


@pytest.fixture
def sam(agent):
    return make_person(agent, "Okafor", "Sam", "2016")


@pytest.fixture
def household(agent, ada, sam):
    return make_household(agent, (ada, MemberRole.APPLICANT), (sam, MemberRole.CHILD))


def test_who_lives_where_is_known_day_by_day(agent, household, ada, sam):
    lina = make_person(agent, "Okafor", "Lina", "2021")
    leo = make_person(agent, "Okafor", "Léo")
    for person in (leo, lina):
        add_member(actor=agent, household=household, person=person, role=MemberRole.CHILD, since=LATER)
    (of_sam,) = household.memberships.filter(person=sam)
    end_membership(actor=agent, membership=of_sam, until=LATER)
    assert [m.person for m in selectors.members_on(household, SINCE)] == [ada, sam]
    assert [m.person for m in selectors.members_on(household, LATER)] == [ada, lina, leo]
    assert selectors.applicant_on(household, TODAY) == ada
    assert selectors.applicant_on(household, SINCE - dt.timedelta(days=1)) is None


def test_a_second_partner_or_the_same_person_twice_is_refused_in_words(agent, household, ada, sam):
    with pytest.raises(PeopleFault, match="vit déjà"):
        add_member(actor=agent, household=household, person=sam, role=MemberRole.CHILD, since=LATER)
    for name in ("Luc", "Jean"):
        partner = make_person(agent, "Martin", name)
        add = {"actor": agent, "household": household, "role": MemberRole.PARTNER, "since": LATER}
        if name == "Luc":
            add_member(person=partner, **add)
        else:
            with pytest.raises(PeopleFault, match="déjà un conjoint"):
                add_member(person=partner, **add)
    other = make_person(agent, "Petit", "Eve")
    with pytest.raises(PeopleFault, match="demandeur principal"):
        add_member(actor=agent, household=household, person=other, role=MemberRole.APPLICANT, since=LATER)


def test_the_applicant_leaves_only_when_somebody_takes_the_place(agent, household, ada, sam):
    (of_ada,) = household.memberships.filter(person=ada)
    (of_sam,) = household.memberships.filter(person=sam)
    with pytest.raises(PeopleFault, match="Choisissez d’abord"):
        end_membership(actor=agent, membership=of_ada, until=LATER)
    change_applicant(actor=agent, membership=of_sam, on=LATER, stays_as=None)
    assert [m.person for m in selectors.members_on(household, TODAY)] == [sam]
    assert selectors.applicant_on(household, SINCE) == ada


def test_the_former_applicant_may_stay(agent, household, ada, sam):
    (of_sam,) = household.memberships.filter(person=sam)
    change_applicant(actor=agent, membership=of_sam, on=LATER, stays_as=MemberRole.OTHER_ADULT)
    roles = [(m.person, m.role) for m in selectors.members_on(household, TODAY)]
    assert roles == [(sam, MemberRole.APPLICANT), (ada, MemberRole.OTHER_ADULT)]


def test_dates_in_the_wrong_order_are_told(agent, household, sam):
    (of_sam,) = household.memberships.filter(person=sam)
    with pytest.raises(PeopleFault, match="avant l’arrivée"):
        end_membership(actor=agent, membership=of_sam, until=dt.date(2020, 1, 1))
    end_membership(actor=agent, membership=of_sam, until=LATER)
    with pytest.raises(PeopleFault, match="déjà quitté"):
        end_membership(actor=agent, membership=of_sam, until=LATER)
    with pytest.raises(PeopleFault, match="La fin est avant"):
        add_mandate(actor=agent, person=sam, representative_name="X", kind="parent", since=LATER, until=SINCE)


def test_moving_keeps_the_former_address(agent, household):
    there = {"line": "3 rue SPÉCIMEN", "postcode": "75116", "city": "Paris"}
    first = move_household(actor=agent, household=household, since=LATER, **there)
    again = move_household(actor=agent, household=household, since=LATER, **there)
    assert first == again
    assert selectors.address_on(household, SINCE).arrondissement == 20
    assert selectors.address_on(household, LATER).arrondissement == 16
    with pytest.raises(PeopleFault, match="plus récente"):
        move_household(
            actor=agent, household=household, since=SINCE, line="x", postcode="75001", city="Paris"
        )


@pytest.mark.parametrize(
    ("postcode", "number"),
    [("75001", 1), ("75020", 20), ("75116", 16), ("75021", None), ("93100", None), ("", None)],
)
def test_the_postcode_tells_the_arrondissement(postcode, number):
    assert arrondissement_of(postcode) == number


def test_who_acts_for_a_person_is_known_day_by_day(agent, sam):
    add_mandate(
        actor=agent,
        person=sam,
        representative_name="SPÉCIMEN Association",
        kind="guardianship",
        since=SINCE,
        until=LATER,
    )
    assert selectors.mandates_on([sam], SINCE).count() == 1
    assert not selectors.mandates_on([sam], LATER).exists()


def test_a_safe_contact_shows_no_arrondissement_nor_does_a_child_who_lives_there(agent, household, ada, sam):
    update_contact(actor=agent, person=ada, safe_contact=True, phone="", email="")
    ada.refresh_from_db()
    assert selectors.arrondissements_of([ada, sam], TODAY) == {}
