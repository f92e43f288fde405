"""Killed or raced at any point, the vault holds whole documents or none."""

import io
import os
import signal
import threading

import pytest
from django.db import connections

from documents import storage, vault
from documents.models import Content, State, SupportingDocument
from documents.vault import NotPossible
from nps.accounts.acting import acting
from nps.journal.models import Entry
from tests.documents import specimens
from tests.support.accounts import make_agent
from tests.support.people import make_household, make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    with acting("system"):
        agent = make_agent()
        person = make_person(agent)
        return agent, person, make_household(agent, (person, "applicant"))


def keep(scene, data=None):
    agent, person, household = scene
    with acting("system"):
        return vault.store(
            actor=agent,
            household=household,
            people=[person],
            type_code="tax_notice",
            upload=io.BytesIO(data or specimens.pdf()),
            filename="SPÉCIMEN.pdf",
        )


def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)


POINTS = {
    "while writing": (storage.os, "fsync"),
    "before the file has its name": (storage.os, "rename"),
    "between the file and the rows": (vault, "_keep_once"),
    "before the journal entry": (vault, "record"),
}


@pytest.mark.parametrize(("module", "name"), POINTS.values(), ids=POINTS.keys())
def test_killed_while_storing_leaves_no_half_of_a_document(scene, folder, module, name, monkeypatch):
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            setattr(module, name, die)
            keep(scene)
        finally:
            os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    with acting("system"):
        assert not SupportingDocument.objects.exists()
        assert not Content.objects.exists()
        assert not Entry.objects.filter(act="store_document").exists()
    document = keep(scene)  # the replay succeeds
    with acting("system"):
        assert vault.read_document(document) == specimens.pdf()


def together(*acts):
    """Run the acts at once, each on its own connection; their results or exceptions, in order."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            start.wait()
            results[place] = act()
        except Exception as fault:
            results[place] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_twenty_checks_at_once_one_wins_and_nineteen_are_told(scene):
    document = keep(scene)

    def check():
        with acting("system"):
            return vault.accept(actor=scene[0], document=document)

    results = together(*[check] * 20)
    assert sum(isinstance(r, SupportingDocument) for r in results) == 1
    assert sum(isinstance(r, NotPossible) and r.document.state == State.ACCEPTED for r in results) == 19
    with acting("system"):
        assert Entry.objects.filter(act="accept_document").count() == 1


def test_accepting_and_rejecting_at_once_ends_in_one_of_the_two(scene):
    document = keep(scene)

    def accept():
        with acting("system"):
            return vault.accept(actor=scene[0], document=document)

    def reject():
        with acting("system"):
            return vault.reject(actor=scene[0], document=document, reason="too_old")

    results = together(accept, reject)
    assert sum(isinstance(r, NotPossible) for r in results) == 1


def test_equal_uploads_at_once_are_kept_once(scene, folder):
    documents = together(*[lambda: keep(scene)] * 4)
    assert {d.content_id for d in documents} == {documents[0].content_id}
    with acting("system"):
        assert Content.objects.count() == 1
        assert vault.read_document(documents[0]) == specimens.pdf()
    assert sum(path.is_file() for path in folder.rglob("*")) == 1


def test_an_upload_during_the_erasure_of_the_same_content_always_opens(scene):
    document = keep(scene)

    def erase():
        with acting("system"):
            return vault.erase(actor=None, document=document, reason="SPÉCIMEN")

    erased, kept = together(erase, lambda: keep(scene))
    assert erased.state == State.ERASED
    with acting("system"):
        kept = SupportingDocument.objects.get(pk=kept.pk)
        assert vault.read_document(kept) == specimens.pdf()
