"""What a share must say, how long it may last, and what may never be in it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import clocks
from cases.models import Share
from cases.models.share import Section
from cases.services.moves import MoveRefused, NotYours
from cases.services.sharing import resume_share, revoke_share
from tests.support.accounts import make_agent
from tests.support.cases import applicant_of, make_case_file, make_document, make_member, make_share

TODAY = timezone.localdate


@pytest.fixture
def case(system):
    return make_case_file(make_agent())


def refused(case, **changed) -> str:
    with pytest.raises(MoveRefused) as told:
        make_share(case, **changed)
    assert not Share.objects.exists()
    assert not case.agency_grants.exists()
    return str(told.value)


@pytest.mark.parametrize("changed", [{"purpose": "  "}, {"legal_basis": ""}, {"sections": []}])
def test_a_share_says_why_on_what_basis_and_what(changed, case):
    assert refused(case, **changed)


def test_it_lasts_a_day_to_twelve_months(case):
    year = clocks.months_after(TODAY(), 12)
    assert "12 mois" in refused(case, ends_on=year + timedelta(days=1))
    assert "12 mois" in refused(case, ends_on=TODAY() - timedelta(days=1))
    assert make_share(case, ends_on=year).ends_on == year
    assert make_share(case, ends_on=TODAY()).ends_on == TODAY()


def test_only_accepted_pieces_of_this_household_are_shared(case):
    foreign = make_document(make_case_file(case.referent))
    assert "n’appartient pas" in refused(case, documents=[foreign])
    assert "n’est pas acceptée" in refused(case, documents=[make_document(case, "to_check")])
    accepted = make_document(case)
    assert "n’est pas partagée" in refused(case, documents=[accepted], sections=[Section.IDENTITY])
    assert list(make_share(case, documents=[accepted]).documents.all()) == [accepted]


def test_who_agreed_lives_in_the_household(case):
    gone = make_member(case, until=TODAY())
    assert "ne vit pas" in refused(case, consented_by=gone)
    assert make_share(case, consented_by=applicant_of(case)).consented_by == applicant_of(case)


def test_only_the_site_of_the_file_shares_it(case):
    with pytest.raises(NotYours):
        make_share(case, actor=make_agent())


def test_a_withdrawn_share_never_comes_back(case):
    share = make_share(case)
    revoke_share(actor=case.referent, share=share)
    with pytest.raises(MoveRefused):
        resume_share(actor=case.referent, share=share)
    assert not case.agency_grants.exists()
