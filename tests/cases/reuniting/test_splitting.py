"""A household parts: two files, nothing asked again, and nobody on one side learns where the other lives."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import CaseFile
from cases.models.share import Section
from cases.reuniting import splitting
from cases.reuniting.splitting import Address, Parting, part_household
from cases.services.moves import Blocked, MoveRefused
from documents.holdings import held_pieces
from eligibility.models import Fact
from nps.people.models import MemberRole, Person
from nps.people.selectors import arrondissements_of
from tests.support.accounts import make_agency, make_agent, sign_in
from tests.support.cases import (
    applicant_of,
    make_application,
    make_case_file,
    make_document,
    make_member,
    make_share,
)
from tests.support.client import Browser

pytestmark = pytest.mark.usefixtures("system")
CANARY = "9 impasse du Canari-Zzyx"


@pytest.fixture
def family():
    """A couple and a child of ten; the partner leaves."""
    case = make_case_file()
    partner = make_member(case, MemberRole.PARTNER, given_names="Bea", birth="01/02/1988")
    child = make_member(case, MemberRole.CHILD, given_names="Sam", birth="03/04/2016")
    return case, partner, child


def membership(case, person):
    return case.household.memberships.get(person=person, until=None).pk


def parting(case, *leaving, **fields):
    roles = {membership(case, person): role for person, role in leaving}
    return Parting(**{"leaving": roles, "on": timezone.localdate(), **fields})


def test_who_leaves_has_a_file_of_the_same_site_and_referent(family):
    case, partner, child = family
    colleague = make_agent(site=case.site)
    new = part_household(
        actor=colleague, case=case,
        parting=parting(case, (partner, MemberRole.APPLICANT), (child, MemberRole.CHILD)),
    )  # fmt: skip
    assert (new.site, new.referent, new.state) == (case.site, case.referent, "intake")
    assert {m.person for m in new.household.memberships.filter(until=None)} == {partner, child}
    assert [m.person for m in case.household.memberships.filter(until=None)] == [applicant_of(case)]


def test_a_child_in_shared_custody_lives_in_both_homes(family):
    case, partner, child = family
    told = parting(
        case, (partner, MemberRole.APPLICANT), (child, MemberRole.CHILD), shared={membership(case, child)}
    )
    new = part_household(actor=case.referent, case=case, parting=told)
    assert child.memberships.filter(until=None).count() == 2
    for household in (case.household, new.household):
        assert household.facts.get(person=child, name="shared_custody", replaced_at=None).value is True


def test_facts_follow_the_person_and_those_of_the_couple_are_unknown(family):
    case, partner, _child = family
    for person, name, value in (
        (partner, "incomes.wage", 900),
        (None, "couple", "married"),
        (None, "housing.rent", 700),
    ):
        Fact.objects.create(
            household=case.household, person=person, name=name, value=value, source="declared",
            recorded_by=case.referent,
        )  # fmt: skip
    new = part_household(
        actor=case.referent, case=case, parting=parting(case, (partner, MemberRole.APPLICANT))
    )
    assert [(fact.person, fact.name) for fact in new.household.facts.all()] == [(partner, "incomes.wage")]
    assert not case.household.facts.filter(name="couple", replaced_at=None).exists()
    assert case.household.facts.get(name="housing.rent").replaced_at is None


def test_pieces_about_those_who_leave_are_proposed_and_answer_without_being_asked_again(family):
    case, partner, _child = family
    own = make_document(case, type="identity_card", people=[partner])
    both = make_document(case, type="tax_notice", period="2023", people=[partner, applicant_of(case)])
    other = make_document(case, type="identity_card", people=[applicant_of(case)])
    offered = dict(splitting.documents_to_choose(case, [partner]))
    assert (offered[own], offered[both]) == (True, False)
    assert other not in offered
    told = parting(case, (partner, MemberRole.APPLICANT), documents={own.pk})
    new = part_household(actor=case.referent, case=case, parting=told)
    copy = new.household.documents.get()
    assert (copy.content, copy.state, list(copy.people.all())) == (own.content, "accepted", [partner])
    assert f"identity_card:{partner.public_id}" in held_pieces(new.household, timezone.localdate())
    assert case.household.documents.count() == 3


def test_a_piece_chosen_that_names_both_says_nothing_of_who_stays(family):
    case, partner, _child = family
    both = make_document(case, type="tax_notice", period="2023", people=[partner, applicant_of(case)])
    new = part_household(
        actor=case.referent, case=case,
        parting=parting(case, (partner, MemberRole.APPLICANT), documents={both.pk}),
    )  # fmt: skip
    assert list(new.household.documents.get().people.all()) == [partner]


def test_a_piece_of_another_file_cannot_be_chosen(family):
    case, partner, _child = family
    foreign = make_document(make_case_file())
    told = parting(case, (partner, MemberRole.APPLICANT), documents={foreign.pk})
    with pytest.raises(MoveRefused, match="n’est plus acceptée"):
        part_household(actor=case.referent, case=case, parting=told)
    assert CaseFile.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda case, told: {**told, "leaving": {}}, "au moins une personne"),
        (lambda case, told: {**told, "on": case.opened_on - timedelta(days=3650)}, "avant l’arrivée"),
        (
            lambda case, told: {
                **told,
                "leaving": {m.pk: MemberRole.APPLICANT for m in case.household.memberships.all()},
            },
            "un seul demandeur",
        ),
        (
            lambda case, told: {
                **told,
                "leaving": {membership(case, applicant_of(case)): MemberRole.APPLICANT},
            },
            "choisissez qui le devient",
        ),
        (lambda case, told: {**told, "shared": set(told["leaving"])}, "garde alternée"),
    ],
)
def test_what_does_not_hold_together_is_refused_and_changes_nothing(family, change, says):
    case, partner, _child = family
    told = vars(parting(case, (partner, MemberRole.APPLICANT)))
    with pytest.raises(MoveRefused, match=f"(?i){says}"):
        part_household(actor=case.referent, case=case, parting=Parting(**change(case, told)))
    assert CaseFile.objects.count() == 1


def test_when_the_applicant_leaves_somebody_who_stays_becomes_it(family):
    case, partner, _child = family
    leaves = applicant_of(case)
    told = parting(case, (leaves, MemberRole.APPLICANT), stays_applicant=membership(case, partner))
    part_household(actor=case.referent, case=case, parting=told)
    assert applicant_of(case) == partner


def test_a_closed_file_does_not_part(family):
    case, partner, _child = family
    told = parting(case, (partner, MemberRole.APPLICANT))
    CaseFile.objects.filter(pk=case.pk).update(
        state="closed", closed_on=timezone.localdate(), closing_reason="at_request"
    )
    with pytest.raises(Blocked):
        part_household(actor=case.referent, case=CaseFile.objects.get(pk=case.pk), parting=told)


def test_what_rested_on_who_lived_there_is_listed_and_left_to_people(family):
    case, partner, _child = family
    application = make_application(case, "received")
    share = make_share(case)
    part_household(actor=case.referent, case=case, parting=parting(case, (partner, MemberRole.APPLICANT)))
    found = splitting.to_review(case)
    assert (found.applications, found.shares) == ([application], [share])
    assert application.state == "received"


@pytest.mark.usefixtures("one_factor")
def test_nobody_on_the_former_side_learns_the_new_address(family):
    """Violence at home: pages, journal and partner of the former file are read."""
    case, partner, child = family
    agency = make_agency()
    everything = [Section.IDENTITY, Section.APPLICATIONS]
    share = make_share(case, agency, sections=everything)
    told = parting(
        case, (partner, MemberRole.APPLICANT), (child, MemberRole.CHILD), shared={membership(case, child)},
        careful=True, address=Address(CANARY, "75013", "Paris"),
    )  # fmt: skip
    new = part_household(actor=case.referent, case=case, parting=told)
    assert Person.objects.get(pk=partner.pk).safe_contact
    places = arrondissements_of([partner, child, applicant_of(case)], timezone.localdate())
    assert set(places.values()) == {20}
    pages = ("", "household/", "situation/", "documents/", "letters/", "shares/", "journal/", "applications/")
    for agent, paths in (
        (case.referent, [f"/cases/{case.reference}/{page}" for page in pages]),
        (make_agent("partner", agency=agency), ["/partner/", f"/partner/cases/{share.public_id}/"]),
    ):
        browser = Browser()
        sign_in(browser, agent)
        for path in paths:
            page = browser.get(path)
            assert page.status_code == 200, path
            for hidden in (CANARY, "Zzyx", "75013", new.reference):
                assert hidden not in page.content.decode(), (path, hidden)
