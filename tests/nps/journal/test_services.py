"""An entry stands or falls with its act; the application can neither change nor remove one."""

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from nps.accounts.acting import KINDS, acting
from nps.accounts.models import Role
from nps.journal.merkle import leaf_hash
from nps.journal.models import Entry
from nps.journal.services import NotInATransaction, canonical_of, record
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import make_case_file
from tests.support.client import Browser

CHANGES = {
    "update": "update journal_entry set reason = 'x'",
    "delete": "delete from journal_entry",
    "truncate": "truncate journal_entry cascade",
    "update of a place": "update journal_leaf set index = index + 1",
    "delete of a place": "delete from journal_leaf",
    "update of a head": "update journal_treehead set root = 'x'",
    "delete of a head": "delete from journal_treehead",
    "drop": "drop table journal_entry cascade",
    "disabling its triggers": "alter table journal_entry disable trigger all",
    "opening its rows": "alter table journal_entry disable row level security",
}


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.django_db
def test_no_kind_of_actor_changes_or_removes_entries(kind, change):
    refused = "permission denied|must be owner"
    with pytest.raises(ProgrammingError, match=refused), acting(kind), connection.cursor() as cursor:
        cursor.execute(CHANGES[change])


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.django_db
def test_nor_does_the_login_without_an_actor(change):
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CHANGES[change])


@pytest.mark.parametrize("kind", sorted({"partner", "auditor", "admin"}))
@pytest.mark.django_db
def test_those_who_work_no_file_write_entries_and_read_none(kind):
    with acting(kind):
        record(act="partner.list", actor=None)
    with pytest.raises(ProgrammingError, match="permission denied"), acting(kind):
        Entry.objects.first()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written():
    with pytest.raises(NotInATransaction):
        record(act="casefile.open", actor=None)
    with acting("system"):
        assert not Entry.objects.exists()


@pytest.fixture
def closed_journal():
    """The journal takes no entry from the staff, as a full disk or a lost right would have it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("revoke insert on journal_entry from nps_staff")
    yield
    with connections["owner"].cursor() as cursor:
        cursor.execute("grant insert on journal_entry to nps_staff")


@pytest.mark.django_db(transaction=True)
def test_an_act_or_a_read_that_cannot_be_journaled_does_not_happen(settings, closed_journal):
    settings.SECOND_FACTOR_REQUIRED = False
    with acting("system"):
        worker = make_agent()
        case = make_case_file(worker, information_given_on=None, state="intake")
    browser = sign_in(Browser(raise_request_exception=False), worker)
    page = f"/cases/{case.reference}/"
    assert browser.post(f"{page}information/", {"given_on": "15/03/2024"}).status_code == 500
    read = browser.get(page)
    assert (read.status_code, case.reference in read.content.decode().replace(page, "")) == (500, False)
    with acting("system"):
        case.refresh_from_db()
        assert case.information_given_on is None
        assert not Entry.objects.filter(actor=worker, act__in=("information_given", "casefile.read")).exists()


def test_what_is_read_back_is_what_was_hashed(system):
    worker = make_agent(Role.SUPERVISOR)
    data = {"n": 1.50, "list": ["é", None, True], "deep": {"b": 1, "a": 10**18}, 3: "key"}
    kept = Entry.objects.get(pk=record(act="casefile.close", actor=worker, reason="  é\u202f", data=data).pk)
    assert bytes(kept.leaf) == leaf_hash(canonical_of(kept))
    assert (kept.actor_role, kept.data["3"]) == ("supervisor", "key")
