"""What a household must be told: which letter for which state, once, by whom, and none forgotten."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cases.models import Appeal, Award, Letter, Recovery
from cases.models.letter import LetterKind
from cases.notices import rendering
from cases.notices.owed import OF_APPLICATION, OF_AWARD, OF_RECOVERY, notices_owed
from cases.references import new_reference
from cases.services import letters, notices
from cases.services.moves import MoveRefused, NotYours
from cases.services.notices import NobodyToWriteTo
from cases.workflow.application import ApplicationState
from nps.journal.models import Entry
from nps.people.models import Person
from tests.support.accounts import make_agent
from tests.support.cases import applicant_of, make_application, make_case_file

K = LetterKind
TODAY = timezone.localdate


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def case(worker):
    return make_case_file(worker)


def make_award(case, state="active", **fields):
    application = fields.pop("application", None) or make_application(case, "granted")
    told = {
        "reference": new_reference("P", TODAY()),
        "case": case,
        "application": application,
        "benefit": application.benefit,
        "amount": application.amount,
        "every": application.every,
        "starts_on": application.starts_on,
        "ends_on": application.ends_on,
        "state": state,
    }
    dated = {"suspended": "suspended_on", "interrupted": "interrupted_on", "ended": "ended_on"}
    if state in dated:
        told[dated[state]] = TODAY()
    return Award.objects.create(**told | fields)


def make_recovery(case, state="due", **fields):
    told = {
        "reference": new_reference("S", TODAY()),
        "case": case,
        "award": fields.pop("award", None) or make_award(case),
        "kind": "undue",
        "amount": Decimal("168.00"),
        "why": "Le foyer a déménagé.",
        "article": "I-D 2",
        "proposed_by": case.referent,
        "proposed_at": timezone.now(),
        "state": state,
    }
    if state not in ("proposed", "cancelled"):
        told |= {
            "decided_by": make_agent("supervisor", site=case.site),
            "decided_at": timezone.now(),
            "due_on": TODAY() + timedelta(days=60),
        }
    if state == "settled":
        told["paid"] = told["amount"]
    return Recovery.objects.create(**told | fields)


def make_decided(case, state):
    """An application in this state, with its appeal when it has one."""
    day = TODAY() - timedelta(days=70)
    fields = {"received_on": day, "signed_on": day}
    if state in ("lapsed", "implicitly_refused"):
        fields["ended_on"] = TODAY()
    if state in ("appeal_pending", "upheld", "reversed"):
        fields |= {"appealed_on": TODAY() - timedelta(days=10), "completed_on": day}
    if state in ("upheld", "reversed"):
        fields["appeal_answered_on"] = TODAY()
    if state == "reversed":
        fields |= {"starts_on": day, "every": "month", "amount": Decimal("84.00")}
    application = make_application(case, state, **fields)
    if state in ("appeal_pending", "upheld", "reversed"):
        answered = {} if state == "appeal_pending" else {
            "answered_on": TODAY(), "answered_by": make_agent("supervisor", site=case.site),
            "answer": "Le loyer a été payé.", "article": "II-2.3",
        }  # fmt: skip
        Appeal.objects.create(
            application=application, contested="refused", lodged_on=application.appealed_on,
            grounds="SPÉCIMEN", recorded_by=case.referent, **answered,
        )  # fmt: skip
    return application


DECIDED = ("granted", "refused", "lapsed", "implicitly_refused", "appeal_pending", "upheld", "reversed")


@pytest.mark.parametrize("state", DECIDED)
def test_each_decision_has_its_letter_once(worker, case, state):
    application = make_decided(case, state)
    made = notices.prepare_decision(actor=worker, application=application)
    assert made.kind == OF_APPLICATION[state]
    assert list(made.applications.all()) == [application]
    assert application.reference in [letters.said(made).about]
    assert rendering.text(letters.said(made))
    assert notices.prepare_decision(actor=worker, application=application) == made
    assert notices.prepare_decision(actor=worker, application=application, again=True) != made


def test_every_state_of_the_three_machines_has_its_line():
    for model, table in ((Award, OF_AWARD), (Recovery, OF_RECOVERY)):
        assert {value for value, _label in model._meta.get_field("state").choices} == set(table)
    assert set(OF_APPLICATION) == set(ApplicationState)


@pytest.mark.parametrize("state", [s for s in DECIDED if s != "implicitly_refused"])
def test_a_decision_is_owed_until_its_letter_is_made(worker, case, state):
    application = make_decided(case, state)
    (owed,) = notices_owed(case)
    assert (owed.kind, owed.about) == (OF_APPLICATION[state], application)
    made = notices.prepare_owed(actor=worker, owed=owed)
    assert notices_owed(case) == []
    letters.cancel_letter(actor=worker, letter=made)
    assert notices_owed(case) == [owed]


@pytest.mark.parametrize("state", ["suspended", "interrupted", "ended"])
def test_an_award_that_stops_is_told(worker, case, state):
    award = make_award(case, state)
    notices.prepare_decision(actor=worker, application=award.application)
    (owed,) = notices_owed(case)
    assert owed.kind == OF_AWARD[state]
    made = notices.prepare_award_notice(actor=worker, award=award, kind=state, reason="SPÉCIMEN")
    assert notices_owed(case) == []
    assert "SPÉCIMEN" in rendering.text(letters.said(made))


def test_an_award_that_reaches_its_day_was_told_by_the_decision(worker, case):
    award = make_award(case, "ended")
    Award.objects.filter(pk=award.pk).update(ended_on=award.ends_on)
    notices.prepare_decision(actor=worker, application=award.application)
    assert notices_owed(case) == []


def test_an_award_that_goes_on_after_a_suspension_is_told(worker, case):
    award = make_award(case, "suspended")
    notices.prepare_decision(actor=worker, application=award.application)
    notices.prepare_award_notice(actor=worker, award=award, kind="suspended", reason="SPÉCIMEN")
    Award.objects.filter(pk=award.pk).update(state="active", suspended_on=None)
    (owed,) = notices_owed(case)
    assert owed.kind == K.RESUMED
    made = notices.prepare_owed(actor=worker, owed=owed)
    assert made.day == TODAY()
    assert notices_owed(case) == []


@pytest.mark.parametrize("state", OF_RECOVERY)
def test_each_sum_to_give_back_has_its_letter(worker, case, state):
    recovery = make_recovery(case, state)
    made = notices.prepare_recovery_notice(actor=worker, recovery=recovery)
    assert made.kind == OF_RECOVERY[state]
    assert "168,00" in rendering.text(letters.said(made))


def test_a_reminder_comes_from_the_clock_once_per_date(worker, case):
    application = make_application(case, "received")
    day = TODAY() + timedelta(days=30)
    told = {"actor": None, "application": application, "day": day, "days_before": 30}
    made = notices.prepare_reminder(**told)
    assert (made.prepared_by, made.days_before) == (None, 30)
    assert notices.prepare_reminder(**told) == made
    assert notices.prepare_reminder(**told | {"days_before": 7}) != made


def test_a_reminder_of_what_is_complete_does_not_leave(worker, case):
    application = make_application(case, "received")
    made = notices.prepare_reminder(actor=None, application=application, day=TODAY(), days_before=7)
    type(application).objects.filter(pk=application.pk).update(state="complete", completed_on=TODAY())
    with pytest.raises(MoveRefused, match="plus vrai"):
        letters.send_letter(actor=worker, letter=made, channel="hand")


def test_a_receipt_says_that_nothing_is_missing_or_what_is(worker, case):
    complete = make_application(case, "complete")
    made = notices.prepare_receipt(actor=worker, applications=[complete])
    told = rendering.text(letters.said(made))
    assert "Elle est complète." in told
    assert "caduque" not in told
    looked = make_application(case, "received", benefit="paris_solidarite")
    told = rendering.text(letters.said(notices.prepare_receipt(actor=worker, applications=[looked])))
    assert "Nous regardons vos pièces." in told
    assert "caduque" in told


def test_nothing_is_written_to_somebody_who_died(worker, case):
    application = make_decided(case, "refused")
    Person.objects.filter(pk=applicant_of(case).pk).update(died_on=TODAY())
    with pytest.raises(NobodyToWriteTo):
        notices.prepare_decision(actor=worker, application=application)
    estate = make_recovery(case, "due", kind="succession")
    told = rendering.page(letters.said(notices.prepare_recovery_notice(actor=worker, recovery=estate)))
    assert "Succession de" in told


def test_by_hand_notifies_that_day_and_by_post_only_once_proved(worker, case):
    application = make_decided(case, "refused")
    made = notices.prepare_decision(actor=worker, application=application)
    letters.send_letter(actor=worker, letter=made, channel="post")
    application.refresh_from_db()
    assert application.notified_on is None
    letters.note_received(actor=worker, letter=made, on=TODAY(), how="registered")
    application.refresh_from_db()
    assert application.notified_on == TODAY()
    other = make_decided(case, "lapsed")
    by_hand = notices.prepare_decision(actor=worker, application=other)
    letters.send_letter(actor=worker, letter=by_hand, channel="hand")
    other.refresh_from_db()
    assert other.notified_on == TODAY()


def test_what_came_back_is_owed_again(worker, case):
    application = make_decided(case, "refused")
    made = notices.prepare_decision(actor=worker, application=application)
    letters.send_letter(actor=worker, letter=made, channel="post")
    letters.note_returned(actor=worker, letter=made, on=TODAY())
    assert made.refresh_from_db() or made.state == "returned"
    assert [owed.about for owed in notices_owed(case)] == [application]
    again = notices.prepare_again(actor=worker, letter=made)
    assert (again.kind, again.state) == ("refused", "to_send")


def test_a_letter_to_a_former_address_does_not_leave(worker, case):
    made = notices.prepare_decision(actor=worker, application=make_decided(case, "refused"))
    case.household.addresses.update(line="1 rue SPÉCIMEN")
    with pytest.raises(MoveRefused, match="adresse a changé"):
        letters.send_letter(actor=worker, letter=made, channel="post")


def test_who_decided_from_another_site_may_notify_and_nobody_else(worker, case):
    application = make_decided(case, "refused")
    elsewhere = make_agent("supervisor")
    with pytest.raises(NotYours):
        notices.prepare_decision(actor=elsewhere, application=application)
    type(application).objects.filter(pk=application.pk).update(decided_by=elsewhere)
    application.refresh_from_db()
    assert notices.prepare_decision(actor=elsewhere, application=application).prepared_by == elsewhere


def test_a_draft_writes_nothing(worker, case):
    application = make_application(case, "proposed")
    told = notices.draft_decision(
        actor=worker, application=application, kind=K.REFUSED, reason="SPÉCIMEN : un motif", article="II-2.3"
    )
    assert "SPÉCIMEN : un motif" in rendering.text(told)
    assert not Letter.objects.exists()


def test_letters_are_in_the_journal_without_a_name(worker, case):
    made = notices.prepare_decision(actor=worker, application=make_decided(case, "refused"))
    letters.send_letter(actor=worker, letter=made, channel="hand")
    letters.note_read(actor=worker, letter=made)
    entries = Entry.objects.filter(act__startswith="letter.", case_reference=case.reference)
    assert {entry.act for entry in entries} == {
        f"letter.{act}" for act in ("prepare", "send", "received", "read")
    }
    assert not any(applicant_of(case).birth_name in str(entry.data) for entry in entries)
