"""Who follows a file: given, given back, moved to another site; nothing of another site is touched."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.board import unassigned
from cases.models import Assignment, Task
from cases.selectors import case_files_for
from cases.services.assigning import assign_case_files, transfer_case_file, undo_assignment
from cases.services.moves import MoveRefused, NotYours, move
from cases.services.tasks import add_task
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.support.accounts import make_agent, make_site
from tests.support.cases import make_application, make_case_file, make_share

TODAY = date(2024, 3, 15)


def disabled(agent):
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    return agent


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def supervisor(worker):
    return make_agent(Role.SUPERVISOR, site=worker.site)


@pytest.fixture
def other(worker):
    return make_agent(site=worker.site)


def acts_of(case) -> list[str]:
    return [e.act for e in Entry.objects.filter(case_reference=case.reference).order_by("at", "id")]


def test_files_are_given_and_the_new_referent_is_told_once(worker, supervisor, other):
    cases = [make_case_file(worker) for _ in range(3)]
    assign_case_files(actor=supervisor, cases=cases, referent=other)
    for case in cases:
        case.refresh_from_db()
        assert case.referent == other
        assert "casefile.assign" in acts_of(case)
    told = Task.objects.get(assignee=other)
    assert (told.kind, told.label) == ("assignment", "3 dossiers vous sont attribués")


def test_open_tasks_of_the_former_referent_follow_and_those_of_colleagues_stay(worker, supervisor, other):
    case, third = make_case_file(worker), make_agent(site=worker.site)
    given = {"actor": worker, "case": case, "due_on": TODAY}
    mine = add_task(**given, label="SPÉCIMEN appeler", assignee=worker)
    theirs = add_task(**given, label="SPÉCIMEN relire", assignee=third)
    assign_case_files(actor=supervisor, cases=[case], referent=other)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.assignee, theirs.assignee) == (other, third)


def test_within_ten_minutes_files_go_back_and_both_acts_are_journaled(worker, supervisor, other):
    case = make_case_file(worker)
    batch = assign_case_files(actor=supervisor, cases=[case], referent=other)
    assert undo_assignment(actor=supervisor, batch=batch) == 1
    case.refresh_from_db()
    assert case.referent == worker
    assert acts_of(case)[-2:] == ["casefile.assign", "casefile.unassign"]


def test_after_ten_minutes_nothing_is_undone(worker, supervisor, other):
    case = make_case_file(worker)
    batch = assign_case_files(actor=supervisor, cases=[case], referent=other)
    Assignment.objects.update(made_at=timezone.now() - timedelta(minutes=10, seconds=1))
    with pytest.raises(MoveRefused):
        undo_assignment(actor=supervisor, batch=batch)
    case.refresh_from_db()
    assert case.referent == other


def test_a_file_given_on_meanwhile_keeps_its_referent(worker, supervisor, other):
    first, second = make_case_file(worker), make_case_file(worker)
    batch = assign_case_files(actor=supervisor, cases=[first, second], referent=other)
    assign_case_files(actor=supervisor, cases=[second], referent=supervisor)
    assert undo_assignment(actor=supervisor, batch=batch) == 1
    second.refresh_from_db()
    assert second.referent == supervisor


def test_the_supervisor_of_another_site_undoes_nothing(worker, supervisor, other):
    batch = assign_case_files(actor=supervisor, cases=[make_case_file(worker)], referent=other)
    with pytest.raises(MoveRefused):
        undo_assignment(actor=make_agent(Role.SUPERVISOR), batch=batch)


def test_a_worker_gives_no_file(worker, other):
    with pytest.raises(NotYours):
        assign_case_files(actor=worker, cases=[make_case_file(worker)], referent=other)


def test_a_file_of_another_site_is_refused_with_the_whole_batch(worker, supervisor, other):
    own, foreign = make_case_file(worker), make_case_file()
    with pytest.raises(NotYours):
        assign_case_files(actor=supervisor, cases=[own, foreign], referent=other)
    own.refresh_from_db()
    assert own.referent == worker


@pytest.mark.parametrize("fault", ["elsewhere", "gone", "nothing"])
def test_a_referent_must_be_there_and_of_the_site(fault, worker, supervisor, other):
    referent = {
        "elsewhere": lambda: make_agent(),
        "gone": lambda: disabled(make_agent(site=worker.site)),
        "nothing": lambda: worker,
    }[fault]()
    with pytest.raises(MoveRefused):
        assign_case_files(actor=supervisor, cases=[make_case_file(worker)], referent=referent)


def test_a_moved_file_leaves_at_once_and_waits_at_the_other_site(worker, supervisor):
    case = make_case_file(worker)
    receiving = make_agent(Role.SUPERVISOR)
    transfer_case_file(actor=supervisor, case=case, site=receiving.site, reason="SPÉCIMEN", on=TODAY)
    assert not case_files_for(worker).filter(pk=case.pk)
    assert list(unassigned(receiving, TODAY)) == [case]
    told = {task.assignee: task.label for task in Task.objects.filter(case=case, kind="transfer")}
    assert told.keys() == {receiving, worker}
    assert "SPÉCIMEN" in told[receiving]
    entry = Entry.objects.get(act="casefile.transfer")
    assert (entry.reason, entry.data["to"]) == ("SPÉCIMEN", receiving.site.code)


def test_shares_applications_and_clocks_go_on(worker, supervisor):
    case = make_case_file(worker)
    application, share = make_application(case, "incomplete"), make_share(case)
    transfer_case_file(actor=supervisor, case=case, site=make_site(), reason="SPÉCIMEN", on=TODAY)
    application.refresh_from_db()
    share.refresh_from_db()
    assert (application.state, share.state) == ("incomplete", "active")


def test_once_given_there_open_tasks_of_the_old_site_follow(worker, supervisor):
    case = make_case_file(worker)
    task = add_task(actor=worker, case=case, label="SPÉCIMEN appeler", assignee=worker, due_on=TODAY)
    receiving = make_agent(Role.SUPERVISOR)
    transfer_case_file(actor=supervisor, case=case, site=receiving.site, reason="SPÉCIMEN", on=TODAY)
    assign_case_files(actor=receiving, cases=[case], referent=receiving)
    task.refresh_from_db()
    assert task.assignee == receiving
    assert not unassigned(receiving, TODAY)


def test_the_system_moves_a_file_without_an_actor(worker):
    case, site = make_case_file(worker), make_site()
    moved = transfer_case_file(actor=None, case=case, site=site, reason="Nouveau secteur", on=TODAY)
    assert moved.site == site
    assert Entry.objects.get(act="casefile.transfer").actor is None


@pytest.mark.parametrize("fault", ["closed", "same site", "no reason", "worker", "other supervisor"])
def test_a_transfer_is_refused(fault, worker, supervisor):
    case = make_case_file(worker)
    if fault == "closed":
        move(case, "close", actor=worker, closing_reason="at_request", on=TODAY)
    actor = {"worker": worker, "other supervisor": make_agent(Role.SUPERVISOR)}.get(fault, supervisor)
    site = worker.site if fault == "same site" else make_site()
    reason = " " if fault == "no reason" else "SPÉCIMEN"
    with pytest.raises(MoveRefused):
        transfer_case_file(actor=actor, case=case, site=site, reason=reason, on=TODAY)
    case.refresh_from_db()
    assert case.site == worker.site
