"""Two records of one person become one, and two again: nothing is lost, nobody sees more than before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.reuniting import people
from cases.services.moves import MoveRefused, NotYours
from eligibility.models import Fact
from nps.journal.models import Entry
from nps.people.models import MemberRole, Person, Rewrite
from nps.people.search import search
from nps.people.selectors import person_for
from nps.people.services import set_iban, set_nir
from nps.people.services.rewrites import empty_old
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_case_file, make_document
from tests.support.people import make_household, make_person
from tests.support.reuniting import dump

pytestmark = pytest.mark.usefixtures("system")
NIR, OTHER_NIR = "295109912611193", "255081416802538"


@pytest.fixture
def supervisor():
    return make_agent("supervisor")


@pytest.fixture
def two(supervisor):
    """Ada Okafor, met twice at one site."""
    kept = make_person(supervisor, "Okafor", "Ada", "04/05/1987", phone="01 23 45 67 89")
    absorbed = make_person(supervisor, "Okafor-Petit", "Ada", "1987", email="ada@specimen.example")
    return kept, absorbed


def merge(supervisor, kept, absorbed, **chosen):
    every = {
        "birth_name": "kept",
        "birth": "kept",
        "phone": "kept",
        "email": "absorbed",
        "given_names": "kept",
    }
    return people.merge_people(actor=supervisor, kept=kept, absorbed=absorbed, chosen={**every, **chosen})


def with_everything(supervisor, person):
    """A file whose every kind of row is about this person."""
    case = make_case_file(supervisor, make_household(supervisor, (person, MemberRole.APPLICANT)))
    document = make_document(case, people=[person])
    make_application(case, "received", applicant=person)
    case.requests.create(
        reference=f"R-24-{person.pk}", type_code="bank_details", benefits=["paris_logement"], articles=["x"],
        person=person, asked_by=supervisor,
    )  # fmt: skip
    Fact.objects.create(
        household=case.household, person=person, name="student", value=True, source="declared",
        recorded_by=supervisor,
    )  # fmt: skip
    person.mandates.create(representative_name="SPÉCIMEN", kind="curatorship", since=timezone.localdate())
    return case, document


def test_everything_that_pointed_to_the_absorbed_record_follows(supervisor, two):
    kept, absorbed = two
    case, document = with_everything(supervisor, absorbed)
    merge(supervisor, kept, absorbed)
    assert case.household.memberships.get().person == kept
    assert case.applications.get().applicant == kept
    assert case.requests.get().person == kept
    assert Fact.objects.get().person == kept
    assert list(document.people.all()) == [kept]
    assert kept.mandates.count() == 1


def test_the_absorbed_record_stays_marked_out_of_search_and_its_links_lead_on(supervisor, two):
    kept, absorbed = two
    merge(supervisor, kept, absorbed)
    assert Person.objects.get(pk=absorbed.pk).merged_into == kept
    assert person_for(supervisor, absorbed.public_id) == kept
    assert [m.person for m in search(actor=supervisor, name="Okafor", given="Ada")] == [kept]


def test_each_value_that_differs_is_chosen(supervisor, two):
    kept, absorbed = two
    with pytest.raises(MoveRefused, match="il en manque 1"):
        merge(supervisor, kept, absorbed, birth="")
    merge(supervisor, kept, absorbed, birth_name="absorbed")
    one = Person.objects.get(pk=kept.pk)
    assert (one.birth_name, one.email, str(one.birth)) == ("Okafor-Petit", absorbed.email, "1987-05-04")
    assert "petit" in one.tokens


@pytest.mark.parametrize("careful", [0, 1])
def test_a_careful_contact_on_either_side_stays_careful(supervisor, two, careful):
    Person.objects.filter(pk=two[careful].pk).update(safe_contact=True)
    merge(supervisor, *two)
    assert Person.objects.get(pk=two[0].pk).safe_contact


def test_undone_every_row_is_what_it_was(supervisor, two):
    kept, absorbed = two
    set_nir(actor=supervisor, person=absorbed, nir=NIR)
    with_everything(supervisor, absorbed)
    with_everything(supervisor, kept)
    before = dump()
    rewrite = merge(supervisor, kept, absorbed, birth_name="absorbed", birth="absorbed")
    assert dump() != before
    people.undo_people(actor=supervisor, rewrite=rewrite, reason="SPÉCIMEN : ce sont deux cousines")
    assert dump() == before
    acts = Entry.objects.filter(act__in=("people.merged", "people.unmerged"))
    assert set(acts.values_list("act", flat=True)) == {"people.merged", "people.unmerged"}


def test_what_was_added_or_changed_since_stays_and_is_told(supervisor, two):
    kept, absorbed = two
    case, _document = with_everything(supervisor, absorbed)
    rewrite = merge(supervisor, kept, absorbed)
    later = make_document(case, people=[kept])
    Person.objects.filter(pk=kept.pk).update(email="autre@specimen.example")
    undone = people.undo_people(actor=supervisor, rewrite=rewrite, reason="SPÉCIMEN")
    assert list(later.people.all()) == [kept]
    assert [
        "documents.supportingdocument_people",
        later.people.through.objects.get(person=kept).pk,
    ] in undone.added
    assert ["people.person", kept.pk] in undone.left
    assert Person.objects.get(pk=kept.pk).email == "autre@specimen.example"


def test_after_thirty_days_the_values_are_erased_and_undoing_says_why_not(supervisor, two):
    rewrite = merge(supervisor, *two)
    assert empty_old(now=timezone.now()) == 0
    Rewrite.objects.filter(pk=rewrite.pk).update(made_at=timezone.now() - timedelta(days=30))
    with pytest.raises(MoveRefused, match="30 jours"):
        people.undo_people(actor=supervisor, rewrite=rewrite, reason="SPÉCIMEN")
    assert empty_old(now=timezone.now()) == 1
    assert empty_old(now=timezone.now()) == 0
    assert Rewrite.objects.get().lines == []


def test_a_number_only_the_absorbed_record_held_is_sealed_for_the_other(supervisor, two):
    kept, absorbed = two
    set_nir(actor=supervisor, person=absorbed, nir=NIR)
    set_iban(actor=supervisor, person=absorbed, iban="FR7630006000011234567890189")
    merge(supervisor, kept, absorbed)
    (found,) = search(actor=supervisor, name="Okafor", nir=NIR)
    assert (found.person, found.score) == (kept, 100)
    assert Person.objects.get(pk=absorbed.pk).nir_index is None


def test_two_numbers_are_two_people_until_one_is_taken_away(supervisor, two):
    kept, absorbed = two
    set_nir(actor=supervisor, person=kept, nir=NIR)
    set_nir(actor=supervisor, person=absorbed, nir=OTHER_NIR)
    with pytest.raises(MoveRefused, match="Retirez le numéro faux"):
        merge(supervisor, kept, absorbed)
    set_nir(actor=supervisor, person=absorbed, nir="")
    merge(supervisor, kept, absorbed)


def test_a_record_is_not_merged_into_itself_nor_twice(supervisor, two):
    kept, absorbed = two
    with pytest.raises(MoveRefused, match="elle-même"):
        merge(supervisor, kept, kept)
    merge(supervisor, kept, absorbed)
    with pytest.raises(MoveRefused, match="déjà réunie"):
        merge(supervisor, absorbed, kept)


def test_a_chain_of_merges_is_followed_and_undone_last_first(supervisor, two):
    first, second = two
    third = make_person(supervisor, "Okafor", "Ada", "04/05/1987")
    before = dump()
    one = merge(
        supervisor, second, first, birth_name="absorbed", birth="absorbed", phone="absorbed", email="kept"
    )
    two_ = merge(supervisor, third, second, birth_name="absorbed", phone="absorbed")
    assert person_for(supervisor, first.public_id) == third
    with pytest.raises(MoveRefused, match="plus récent"):
        people.undo_people(actor=supervisor, rewrite=one, reason="SPÉCIMEN")
    people.undo_people(actor=supervisor, rewrite=two_, reason="SPÉCIMEN")
    people.undo_people(actor=supervisor, rewrite=one, reason="SPÉCIMEN")
    assert dump() == before


def test_registered_twice_in_one_household_is_once_over_both_periods(supervisor, two):
    kept, absorbed = two
    home = make_household(supervisor)
    today = timezone.localdate()
    first = home.memberships.create(person=absorbed, role="child", since=today - timedelta(days=90))
    home.memberships.create(person=kept, role="child", since=today - timedelta(days=10))
    before = dump()
    rewrite = merge(supervisor, kept, absorbed)
    (now,) = [m for m in home.memberships.all() if m.person == kept]
    assert (now.since, now.until) == (first.since, None)
    people.undo_people(actor=supervisor, rewrite=rewrite, reason="SPÉCIMEN")
    assert dump() == before


def test_husband_and_wife_are_not_one_person(supervisor, two):
    make_household(supervisor, (two[0], MemberRole.APPLICANT), (two[1], MemberRole.PARTNER))
    with pytest.raises(MoveRefused, match="couple"):
        merge(supervisor, *two)


def test_a_file_of_another_site_is_neither_touched_nor_shown(supervisor, two):
    other = make_agent("supervisor")
    make_case_file(other, make_household(other, (two[1], MemberRole.APPLICANT)))
    with pytest.raises(MoveRefused, match="transfert"):
        merge(supervisor, *two)
    assert not Rewrite.objects.exists()


def test_a_social_worker_does_not_merge(two):
    with pytest.raises(NotYours):
        merge(make_agent(), *two)


def test_nothing_is_merged_under_an_open_proposal(supervisor, two):
    case = make_case_file(supervisor, make_household(supervisor, (two[1], MemberRole.APPLICANT)))
    make_application(case, "proposed", applicant=two[1])
    with pytest.raises(MoveRefused, match="attend sa décision"):
        merge(supervisor, *two)


def test_facts_that_disagree_stand_side_by_side(supervisor, two):
    kept, absorbed = two
    home = make_household(supervisor)
    for person, value in ((kept, True), (absorbed, False)):
        home.memberships.create(person=person, role="child", since=timezone.localdate())
        Fact.objects.create(
            household=home,
            person=person,
            name="student",
            value=value,
            source="declared",
            recorded_by=supervisor,
        )
    rewrite = merge(supervisor, kept, absorbed)
    stands, doubt = Fact.objects.order_by("pk")
    assert (stands.value, doubt.value, doubt.contests, doubt.person) == (True, False, stands, kept)
    people.undo_people(actor=supervisor, rewrite=rewrite, reason="SPÉCIMEN")
    assert not Fact.objects.exclude(contests=None).exists()
