"""Tasks: noted, done, taken up again; a notice is its reader's alone and stays until it is seen."""

from datetime import date, timedelta

import pytest

from cases.day import open_tasks, tasks_of
from cases.models import TaskKind
from cases.services.moves import Blocked, MoveRefused, NotYours, move
from cases.services.tasks import add_task, finish_task, take_up_task, tell
from nps.journal.models import Entry
from tests.support.accounts import make_agent
from tests.support.cases import make_case_file

TODAY = date(2024, 3, 15)


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def colleague(worker):
    return make_agent(site=worker.site)


@pytest.fixture
def case(worker):
    return make_case_file(worker)


@pytest.fixture
def task(worker, colleague, case):
    return add_task(actor=worker, case=case, label="SPÉCIMEN", assignee=colleague, due_on=TODAY)


def test_it_enters_the_day_at_its_date_and_stays(task, colleague):
    assert tasks_of(colleague, TODAY - timedelta(days=1)).rows == []
    assert tasks_of(colleague, TODAY).rows == [task]
    assert tasks_of(colleague, TODAY + timedelta(days=90)).rows == [task]


def test_done_it_leaves_and_undone_it_comes_back_both_journaled(task, worker, colleague):
    finish_task(actor=worker, public_id=task.public_id)
    assert not open_tasks(colleague, TODAY)
    with pytest.raises(MoveRefused, match="Déjà fait"):
        finish_task(actor=colleague, public_id=task.public_id)
    take_up_task(actor=colleague, public_id=task.public_id)
    assert list(open_tasks(colleague, TODAY)) == [task]
    acts = Entry.objects.filter(act__startswith="task.").order_by("at").values_list("act", flat=True)
    assert list(acts) == ["task.add", "task.done", "task.undone"]


def test_it_is_for_somebody_of_the_site_in_an_open_file(worker, case):
    with pytest.raises(MoveRefused, match="pas du site"):
        add_task(actor=worker, case=case, label="x", assignee=make_agent(), due_on=TODAY)
    move(case, "close", actor=worker, closing_reason="at_request", on=TODAY)
    with pytest.raises(Blocked):
        add_task(actor=worker, case=case, label="x", assignee=worker, due_on=TODAY)


def test_another_site_neither_adds_nor_settles(task, case):
    stranger = make_agent()
    with pytest.raises(NotYours):
        add_task(actor=stranger, case=case, label="x", assignee=stranger, due_on=TODAY)
    with pytest.raises(NotYours):
        finish_task(actor=stranger, public_id=task.public_id)


def test_a_notice_is_settled_by_its_reader_alone_even_from_another_site(worker, colleague, case):
    far = make_agent()
    tell(case=case, kind=TaskKind.TRANSFER, agents=[far.pk, colleague.pk], label="SPÉCIMEN", actor=worker)
    mine = open_tasks(far, date.max).get()
    with pytest.raises(NotYours):
        finish_task(actor=worker, public_id=mine.public_id)
    finish_task(actor=far, public_id=mine.public_id)
    assert not open_tasks(far, date.max)
    assert open_tasks(colleague, date.max).count() == 1
