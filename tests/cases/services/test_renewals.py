"""A renewal rests on everything still true and asks once for what is not (by-law I-B 6)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cases import clocks, renewals
from cases.models import Application, Award
from cases.services.applications import receive_application
from cases.services.decisions import proposal_terms
from cases.services.files import check_rights
from cases.services.moves import MoveRefused, NotYours
from cases.services.renewals import renew_award
from eligibility import checks
from nps.accounts.models import Role
from nps.calendar import months_after
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_document
from tests.support.changes import LONE, TODAY, lone_parent
from tests.support.changes import award as make_award

ENDS = TODAY + timedelta(days=40)


@pytest.fixture
def worker(system):
    return make_agent()


def ending(worker, ends_on=ENDS, **fields):
    """The lone parent's award, made to end on that day."""
    case = lone_parent(worker)
    Award.objects.filter(case=case).exclude(benefit=LONE).delete()
    start = months_after(ends_on, -12)
    Award.objects.filter(case=case).update(starts_on=start, ends_on=ends_on, **fields)
    return Award.objects.select_related("case", "application").get(case=case)


@pytest.fixture
def award(worker):
    return ending(worker)


def renew(award, **more):
    return renew_award(actor=award.case.referent, award=award, on=TODAY, national=False, **more)


def test_a_renewal_in_time_follows_the_period(award):
    draft = renew(award)
    assert (draft.state, draft.renews, draft.benefit) == ("draft", award, LONE)
    received = receive_application(actor=award.case.referent, application=draft, on=TODAY, signed_on=TODAY)
    terms = proposal_terms(received)
    assert terms["starts_on"] == ENDS + timedelta(days=1)
    assert terms["ends_on"] == clocks.period_ends_on(terms["starts_on"], 12)


def test_a_late_renewal_starts_with_its_receipt(worker):
    award = ending(worker, TODAY - timedelta(days=20))
    draft = renew(award)
    received = receive_application(actor=worker, application=draft, on=TODAY, signed_on=TODAY)
    assert proposal_terms(received)["starts_on"] == TODAY


def test_what_still_proves_is_not_asked_what_ends_before_the_new_period_is(award, worker):
    lasting = make_document(award.case, valid_from=None, valid_until=None)
    asked_for = renewals.foreseen(award, TODAY)
    assert not any(piece.startswith("rent_receipt:") for piece in asked_for.asked)
    lasting.delete()
    make_document(award.case, valid_from=None, valid_until=ENDS - timedelta(days=1))
    renew(award)
    sent = award.case.requests.filter(state="sent")
    (receipt,) = sent.filter(type_code="rent_receipt")
    assert receipt.due_on == ENDS - timedelta(days=1)  # it proves until then: asked for that day
    assert award.case.letters.count() == 1
    assert set(award.case.letters.get().requests.all()) == set(sent)


def test_the_check_knows_that_it_is_asked_again_and_for_the_second_time(award):
    first = renew(award)
    assert (first.rights_check.inputs["renewals"], first.rights_check.inputs["renewed_before"]) == (
        [LONE],
        [],
    )
    assert checks.is_current(first.rights_check)
    Application.objects.filter(pk=first.pk).update(state="withdrawn")
    former = make_application(award.case, "granted", benefit=LONE)
    before = Award.objects.create(
        reference="P-20-AAAAA", case=award.case, application=former, benefit=LONE, amount=Decimal(1),
        every="month", starts_on=months_after(ENDS, -24), ends_on=months_after(ENDS, -12), state="ended",
        ended_on=months_after(ENDS, -12),
    )  # fmt: skip
    Application.objects.filter(pk=award.application_id).update(renews=before)
    second = renew(Award.objects.get(pk=award.pk))
    assert second.rights_check.inputs["renewed_before"] == [LONE]


@pytest.mark.parametrize(
    ("ends_in", "said"),
    [(100, "trois mois avant"), (-100, "plus de trois mois")],
)
def test_too_soon_and_too_late_say_so(worker, ends_in, said):
    award = ending(worker, TODAY + timedelta(days=ends_in))
    with pytest.raises(MoveRefused, match=said):
        renew(award)


def test_renewed_once_only_and_not_by_another_site(award):
    with pytest.raises(NotYours):
        renew_award(actor=make_agent(Role.SUPERVISOR), award=award, on=TODAY, national=False)
    renew(award)
    with pytest.raises(MoveRefused, match="déjà en cours"):
        renew(award)


def test_an_interrupted_right_is_asked_for_anew(worker):
    award = ending(worker, state="interrupted", interrupted_on=TODAY)
    with pytest.raises(MoveRefused, match="nouvelle demande"):
        renew(award)


def test_awards_that_end_and_nobody_asked_again_for_are_listed_in_the_order_they_end(worker, award):
    until = TODAY + timedelta(days=90)
    check = check_rights(actor=worker, case=award.case, on=TODAY, national=False)
    right = {"code": "aspeh", "amount": 10, "every": "month", "by_law": "IV-1.3"}
    later = make_award(award.case, right, check, months_after(TODAY, -10))
    assert [*renewals.renewals_due(worker, until)] == [award, later]
    assert not renewals.renewals_due(make_agent(), until).exists()
    renew(award)
    assert [*renewals.renewals_due(worker, until)] == [later]
