"""Absences: dated, one at a time, no chain of substitutes; whose files are whose that day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.board import unassigned
from cases.day import followed_by, my_files, open_tasks
from cases.models import Absence
from cases.services.absences import end_absence, note_absence
from cases.services.moves import MoveRefused, NotYours
from cases.services.tasks import add_task
from nps.accounts.models import Role
from tests.support.accounts import make_agent
from tests.support.cases import make_case_file

MONDAY = date(2024, 3, 11)
FRIDAY = MONDAY + timedelta(days=4)


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
def substitute(worker):
    return make_agent(site=worker.site)


@pytest.fixture
def away(worker, supervisor, substitute):
    return note_absence(actor=supervisor, agent=worker, substitute=substitute, since=MONDAY, until=FRIDAY)


@pytest.mark.parametrize(
    ("on", "hers"),
    [
        (MONDAY - timedelta(days=1), False),
        (MONDAY, True),
        (FRIDAY - timedelta(days=1), True),
        (FRIDAY, False),
    ],
)
def test_the_substitute_finds_the_files_and_tasks_from_the_first_day_to_the_last(
    on, hers, worker, substitute, away
):
    case = make_case_file(worker)
    task = add_task(actor=worker, case=case, label="SPÉCIMEN", assignee=worker, due_on=MONDAY)
    assert (case in my_files(substitute, on)) is hers
    assert (task in open_tasks(substitute, on)) is hers
    assert case in my_files(worker, on)


def test_back_early_the_files_are_no_longer_the_substitute_s(worker, supervisor, substitute, away):
    day = MONDAY + timedelta(days=2)
    end_absence(actor=supervisor, public_id=away.public_id, on=day)
    assert followed_by(substitute, day - timedelta(days=1)) == {substitute.pk, worker.pk}
    assert followed_by(substitute, day) == {substitute.pk}


def test_an_absence_that_does_not_take_place_covers_no_day(worker, supervisor, substitute, away):
    end_absence(actor=supervisor, public_id=away.public_id, on=MONDAY - timedelta(days=3))
    assert followed_by(substitute, MONDAY) == {substitute.pk}
    note_absence(actor=supervisor, agent=worker, substitute=None, since=MONDAY, until=FRIDAY)


def test_without_a_substitute_the_files_wait_on_the_board(worker, supervisor):
    case = make_case_file(worker)
    note_absence(actor=supervisor, agent=worker, substitute=None, since=MONDAY, until=FRIDAY)
    assert list(unassigned(supervisor, MONDAY)) == [case]
    assert not unassigned(supervisor, FRIDAY)


def test_overlapping_absences_are_refused_in_words_and_by_the_database(worker, supervisor, away):
    given = {"agent": worker, "since": FRIDAY - timedelta(days=1), "until": FRIDAY + timedelta(days=9)}
    with pytest.raises(MoveRefused, match="déjà noté absent"):
        note_absence(actor=supervisor, substitute=None, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(noted_by=supervisor, **given)


def test_the_day_of_return_another_absence_may_begin(worker, supervisor, away):
    later = FRIDAY + timedelta(days=3)
    note_absence(actor=supervisor, agent=worker, substitute=None, since=FRIDAY, until=later)


def test_no_chain_the_substitute_may_not_be_away_nor_leave(worker, supervisor, substitute, away):
    third, during = make_agent(site=worker.site), {"since": MONDAY, "until": FRIDAY}
    with pytest.raises(MoveRefused, match="remplace"):
        note_absence(actor=supervisor, agent=substitute, substitute=third, **during)
    with pytest.raises(MoveRefused, match="absent aussi"):
        note_absence(actor=supervisor, agent=third, substitute=worker, **during)
    with pytest.raises(MoveRefused):
        note_absence(actor=supervisor, agent=substitute, substitute=worker, **during)


@pytest.mark.parametrize("fault", ["herself", "elsewhere", "gone", "backwards"])
def test_who_may_replace(fault, worker, supervisor):
    substitute = {
        "herself": lambda: worker,
        "elsewhere": lambda: make_agent(),
        "gone": lambda: disabled(make_agent(site=worker.site)),
        "backwards": lambda: make_agent(site=worker.site),
    }[fault]()
    until = MONDAY if fault == "backwards" else FRIDAY
    with pytest.raises(MoveRefused):
        note_absence(actor=supervisor, agent=worker, substitute=substitute, since=MONDAY, until=until)


def test_only_the_supervisor_of_the_site_notes_and_ends(worker, supervisor, substitute, away):
    for actor in (worker, make_agent(Role.SUPERVISOR)):
        with pytest.raises(NotYours):
            note_absence(actor=actor, agent=worker, substitute=None, since=FRIDAY, until=date(2024, 4, 1))
        with pytest.raises(NotYours):
            end_absence(actor=actor, public_id=away.public_id, on=MONDAY)


def test_a_substitute_who_left_the_site_keeps_nothing(worker, substitute, away):
    substitute.site = make_agent().site
    substitute.save(update_fields=["site"])
    assert followed_by(substitute, MONDAY) == {substitute.pk}
