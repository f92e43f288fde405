"""The clocks of a night: warned before, applied after, once whatever happens, never a surprise."""

import datetime as dt
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, transaction
from django.utils import timezone

from cases import clocks
from cases.models import Application, CaseFile, ClockRun, ClockWarning
from cases.services import ticking
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_award, make_case_file, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]
TODAY = timezone.localdate()


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def case(system, worker):
    return make_case_file(worker, opened_on=TODAY - dt.timedelta(days=400), state="processing")


def night(on: dt.date) -> Counter:
    return Counter(f"{done.step.act} {done.came_to}" for done in ticking.run_clocks(on))


def received(case: CaseFile, days: int, state: str = "received", **fields) -> Application:
    """Received so many days before its lapse would come."""
    day = TODAY - dt.timedelta(days=days)
    return make_application(case, state, received_on=day, signed_on=day, **fields)


def day_of(application) -> dt.date:
    application.refresh_from_db()
    return application.next_clock_on


def test_a_household_is_told_thirty_then_seven_days_before_the_lapse(case):
    application = received(case, 0)
    last = day_of(application)
    assert last == clocks.lapses_on(TODAY)
    assert night(last - dt.timedelta(days=31)) == {}
    assert night(last - dt.timedelta(days=30)) == {"lapse.warn_30 done": 1}
    assert night(last - dt.timedelta(days=29)) == {}
    assert night(last - dt.timedelta(days=7)) == {"lapse.warn_7 done": 1}
    assert night(last) == {}
    kept = ClockWarning.objects.order_by("told_on")
    assert [(w.days_before, w.day) for w in kept] == [(30, last), (7, last)]
    assert all(w.letter and w.letter.kind == "reminder" and w.letter.prepared_by is None for w in kept)


def test_the_day_after_the_last_day_the_application_has_lapsed(case):
    application = received(case, 0)
    last = day_of(application)
    night(last - dt.timedelta(days=10))
    assert night(last + dt.timedelta(days=1)) == {"lapse.passed done": 1}
    application.refresh_from_db()
    assert (application.state, application.ended_on, application.next_clock_on) == ("lapsed", last, None)
    case.refresh_from_db()
    assert case.next_clock_on is None
    entry = Entry.objects.get(act="application.lapse")
    assert entry.actor is None
    assert entry.actor_role == "system"
    assert application.letters.filter(kind="lapsed").exists()


def test_a_lapse_nobody_was_told_of_waits_seven_days_more(case):
    application = received(case, 0)
    last = day_of(application)
    late = last + dt.timedelta(days=3)
    assert night(late) == {"lapse.warn_0 done": 1}
    application.refresh_from_db()
    assert application.state == "received"
    assert application.lapse_announced_on == late
    assert night(late + dt.timedelta(days=6)) == {"lapse.passed held_back": 1}
    assert night(late + dt.timedelta(days=7)) == {"lapse.passed done": 1}


def test_a_piece_that_came_and_waits_to_be_looked_at_holds_the_lapse_back(case):
    application = received(case, 0)
    last = day_of(application)
    night(last - dt.timedelta(days=7))
    document = make_document(case, "to_check")
    assert night(last + dt.timedelta(days=1)) == {"lapse.passed held_back": 1}
    type(document).objects.filter(pk=document.pk).update(
        state="rejected", rejection_reason="unreadable", checked_by=case.referent, checked_at=timezone.now()
    )
    assert night(last + dt.timedelta(days=2)) == {"lapse.passed done": 1}


@pytest.mark.parametrize("state", ["complete", "under_review", "opinion_requested", "proposed"])
def test_agents_are_warned_three_times_then_silence_refuses(case, state):
    application = received(case, 0, state)
    last = day_of(application)
    for days in (30, 15, 7):
        assert night(last - dt.timedelta(days=days)) == {f"silence.warn_{days} done": 1}
    assert night(last) == {}
    assert night(last + dt.timedelta(days=1)) == {"silence.passed done": 1}
    application.refresh_from_db()
    assert (application.state, application.ended_on) == ("implicitly_refused", last)
    assert application.proposal == ""
    assert application.proposed_by is None


def test_silence_says_nothing_of_a_benefit_in_kind(case):
    application = received(case, 0, "under_review", financial=False)
    assert day_of(application) is None
    assert night(TODAY + dt.timedelta(days=400)) == {}


