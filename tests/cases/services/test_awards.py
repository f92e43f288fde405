"""Suspended from the day a condition is no longer proved, resumed only if it was proved all along (I-B 8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import clocks, periods, suspending
from cases.models import Award
from cases.services.awards import interrupt_award, resume_award, suspend_award
from cases.services.moves import Blocked, MoveRefused, NotYours
from eligibility.facts import record_facts
from nps.accounts.models import Role
from nps.calendar import months_after
from nps.journal.models import Entry
from nps.ui.formats import date_long
from tests.support.accounts import make_agent
from tests.support.cases import applicant_of, make_application, make_case_file, make_document

TODAY = timezone.localdate()
START = months_after(TODAY, -8)
END = clocks.period_ends_on(START, 12)
FIRST = months_after(START, 5)  # the first day nothing proves
LAST = FIRST - timedelta(days=1)  # of the receipt held


def permit(case, **dates):
    """A residence permit, that bears its own end."""
    return make_document(case, type="residence_permit", stated_until=dates["valid_until"], **dates)


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def award(worker):
    """Paris Logement for a year, resting among others on a residence permit that ends in August."""
    case = make_case_file(worker, state="follow_up")
    person = applicant_of(case)
    type(person).objects.filter(pk=person.pk).update(nationality="other")
    answers = {(None, "housing.tenure"): "tenant", (person, "residence_permit"): "listed"}
    record_facts(actor=worker, household=case.household, answers=answers, case_reference=case.reference)
    granted = make_application(case, "granted", received_on=START, starts_on=START, ends_on=END)
    permit(case, valid_from=START, valid_until=LAST)
    make_document(case, valid_from=START, valid_until=START + timedelta(days=30))  # a receipt: one month
    return Award.objects.create(
        reference=granted.reference.replace("A", "P"), case=case, application=granted,
        benefit=granted.benefit, amount=granted.amount, every="month", starts_on=START, ends_on=END,
    )  # fmt: skip


def test_nothing_is_suspended_while_everything_is_proved(worker, award):
    with pytest.raises(MoveRefused, match="encore prouvées"):
        suspend_award(actor=worker, award=award, on=LAST)


def test_the_suspension_starts_on_the_first_day_not_proved_and_says_what_would_lift_it(worker, award):
    suspended = suspend_award(actor=worker, award=award, on=FIRST + timedelta(days=40))
    assert (suspended.state, suspended.suspended_on) == ("suspended", FIRST)
    entry = Entry.objects.get(act="award.suspend")
    assert "Titre de séjour" in entry.reason
    assert date_long(FIRST) in entry.reason


def test_it_resumes_from_the_suspension_when_a_piece_covers_every_day(worker, award):
    on = TODAY
    award = suspend_award(actor=worker, award=award, on=on)
    assert len(periods.withheld(award, on)) == 4
    permit(award.case, valid_from=FIRST, valid_until=END)
    resumed = resume_award(actor=worker, award=award, on=on, reason="SPÉCIMEN")
    assert (resumed.state, resumed.suspended_on) == ("active", None)
    assert len(periods.due(resumed, on)) == 9  # nothing of the time suspended is lost


@pytest.mark.parametrize("from_day", [2, 30])
def test_a_day_that_nothing_proves_refuses_and_says_which(worker, award, from_day):
    on = TODAY
    award = suspend_award(actor=worker, award=award, on=on)
    permit(award.case, valid_from=FIRST + timedelta(days=from_day), valid_until=END)
    with pytest.raises(MoveRefused, match=f"{date_long(FIRST)}.*nouvelle demande"):
        resume_award(actor=worker, award=award, on=on, reason="SPÉCIMEN")
    assert Award.objects.get(pk=award.pk).state == "suspended"


def test_a_hole_between_two_pieces_is_a_gap(worker, award):
    award = suspend_award(actor=worker, award=award, on=TODAY)
    permit(award.case, valid_from=FIRST, valid_until=FIRST + timedelta(days=9))
    permit(award.case, valid_from=FIRST + timedelta(days=11), valid_until=END)
    assert {missing.since for missing in suspending.gaps(award, TODAY)} == {FIRST + timedelta(days=10)}


def test_after_the_period_only_its_own_days_have_to_be_proved(worker, award):
    award = suspend_award(actor=worker, award=award, on=TODAY)
    permit(award.case, valid_from=FIRST, valid_until=END)
    assert suspending.gaps(award, END + timedelta(days=30)) == ()


def test_a_receipt_of_a_past_month_is_no_reason_to_stop_a_payment(worker, award):
    """I-B 8 speaks of what the pieces of the application show, not of papers that were never to last."""
    permit(award.case, valid_from=START, valid_until=END)
    assert suspending.unproved(award, TODAY) == ()
    with pytest.raises(MoveRefused, match="encore prouvées"):
        suspend_award(actor=worker, award=award, on=TODAY)


def test_nobody_else_suspends_and_nothing_is_interrupted_after_its_end(worker, award):
    with pytest.raises(NotYours):
        suspend_award(actor=make_agent(Role.SUPERVISOR), award=award, on=TODAY)
    with pytest.raises(Blocked):
        interrupt_award(actor=worker, award=award, on=END + timedelta(days=1), reason="SPÉCIMEN")
