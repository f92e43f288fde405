"""An appeal: recorded in time, answered by somebody else who holds the authority, reversed on a check."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cases.models import Appeal, Award
from cases.services import appeals
from cases.services.moves import AlreadyMoved, Blocked, MoveRefused, NotYours, move
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_case_file
from tests.support.checks import a_check

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]
TODAY = timezone.localdate()


@pytest.fixture
def worker():
    return make_agent()


@pytest.fixture
def case(worker):
    return make_case_file(worker)


@pytest.fixture
def decider(worker):
    return make_agent(Role.SUPERVISOR, site=worker.site)


def refused(case, status="not_entitled", **fields):
    told = {"rights_check": a_check(case, status=status)} | fields
    return make_application(case, "refused", **told)


def lodge(worker, application, **told):
    told = {"on": TODAY, "grounds": "SPÉCIMEN : les revenus ont baissé"} | told
    return appeals.lodge_appeal(actor=worker, application=application, **told)


def test_an_appeal_keeps_what_it_contests_and_its_words(worker, case):
    application = refused(case)
    moved = lodge(worker, application)
    assert (moved.state, moved.appealed_on) == ("appeal_pending", TODAY)
    kept = Appeal.objects.get(application=application)
    assert (kept.contested, kept.contested_check, kept.recorded_by) == (
        "refused",
        application.rights_check,
        worker,
    )
    assert moved.next_clock == "appeal_silence"


def test_without_a_notification_the_delay_does_not_run_and_after_two_months_of_one_it_is_over(worker, case):
    old = TODAY - timedelta(days=200)
    never_told = refused(case, decided_at=timezone.now() - timedelta(days=200))
    lodge(worker, never_told)
    told = refused(
        case,
        benefit="loisirs",
        decided_at=timezone.now() - timedelta(days=200),
        notified_on=old,
        rights_check=a_check(case, "loisirs"),
    )
    with pytest.raises(Blocked, match="délai de recours est passé"):
        lodge(worker, told)
    lodge(worker, told, on=old + timedelta(days=10))  # it had come in time, and is recorded late


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"on": TODAY + timedelta(days=1)}, "à venir"),
        ({"on": TODAY - timedelta(days=1)}, "avant la décision"),
        ({"grounds": " "}, "ce que le foyer conteste"),
    ],
)
def test_nonsense_says_what_to_mend(worker, case, told, said):
    with pytest.raises(MoveRefused, match=said):
        lodge(worker, refused(case), **told)


def test_the_proposer_answers_by_no_way_and_another_holder_does(case, worker, decider):
    proposer = make_agent(Role.SUPERVISOR, site=case.site)
    application = lodge(worker, refused(case, proposed_by=proposer))
    for act in (appeals.uphold_appeal, appeals.reverse_appeal):
        with pytest.raises((NotYours, MoveRefused)):
            act(actor=proposer, application=application, answer="SPÉCIMEN", article="I-A 2")
    with pytest.raises(NotYours):
        appeals.uphold_appeal(actor=worker, application=application, answer="SPÉCIMEN", article="I-A 2")
    upheld = appeals.uphold_appeal(actor=decider, application=application, answer="SPÉCIMEN", article="I-A 2")
    assert upheld.state == "upheld"
    assert (upheld.appeal.answered_by, upheld.appeal.answer) == (decider, "SPÉCIMEN")
    with pytest.raises(AlreadyMoved):
        appeals.uphold_appeal(actor=decider, application=application, answer="x", article="y")


def test_an_answer_says_why_and_by_which_article(worker, case, decider):
    application = lodge(worker, refused(case))
    with pytest.raises(MoveRefused, match="écrivez les deux"):
        appeals.uphold_appeal(actor=decider, application=application, answer="SPÉCIMEN", article="")


def test_a_reversal_makes_the_award_from_the_day_of_receipt(worker, case, decider):
    received = TODAY - timedelta(days=40)
    application = lodge(worker, refused(case, status="entitled", received_on=received, signed_on=received))
    award = appeals.reverse_appeal(
        actor=decider, application=application, answer="SPÉCIMEN", article="II-2.1 b/2"
    )
    assert (award.amount, award.every, award.starts_on) == (Decimal("84.00"), "month", received)
    assert award.application.state == "reversed"
    assert award.next_clock == "period"
    acts = Entry.objects.filter(subject_key=str(application.pk), act="application.reverse")
    assert acts.get().reason == "SPÉCIMEN"


def test_a_check_that_does_not_say_so_or_an_older_situation_reverses_nothing(worker, case, decider):
    application = lodge(worker, refused(case))
    with pytest.raises(MoveRefused, match="revérifiez les droits"):
        appeals.reverse_appeal(actor=decider, application=application, answer="x", article="y")
    stale = lodge(
        worker, refused(case, benefit="loisirs", rights_check=a_check(case, "loisirs", intact=False))
    )
    with pytest.raises(MoveRefused, match="revérifiez les droits"):
        appeals.reverse_appeal(actor=decider, application=stale, answer="x", article="y")


def test_a_benefit_already_held_or_asked_for_blocks_and_says_what_lifts_it(worker, case, decider):
    application = lodge(worker, refused(case, status="entitled"))
    other = make_application(case, "granted", rights_check=application.rights_check)
    award = Award.objects.create(
        reference="P-24-0001",
        case=case,
        application=other,
        benefit=other.benefit,
        amount=other.amount,
        every=other.every,
        starts_on=other.starts_on,
        ends_on=other.ends_on,
    )
    with pytest.raises(MoveRefused, match="P-24-0001.*terminez d’abord"):
        appeals.reverse_appeal(actor=decider, application=application, answer="x", article="y")
    move(award, "end", actor=decider, on=TODAY, reason="SPÉCIMEN")
    pending = make_application(case, "received", rights_check=application.rights_check)
    with pytest.raises(MoveRefused, match=f"{pending.reference}.*sans suite"):
        appeals.reverse_appeal(actor=decider, application=application, answer="x", article="y")
    move(pending, "withdraw", actor=worker, reason="SPÉCIMEN")
    assert appeals.reverse_appeal(actor=decider, application=application, answer="x", article="y")


def test_the_tribunal_is_noted_after_an_appeal_or_at_once_then_its_judgment(worker, case):
    application = refused(case)
    with pytest.raises(MoveRefused, match="pas saisi"):
        appeals.record_judgment(actor=worker, application=application, on=TODAY, outcome="x")
    seized = appeals.seize_tribunal(actor=worker, application=application, on=TODAY, reference="24-0001")
    assert (seized.lodged_on, seized.contested) == (None, "refused")
    with pytest.raises(AlreadyMoved):
        appeals.seize_tribunal(actor=worker, application=application, on=TODAY, reference="")
    with pytest.raises(MoveRefused, match="vérifiez la date"):
        appeals.record_judgment(
            actor=worker, application=application, on=TODAY + timedelta(days=1), outcome="x"
        )
    moved = lodge(worker, application)  # both ways may be open at once
    assert moved.appeal.tribunal_reference == "24-0001"
    judged = appeals.record_judgment(actor=worker, application=moved, on=TODAY, outcome="Annulée")
    assert judged.tribunal_outcome == "Annulée"
    with pytest.raises(AlreadyMoved):
        appeals.record_judgment(actor=worker, application=moved, on=TODAY, outcome="x")


BAD = {
    "appeal_says_why": "grounds = ''",
    "appeal_lodged_or_seized": "lodged_on = null, grounds = ''",
    "appeal_answered_once_lodged": "lodged_on = null, grounds = '', tribunal_seized_on = now(), "
    "answered_on = now()",
    "appeal_tribunal_seized_whole": "tribunal_outcome = 'x'",
    "appeal_tribunal_in_order": "tribunal_decided_on = now(), tribunal_outcome = 'x'",
    "appeal_answered_after_it_was_lodged": "answered_on = '2000-01-01'",
    "appeal_answered_by_somebody_says_why": "answered_by_id = recorded_by_id",
}


@pytest.mark.parametrize("name", BAD)
def test_each_nonsense_is_refused_by_its_own_constraint(worker, case, name):
    lodge(worker, refused(case))
    with (
        pytest.raises(IntegrityError, match=name),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update cases_appeal set {BAD[name]}")  # noqa: S608
