"""Somebody died: what ends that day, what is left to people, and a mistake undone whole."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import CaseFile
from cases.reuniting import deaths
from cases.services.moves import MoveRefused, move
from nps.people.models import MemberRole, Person
from tests.support.accounts import make_agent
from tests.support.cases import applicant_of, make_application, make_case_file, make_member
from tests.support.people import make_household
from tests.support.reuniting import dump

pytestmark = pytest.mark.usefixtures("system")
TODAY = timezone.localdate


@pytest.fixture
def case():
    """A couple; the applicant has a guardian, a piece asked and an award."""
    case = make_case_file()
    make_member(case, MemberRole.PARTNER, given_names="Bea")
    person = applicant_of(case)
    person.mandates.create(
        representative_name="SPÉCIMEN", kind="guardianship", since=TODAY() - timedelta(days=9)
    )
    case.requests.create(
        reference="R-24-1", type_code="bank_details", benefits=["paris_solidarite"], articles=["x"],
        person=person, asked_by=case.referent, state="sent", sent_at=timezone.now(), due_on=TODAY(),
    )  # fmt: skip
    granted = make_application(case, "granted", benefit="paris_solidarite")
    case.awards.create(
        reference="P-24-1", application=granted, benefit=granted.benefit, amount=granted.amount,
        every=granted.every, starts_on=granted.starts_on, ends_on=granted.ends_on,
    )  # fmt: skip
    return case


def heir(case):
    partner = case.household.memberships.filter(role=MemberRole.PARTNER, until=None).first()
    return partner.pk if partner else None


def die(case, **fields):
    told = {"actor": case.referent, "case": case, "person": applicant_of(case), "on": TODAY()}
    return deaths.record_death(**{**told, "applicant": heir(case), **fields})


def test_presence_and_mandates_end_and_nothing_more_is_asked(case):
    person, survivor = applicant_of(case), case.household.memberships.get(role="partner").person
    die(case)
    assert Person.objects.get(pk=person.pk).died_on == TODAY()
    assert not person.memberships.filter(until=None).exists()
    assert person.mandates.get().until == TODAY()
    assert case.requests.get().state == "cancelled"
    assert applicant_of(case) == survivor


def test_awards_are_listed_with_what_is_taken_back_on_succession(case):
    assert deaths.awards_to_settle(case) == []
    die(case)
    (found,) = deaths.awards_to_settle(case)
    assert found.succession == "II-1.1 e/4, III-1.1 e/4"
    assert found.award.state == "active"


def test_undone_as_a_mistake_every_row_is_what_it_was(case):
    before = dump()
    rewrite = die(case)
    deaths.undo_death(actor=case.referent, case=case, rewrite=rewrite, reason="SPÉCIMEN : homonyme")
    assert dump() == before


def test_a_piece_asked_again_since_is_not_asked_twice(case):
    rewrite = die(case)
    person = rewrite.person
    case.requests.create(
        reference="R-24-2", type_code="bank_details", benefits=["x"], articles=["x"], person=person,
        asked_by=case.referent,
    )  # fmt: skip
    deaths.undo_death(actor=case.referent, case=case, rewrite=rewrite, reason="SPÉCIMEN")
    assert case.requests.get(reference="R-24-1").state == "cancelled"


def test_undoing_needs_a_reason(case):
    rewrite = die(case)
    with pytest.raises(MoveRefused, match="motif"):
        deaths.undo_death(actor=case.referent, case=case, rewrite=rewrite, reason=" ")


def test_who_becomes_the_applicant_is_chosen(case):
    with pytest.raises(MoveRefused, match="Choisissez qui devient"):
        die(case, applicant=None)
    assert applicant_of(case).died_on is None


@pytest.mark.parametrize(("days", "says"), [(1, "futur"), (-365 * 120, "avant la naissance")])
def test_a_day_that_cannot_be_is_refused(case, days, says):
    Person.objects.filter(pk=applicant_of(case).pk).update(birth_year=1950)
    with pytest.raises(MoveRefused, match=says):
        die(case, on=TODAY() + timedelta(days=days))


def test_nobody_dies_twice(case):
    person = applicant_of(case)
    die(case)
    with pytest.raises(MoveRefused, match="ne vit plus"):
        die(case, person=person)


def test_the_last_person_leaves_a_file_to_close(case):
    die(case)
    die(case, applicant=None)
    assert deaths.nobody_lives_on(case)
    award = case.awards.get()
    move(award, "end", actor=make_agent("supervisor", site=case.site), on=TODAY(), reason="SPÉCIMEN")
    closed = move(
        CaseFile.objects.get(pk=case.pk), "close", actor=case.referent, closing_reason="deceased", on=TODAY()
    )
    assert closed.state == "closed"


def test_in_a_file_of_another_site_nothing_is_asked_of_the_dead_either(case):
    person = applicant_of(case)
    other = make_agent()
    home = make_household(other)
    home.memberships.create(person=person, role=MemberRole.OTHER_ADULT, since=TODAY())
    elsewhere = make_case_file(other, home)
    request = elsewhere.requests.create(
        reference="R-24-9", type_code="bank_details", benefits=["x"], articles=["x"], person=person,
        asked_by=other,
    )  # fmt: skip
    die(case)
    assert type(request).objects.get(pk=request.pk).state == "cancelled"
    assert not home.memberships.filter(person=person, until=None).exists()
