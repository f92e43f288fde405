"""What holds for the whole suite: real databases, rows in random order, no network, strict pages."""

import socket

import pytest
from django.db import connections
from django.db.models import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import setup_databases, teardown_databases

from documents import catalogue, types
from nps.accounts.acting import acting
from tests.support.client import Browser


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment,
    django_db_modify_db_settings,
    django_db_blocker,
    django_db_keepdb,
    django_db_createdb,
):
    """Both aliases always: else, with a mirror, tests that never ask for `owner` meet the real name."""
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=0, interactive=False, keepdb=django_db_keepdb and not django_db_createdb
        )
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            for connection in connections.all():
                connection.close()
                getattr(connection, "close_pool", lambda: None)()
            teardown_databases(made, 0)


def pytest_collection_modifyitems(items):
    """Flushing after a transactional test is done by the owner."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            kwargs = {**mark.kwargs, "databases": ["default", "owner"]}
            item.add_marker(pytest.mark.django_db(**kwargs), append=False)


@pytest.fixture(autouse=True, scope="session")
def _rows_without_an_order_come_in_any_order():
    pairs = SQLCompiler._order_by_pairs

    def shuffled(self):
        found = False
        for pair in pairs(self):
            found = True
            yield pair
        query = self.query
        plain = not (query.distinct or query.combinator or query.subquery or query.select_for_update)
        if not found and plain and query.group_by is None and query.default_cols:
            yield OrderBy(Random()), False

    SQLCompiler._order_by_pairs = shuffled
    yield
    SQLCompiler._order_by_pairs = pairs


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    connect = socket.socket.connect

    def local_only(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise OSError(f"tests do not use the network: {address}")
        return connect(self, address)

    socket.socket.connect = local_only
    yield
    socket.socket.connect = connect


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    """Each test has its own vault, exports and witness of the journal."""
    settings.JOURNAL_WITNESS = tmp_path / "journal" / "heads.jsonl"
    settings.EXPORT_DIR = tmp_path / "exports"
    vault = settings.STORAGES["vault"]
    options = {**vault["OPTIONS"], "location": tmp_path / "vault"}
    settings.STORAGES = {**settings.STORAGES, "vault": {**vault, "OPTIONS": options}}


@pytest.fixture(autouse=True)
def _types_of_this_test(request, monkeypatch):
    """Dated versions are read again by each test; without a database there are only the published types."""
    if {"db", "transactional_db", "live_server"} & {*request.fixturenames} or request.node.get_closest_marker(
        "django_db"
    ):
        catalogue.approved.forget()
    else:
        monkeypatch.setattr(types, "_versions", tuple)


@pytest.fixture
def system(db):
    """The test itself acts as the system; requests made through a client act as their agent."""
    with acting("system"):
        yield


@pytest.fixture
def one_factor(settings):
    """Agents with a password alone may open files; the second factor has its own tests."""
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def client():
    """A client that enforces CSRF and reads every page for what may never be in one."""
    return Browser()
