"""Fixtures of modules whose tests share one world: built once in a transaction, undone after each test.

A module takes them all by name, as tests.test_url_sweep does.
"""

import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client, override_settings

from nps.accounts.acting import acting
from tests.support.accounts import sign_in
from tests.support.client import Browser
from tests.support.world import ACTORS, World, make_world

WHO = ("anonymous", *ACTORS)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Iterator[None]:
    """One vault for the module: the world's pieces are read by every test."""
    vault = settings.STORAGES["vault"]
    options = {**vault["OPTIONS"], "location": tmp_path_factory.mktemp("vault")}
    with override_settings(STORAGES={**settings.STORAGES, "vault": {**vault, "OPTIONS": options}}):
        yield


@pytest.fixture(autouse=True, name="_own_folders")
def own_folders(place):
    """Instead of the suite's folders, one per test."""


@pytest.fixture(scope="module")
def world(place, django_db_setup, django_db_blocker) -> Iterator[World]:
    """Built once in a transaction that is undone at the end of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        with acting("system"):
            made = make_world()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sessions(world) -> dict[tuple[str, bool], str]:
    """(actor, with a fresh proof) → session key."""
    keys = {}
    for actor, agent in world.agents.items():
        for proven in (False, True):
            client = sign_in(Client(), agent)
            keys[actor, proven] = client.session.session_key
            if proven:
                proof = {"method": "password", "at": time.time(), "reauthenticated": True}
                session = SessionStore(keys[actor, proven])
                session["account_authentication_methods"] = [proof]
                session["account_authentication_methods_user"] = str(agent.pk)
                session.save()
    return keys


@pytest.fixture(autouse=True, name="_nothing_stays")
def nothing_stays(world):
    """What a test writes is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def browser(sessions):
    """Somebody's browser, without any trace of the requests before."""

    def open_browser(actor: str, *, proven: bool = False, language: str = "fr") -> Browser:
        made = Browser()
        made.cookies["django_language"] = language
        if actor != "anonymous":
            made.cookies["sessionid"] = sessions[actor, proven]
        return made

    return open_browser


def answered(ask: Callable, url: str):
    """The answer, whatever it did undone."""
    with transaction.atomic():
        response = ask(url)
        if response.streaming:
            response.body = b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response