def test_an_appeal_nobody_answers_is_refused_by_silence(case):
    application = make_application(case, "appeal_pending")
    last = day_of(application)
    assert last == clocks.appeal_silence_on(TODAY)
    night(last - dt.timedelta(days=7))
    assert night(last + dt.timedelta(days=1)) == {"appeal_silence.passed done": 1}
    application.refresh_from_db()
    assert (application.state, application.appeal_answered_on) == ("upheld", last)


def test_an_award_ends_with_its_period_after_two_warnings(case):
    award = make_award(make_application(case, "granted"))
    last = day_of(award)
    assert night(last - dt.timedelta(days=60)) == {"period.warn_60 done": 1}
    assert night(last - dt.timedelta(days=30)) == {"period.warn_30 done": 1}
    assert night(last + dt.timedelta(days=1)) == {"period.passed done": 1}
    award.refresh_from_db()
    assert (award.state, award.ended_on) == ("ended", last)


def test_a_suspended_award_waits_for_its_proof_until_the_third_month_then_ends_at_its_suspension(case):
    award = make_award(make_application(case, "granted"), "suspended")
    last = day_of(award)
    assert last == clocks.resumes_until(award.ends_on)
    assert night(award.ends_on + dt.timedelta(days=1)) == {}
    night(last - dt.timedelta(days=7))
    assert night(last + dt.timedelta(days=1)) == {"resumption.passed done": 1}
    award.refresh_from_db()
    assert (award.state, award.ended_on) == ("ended", award.suspended_on)


def test_a_night_played_twice_does_nothing_more(case):
    received(case, 0)
    on = TODAY + dt.timedelta(days=50)
    assert sum(night(on).values()) == 1
    assert night(on) == {}
    ClockRun.objects.all().delete()  # another worker that knows nothing of the first
    assert night(on) == {}
    assert ClockWarning.objects.count() == 1


def test_a_night_cut_in_the_middle_is_taken_up_by_the_next_worker(case, worker):
    for benefit in ("paris_logement", "paris_solidarite", "complement_sante_paris"):
        received(case, 0, benefit=benefit)
    on = TODAY + dt.timedelta(days=50)
    first = ticking.run_clocks(on)
    next(first)
    first.close()  # the worker died
    assert sum(night(on).values()) == 2
    assert ClockWarning.objects.count() == 3
    assert ClockRun.objects.get(on=on).ended_at is not None


def test_a_dry_run_says_everything_and_writes_nothing(case):
    application = received(case, 0)
    before = Entry.objects.count()
    on, said = TODAY + dt.timedelta(days=55), StringIO()
    call_command("run_clocks", dry_run=True, on=on.isoformat(), stdout=said)
    line, counts = said.getvalue().splitlines()
    assert line == f"{case.reference} {application.reference} lapse.warn_7 {day_of(application)}"
    assert '"lapse.warn_7": 1' in counts
    assert '"dry_run": true' in counts
    assert (Entry.objects.count(), ClockWarning.objects.count(), ClockRun.objects.count()) == (before, 0, 0)


@pytest.mark.parametrize("on", ["2024-02-30", "hier", "2024-13-01", ""])
def test_a_day_that_is_none_is_refused(on, capsys):
    with pytest.raises(SystemExit) as refused:
        call_command("run_clocks", on=on or "x")
    assert refused.value.code == 2


def test_a_day_to_come_can_only_be_looked_at():
    with pytest.raises(SystemExit) as refused:
        call_command("run_clocks", on=(TODAY + dt.timedelta(days=1)).isoformat())
    assert refused.value.code == 2


def test_a_closed_file_is_archived_two_years_after_the_last_contact(case, worker):
    def at(last: dt.date) -> CaseFile:
        return make_case_file(
            worker, state="closed", opened_on=last, last_contact_on=last, closed_on=last,
            closing_reason="no_contact",
        )  # fmt: skip

    old, recent = at(TODAY - dt.timedelta(days=731)), at(TODAY - dt.timedelta(days=700))
    assert night(TODAY) == {"retention.passed done": 1}
    old.refresh_from_db(), recent.refresh_from_db()
    assert (old.state, recent.state) == ("archived", "closed")


def test_a_supervisor_reads_what_the_night_did_and_cannot_change_it(case):
    received(case, 0)
    night(TODAY + dt.timedelta(days=50))
    supervisor = make_agent(Role.SUPERVISOR, site=case.site)
    with acting(*actor_of(supervisor)):
        assert ClockRun.objects.get().counts == {"lapse.warn_30 done": 1}
    with pytest.raises(ProgrammingError), transaction.atomic(), acting(*actor_of(supervisor)):
        ClockRun.objects.update(total=0)
