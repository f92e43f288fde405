"""Two files of one family become one, and two again: nothing lost, nothing widened."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import CaseFile, Note, Share
from cases.models.share import Section
from cases.partners.selectors import share_for
from cases.reuniting import files
from cases.reuniting.reading import goes_on_in, references_with
from cases.services.moves import Blocked, MoveRefused, NotYours, move
from cases.services.sharing import suspend_share
from eligibility.models import Fact, RadarObjection
from nps.people.models import MemberRole, Membership
from tests.support.accounts import make_agency, make_agent
from tests.support.cases import (
    applicant_of,
    make_application,
    make_case_file,
    make_document,
    make_member,
    make_rights_check,
    make_share,
)
from tests.support.reuniting import dump

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture
def supervisor():
    return make_agent("supervisor")


@pytest.fixture
def two(supervisor):
    """The same family met twice at one site."""
    return make_case_file(supervisor), make_case_file(supervisor)


def merge(supervisor, kept, absorbed, **choices):
    roles = {
        m.pk: MemberRole.OTHER_ADULT
        for m in absorbed.household.memberships.filter(until=None, role__in=("applicant", "partner"))
    }
    told = {"followed_as": "kept", "address": "kept", "roles": roles}
    return files.merge_files(actor=supervisor, kept=kept, absorbed=absorbed, **{**told, **choices})


def filled(supervisor, case):
    """One row of every kind that goes with a file."""
    today, now = timezone.localdate(), timezone.now()
    make_document(case)
    make_application(case, "received", benefit=f"loisirs_{case.pk}")
    make_rights_check(case)
    case.tasks.create(label="SPÉCIMEN", due_on=today, assignee=supervisor, made_by=supervisor)
    case.notes.create(
        number=1, kind="instruction", author=supervisor, written_by=supervisor, text="SPÉCIMEN",
        created_at=now, written_at=now,
    )  # fmt: skip
    Fact.objects.create(
        household=case.household, name="housing.rent", value=800 + case.pk, source="declared",
        recorded_by=supervisor,
    )  # fmt: skip
    make_member(case, given_names="Sam")


def test_everything_of_the_closed_file_is_in_the_one_that_goes_on(supervisor, two):
    kept, absorbed = two
    filled(supervisor, absorbed)
    merge(supervisor, kept, absorbed)
    assert kept.household.documents.count() == kept.applications.count() == kept.tasks.count() == 1
    assert kept.notes.get().text == "SPÉCIMEN"
    assert kept.household.memberships.filter(until=None).count() == 3
    closed = CaseFile.objects.get(pk=absorbed.pk)
    assert (closed.state, closed.closing_reason) == ("closed", "merged")
    assert references_with(kept) == [kept.reference, absorbed.reference]
    assert goes_on_in(supervisor, closed) == kept


@pytest.mark.parametrize("state", ["intake", "assessment", "processing", "follow_up"])
def test_undone_every_row_and_state_is_what_it_was(supervisor, two, state):
    kept, absorbed = two
    for case in two:
        filled(supervisor, case)
        make_share(case, sections=[Section.IDENTITY, Section.APPLICATIONS])
    make_share(absorbed, documents=[make_document(absorbed)])
    CaseFile.objects.filter(pk=absorbed.pk).update(state=state)
    before = dump()
    rewrite = merge(supervisor, kept, absorbed, address="absorbed", followed_as="absorbed")
    files.undo_files(actor=supervisor, rewrite=rewrite, reason="SPÉCIMEN : deux familles")
    assert dump() == before


def test_values_that_disagree_stand_side_by_side(supervisor, two):
    kept, absorbed = two
    for case in two:
        filled(supervisor, case)
    merge(supervisor, kept, absorbed)
    stands = kept.household.facts.get(name="housing.rent", contests=None)
    assert stands.value == 800 + kept.pk
    assert stands.contested_by.get().value == 800 + absorbed.pk


def test_who_is_in_both_households_is_there_once(supervisor, two):
    kept, absorbed = two
    person = applicant_of(kept)
    Membership.objects.filter(household=absorbed.household).update(person=person)
    merge(supervisor, kept, absorbed, roles={})
    (member,) = kept.household.memberships.filter(until=None)
    assert (member.person, member.role) == (person, "applicant")


def test_two_applicants_cannot_stand(supervisor, two):
    with pytest.raises(MoveRefused, match="un seul demandeur"):
        merge(supervisor, *two, roles={})


def test_the_address_chosen_goes_on(supervisor, two):
    kept, absorbed = two
    absorbed.household.addresses.update(
        line="7 rue de l’Autre SPÉCIMEN", since=timezone.localdate() - timedelta(9)
    )
    merge(supervisor, kept, absorbed, address="absorbed")
    assert kept.household.addresses.get(until=None).line == "7 rue de l’Autre SPÉCIMEN"
    assert kept.household.addresses.exclude(until=None).get().line == "12 rue SPÉCIMEN"


@pytest.mark.parametrize("state", ["draft", "received", "under_review"])
def test_the_same_benefit_asked_in_both_is_settled_first(supervisor, two, state):
    for case in two:
        make_application(case, state)
    (obstacle,) = files.obstacles(supervisor, *two)
    assert "sans suite" in obstacle.says
    assert obstacle.url
    with pytest.raises(MoveRefused, match="sans suite"):
        merge(supervisor, *two)


def test_a_proposal_that_waits_is_decided_first(supervisor, two):
    make_application(two[1], "proposed")
    with pytest.raises(MoveRefused, match="attend sa décision"):
        merge(supervisor, *two)


def test_the_same_award_in_both_is_settled_first(supervisor, two):
    for n, case in enumerate(two):
        granted = make_application(case, "granted")
        case.awards.create(
            reference=f"P-24-{n}", application=granted, benefit=granted.benefit, amount=granted.amount,
            every=granted.every, starts_on=granted.starts_on, ends_on=granted.ends_on,
        )  # fmt: skip
    with pytest.raises(MoveRefused, match="accordée dans les deux"):
        merge(supervisor, *two)


def test_a_share_never_shows_more_than_was_agreed_to(supervisor, two):
    kept, absorbed = two
    agency = make_agency()
    partner = make_agent("partner", agency=agency)
    piece = make_document(absorbed)
    narrow = make_share(absorbed, agency, documents=[piece])
    wide = make_share(kept, agency)
    make_document(kept)
    merge(supervisor, kept, absorbed)
    _share, sections = share_for(partner, narrow.public_id)
    assert sections == {"documents"}
    assert list(_share.documents.all()) == [piece]
    assert Share.objects.get(pk=wide.pk).state == "suspended"


def test_a_share_suspended_before_is_not_resumed_by_undoing(supervisor, two):
    kept, absorbed = two
    share = make_share(kept)
    suspend_share(actor=supervisor, share=share)
    rewrite = merge(supervisor, kept, absorbed)
    files.undo_files(actor=supervisor, rewrite=rewrite, reason="SPÉCIMEN")
    assert Share.objects.get(pk=share.pk).state == "suspended"


def test_a_refusal_to_be_looked_for_goes_on(supervisor, two):
    kept, absorbed = two
    for case in two:
        RadarObjection.objects.create(
            household=case.household, objected_on=timezone.localdate(), recorded_by=supervisor
        )
    merge(supervisor, kept, absorbed)
    assert kept.household.radar_objections.filter(withdrawn_at=None).count() == 1


def test_a_file_closed_by_a_merge_is_not_reopened(supervisor, two):
    merge(supervisor, *two)
    with pytest.raises(Blocked, match="Annulez la réunion"):
        move(CaseFile.objects.get(pk=two[1].pk), "reopen", actor=supervisor, reason="SPÉCIMEN")


@pytest.mark.parametrize("which", [0, 1])
def test_a_closed_file_is_reopened_first(supervisor, two, which):
    CaseFile.objects.filter(pk=two[which].pk).update(
        state="closed", closed_on=timezone.localdate(), closing_reason="at_request"
    )
    cases = [CaseFile.objects.get(pk=case.pk) for case in two]
    with pytest.raises(MoveRefused, match="Rouvrez-le"):
        merge(supervisor, *cases)


def test_a_file_of_another_site_is_nobody_else_s(supervisor, two):
    other = make_case_file(make_agent("supervisor"))
    with pytest.raises(NotYours):
        merge(supervisor, two[0], other)


def test_a_file_is_not_reunited_with_itself(supervisor, two):
    with pytest.raises(MoveRefused, match="lui-même"):
        merge(supervisor, two[0], two[0])


def test_notes_follow_without_being_read(supervisor, two):
    kept, absorbed = two
    filled(supervisor, absorbed)
    rewrite = merge(supervisor, kept, absorbed)
    assert Note.objects.get().case == kept
    files.undo_files(actor=supervisor, rewrite=rewrite, reason="SPÉCIMEN")
    assert Note.objects.get().case == absorbed
