"""The one door: what it refuses, what it says, and that a refusal changes nothing."""

import datetime as dt
import threading

import pytest
from django.db import connection

from cases.models import CaseFile
from cases.services import files
from cases.services.closing import close_case_file
from cases.services.moves import AlreadyMoved, Blocked, MoveRefused, NotYours, move
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.support.accounts import make_agent, make_site
from tests.support.cases import make_share
from tests.support.people import make_household

TODAY = dt.date(2024, 3, 15)


@pytest.fixture
def worker(db):
    return make_agent(Role.SOCIAL_WORKER, site=make_site())


@pytest.fixture
def case(system, worker):
    return files.open_case_file(actor=worker, household=make_household(worker), on=TODAY)


def test_opening_twice_gives_the_same_file(case, worker):
    again = files.open_case_file(actor=worker, household=case.household, on=TODAY)
    assert again.pk == case.pk
    assert CaseFile.objects.count() == 1


def test_a_guard_says_what_blocks_and_nothing_changes(case, worker):
    with pytest.raises(Blocked, match="information") as refused:
        move(case, "start_assessment", actor=worker)
    assert refused.value.guards[0].article == "RGPD, article 13"
    case.refresh_from_db()
    assert case.state == "intake"
    assert not Entry.objects.filter(act="casefile.start_assessment").exists()


def test_a_move_is_journaled_with_both_states(case, worker):
    files.give_information(actor=worker, case=case, on=TODAY)
    moved = move(case, "start_assessment", actor=worker)
    entry = Entry.objects.get(act="casefile.start_assessment")
    assert moved.state == "assessment"
    assert entry.data == {"from": "intake", "to": "assessment"}
    assert entry.actor == worker
    assert entry.case_reference == case.reference


def test_an_agent_of_another_site_is_refused(case):
    outsider = make_agent(Role.SUPERVISOR, site=make_site())
    with pytest.raises(NotYours):
        move(case, "close", actor=outsider, closing_reason="at_request", on=TODAY)


def test_the_second_of_two_equal_moves_is_told_who_was_faster(case, worker):
    files.give_information(actor=worker, case=case, on=TODAY)
    move(case, "start_assessment", actor=worker)
    with pytest.raises(AlreadyMoved, match=worker.full_name):
        move(case, "start_assessment", actor=worker)


def test_a_move_that_needs_a_reason_refuses_without_one(case, worker):
    files.give_information(actor=worker, case=case, on=TODAY)
    close_case_file(actor=worker, case=case, closing_reason="at_request", on=TODAY)
    with pytest.raises(MoveRefused, match="motif"):
        move(case, "reopen", actor=worker)
    assert move(case, "reopen", actor=worker, reason="La personne revient").state == "assessment"


def test_a_file_closed_before_the_information_was_given_waits_for_it_to_be_reopened(case, worker):
    close_case_file(actor=worker, case=case, closing_reason="at_request", on=TODAY)
    with pytest.raises(Blocked):
        move(case, "reopen", actor=worker, reason="La personne revient")


def test_closing_ends_what_was_shared(case, worker):
    share = make_share(case)
    close_case_file(actor=worker, case=case, closing_reason="at_request", on=TODAY)
    share.refresh_from_db()
    assert share.state == "revoked"
    assert not case.agency_grants.exists()


def test_the_state_cannot_be_assigned(case):
    with pytest.raises(AttributeError):
        case.state = "closed"


@pytest.mark.django_db(transaction=True)
def test_of_twenty_equal_moves_at_once_one_wins_and_nineteen_are_told():
    with acting("system"):
        worker = make_agent(Role.SOCIAL_WORKER, site=make_site())
        case = files.open_case_file(actor=worker, household=make_household(worker), on=TODAY)
        files.give_information(actor=worker, case=case, on=TODAY)
    gate, outcomes = threading.Barrier(20), []

    def attempt():
        try:
            gate.wait(30)
            with acting(*actor_of(worker)):
                move(case, "start_assessment", actor=worker)
            outcomes.append("won")
        except AlreadyMoved:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["told"] * 19 + ["won"]
    with acting("system"):
        assert Entry.objects.filter(act="casefile.start_assessment").count() == 1
