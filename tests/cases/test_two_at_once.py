"""Two people act on one thing at the same moment: one act happens, the other is told by whom."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from cases.models import Application
from cases.services.moves import AlreadyMoved, move
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_case_file

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_twenty_equal_moves_at_once_one_happens_and_nineteen_are_told_by_whom():
    with acting("system"):
        case = make_case_file()
        application = make_application(case, "complete")
        agents = [make_agent(site=case.site) for _ in range(20)]
    gate, done, told = threading.Barrier(20), [], []

    def start(agent) -> None:
        try:
            gate.wait(30)
            with acting(*actor_of(agent)):
                move(application, "start_review", actor=agent)
                done.append(agent)
        except AlreadyMoved as late:
            told.append(str(late))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=start, args=[agent]) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(done), len(told)) == (1, 19)
    assert {done[0].full_name in line for line in told} == {True}
    with acting("system"):
        assert Application.objects.get(pk=application.pk).state == "under_review"
        (entry,) = Entry.objects.filter(act="application.start_review")
        assert entry.actor == done[0]


def test_of_two_different_moves_at_once_one_happens_and_the_other_is_told():
    """Refuse and send back the same proposal: whatever the order, one state, one entry, one refusal."""
    with acting("system"):
        case = make_case_file()
        application = make_application(case, "proposed")
        decider = make_agent(Role.SUPERVISOR, site=case.site)
    moves = {
        "refuse": {"by": decider, "at": timezone.now(), "refusal_reason": "SPÉCIMEN", "refusal_article": "I"},
        "send_back": {"reason": "SPÉCIMEN"},
    }
    gate, done, told = threading.Barrier(2), [], []

    def try_move(name: str) -> None:
        try:
            gate.wait(10)
            with acting(*actor_of(decider)):
                done.append(move(application, name, actor=decider, **moves[name]).state)
        except AlreadyMoved as late:
            told.append(str(late))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_move, args=[name]) for name in moves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(done), len(told)) == (1, 1)
    assert decider.full_name in told[0]
    with acting("system"):
        assert Application.objects.get(pk=application.pk).state == done[0]
        assert Entry.objects.filter(actor=decider).count() == 1
