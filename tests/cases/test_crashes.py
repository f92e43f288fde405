"""A state change cut anywhere leaves the state before it or after it, and the journal says which."""

import datetime as dt
import os
import signal
import threading

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from cases.models import Application
from cases.services.moves import move
from nps.accounts.acting import acting, actor_of
from nps.accounts.middleware import ATTEMPTS, ActingMiddleware
from nps.accounts.models import Agent, Site
from nps.journal.models import Entry
from nps.journal.sealing import seal, verify
from tests.support.accounts import make_agent, make_site, sign_in
from tests.support.cases import make_application, make_case_file
from tests.support.client import Browser

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("one_factor")]


@pytest.fixture
def scene() -> tuple[Agent, Application]:
    with acting("system"):
        agent = make_agent()
        return agent, make_application(make_case_file(agent), "complete")


def state_of(application: Application) -> tuple[str, list[str]]:
    """Where it stands, and what the journal says it went to."""
    with acting("system"):
        told = Entry.objects.filter(subject_kind="cases.application", subject_key=str(application.pk))
        now = Application.objects.get(pk=application.pk)
        return now.state, [entry.data["to"] for entry in told.order_by("at", "id")]


def start(scene) -> None:
    agent, application = scene
    with acting(*actor_of(agent)):
        move(application, "start_review", actor=agent)


# --- killed ---


def killed_at(number: int, act) -> bool:
    """Run the act in a process killed before its statement `number`; False when it ends before."""
    connections.close_all()
    child = os.fork()
    if not child:
        left = [number]

        def die(execute, sql, params, many, context):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(die):
                act()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_killed_before_any_of_its_statements_a_move_did_not_happen(scene):
    statement = 1
    while killed_at(statement, lambda: start(scene)):
        assert state_of(scene[1]) == ("complete", [])
        statement += 1
    assert statement > 5
    assert state_of(scene[1]) == ("under_review", ["under_review"])


# --- the database gone in the middle ---


def gone_at(beginning: str):
    """The connection is ended by the server, as when it restarts, when a statement begins so."""

    def end(execute, sql, params, many, context):
        if sql.startswith(beginning):
            sql, params = "select pg_terminate_backend(pg_backend_pid())", ()
        return execute(sql, params, many, context)

    return connection.execute_wrapper(end)


@pytest.mark.parametrize("beginning", ["UPDATE", 'INSERT INTO "journal_entry"'])
def test_a_database_restarted_in_the_middle_undoes_the_act_and_the_next_request_works(beginning, scene):
    agent, application = scene
    browser = sign_in(Browser(), agent)
    browser.raise_request_exception = False
    url = f"/applications/{application.reference}/move/start_review/"
    with gone_at(beginning):
        assert browser.post(url).status_code == 500
    assert state_of(application) == ("complete", [])
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('role'), current_setting('nps.agent', true)")
        role, who = cursor.fetchone()
    assert (role, who or "") == ("none", "")
    assert browser.post(url).status_code == 302
    assert state_of(application) == ("under_review", ["under_review"])


def test_what_cannot_be_journaled_does_not_happen(scene):
    agent, application = scene
    browser = sign_in(Browser(), agent)
    browser.raise_request_exception = False

    def refuse(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "journal_entry"'):
            sql, params = "insert into journal_entry (id) values (null)", ()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        answer = browser.post(f"/applications/{application.reference}/move/start_review/")
    assert answer.status_code == 500
    assert state_of(application) == ("complete", [])


# --- two requests that wait for each other ---


def asked(agent: Agent, **files):
    request = RequestFactory().post("/", files)
    request.user, request.session = agent, {}
    request._messages = FallbackStorage(request)
    return request


def middleware() -> ActingMiddleware:
    return ActingMiddleware(lambda request: HttpResponse())


def test_two_requests_that_cross_are_both_done(scene):
    """Each locks one site then the other's: PostgreSQL undoes one of them, which is done again."""
    agent = scene[0]
    with acting("system"):
        sites = [make_site().pk, make_site().pk]
    gate, runs, answers = threading.Barrier(2), [], []

    def view(order):
        def crossing(request):
            runs.append(order)
            messages.success(request, "fait")
            Site.objects.select_for_update().get(pk=order[0])
            if not gate.broken and runs.count(order) == 1:
                gate.wait(20)
            Site.objects.select_for_update().get(pk=order[1])
            return HttpResponse(status=204)

        return crossing

    def send(order) -> None:
        request = asked(agent)
        try:
            answer = middleware().process_view(request, view(order), (), {})
            answers.append((answer.status_code, [str(told) for told in request._messages]))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[order]) for order in (sites, sites[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [(204, ["fait"])] * 2
    assert len(runs) == 3


def test_a_request_that_is_always_crossed_is_given_up_and_its_files_are_read_anew(scene):
    read = []

    def view(request):
        read.append(request.FILES["scan"].read())
        raise OperationalError from DeadlockDetected("deadlock detected")

    request = asked(scene[0], scan=SimpleUploadedFile("SPÉCIMEN.pdf", b"%PDF"))
    with pytest.raises(OperationalError):
        middleware().process_view(request, view, (), {})
    assert read == [b"%PDF"] * ATTEMPTS


def test_any_other_fault_of_the_database_is_not_tried_again(scene):
    runs = []

    def view(request):
        runs.append(1)
        raise OperationalError("the server closed the connection")

    with pytest.raises(OperationalError):
        middleware().process_view(asked(scene[0]), view, (), {})
    assert runs == [1]


# --- the clock ---


@pytest.mark.parametrize("hours", [2, -2])
def test_a_clock_that_jumps_changes_neither_state_nor_proof(hours, scene, monkeypatch):
    """A server put right by two hours between two acts: the order of the journal is that of its seals."""
    agent, application = scene
    with acting("system"):
        seal()
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + dt.timedelta(hours=hours))
    start(scene)
    with acting("system"):
        seal()
        assert not verify().fault
    assert state_of(application) == ("under_review", ["under_review"])
