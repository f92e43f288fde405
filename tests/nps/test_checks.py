"""The system check, on the migrated database and on logins that may do too much."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from nps import checks
from nps.checks import (
    database_is_closed,
    login_faults,
    personal_tables,
    require_closed_database,
    table_faults,
)
from nps.row_security import MINIMUM

pytestmark = pytest.mark.django_db


def test_the_migrated_database_is_closed():
    assert database_is_closed(databases=["default"]) == []
    require_closed_database()


def test_every_table_of_the_apps_that_hold_people_is_personal():
    found = personal_tables()
    assert {"people_person", "journal_entry", "documents_supportingdocument_people"} <= {*found}
    assert not [table for table in found if table.startswith(("accounts_", "auth_", "django_"))]


@pytest.mark.parametrize("kind", ["partner", "auditor"])
def test_who_sees_least_can_still_sign_in(kind):
    """A table of MINIMUM made after BaseGrants would have been missed in silence."""
    query = "select has_any_column_privilege(%s, to_regclass(%s), %s)"
    with connection.cursor() as cursor:
        for table, privileges in MINIMUM.items():
            wanted = [word for word in ("select", "insert", "update") if word in privileges]
            for privilege in wanted:
                cursor.execute(query, [f"nps_{kind}", f"public.{table}", privilege])
                assert cursor.fetchone() == (True,), f"{privilege} on {table}"


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_login_that_owns_tables_or_makes_them_is_refused():
    found = {fault.id for fault in login_faults("owner")}
    assert found == {"nps.E003", "nps.E004"}


def test_a_personal_table_left_open_is_refused(monkeypatch):
    monkeypatch.setattr(checks, "personal_tables", lambda: ["django_session", "not_made_yet"])
    assert [fault.id for fault in table_faults()] == ["nps.E005", "nps.E006"]
    with pytest.raises(
        ImproperlyConfigured, match="The personal table django_session has no row-level security"
    ):
        require_closed_database()


def test_a_database_without_any_table_yet_is_accepted():
    assert [*table_faults(tables=["not_made_yet"])] == []


def test_only_the_application_login_is_looked_at(monkeypatch):
    monkeypatch.setattr(checks, "login_faults", pytest.fail)
    assert database_is_closed(databases=["owner"]) == []
    assert database_is_closed(databases=None) == []


def test_the_login_cannot_record_migrations():
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("insert into django_migrations (app, name, applied) values ('a', 'b', now())")
