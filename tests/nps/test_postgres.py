"""The embedded server, on real folders with real processes: nothing here uses the suite's own database."""

import fcntl
import json
import os
import signal
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from nps import postgres
from nps.logins import APP, KINDS, OWNER, PostgresUnavailable, kept_passwords, provision
from nps.postgres import OwnerOnlyMigrates, databases
from tests.support.servers import UserOf, connect, embedded_server, ordinary_server, system_programs


@pytest.fixture(scope="module")
def running_server():
    """A server for the tests that only look at it: its socket folder."""
    with embedded_server() as host:
        yield host


def lives(folder):
    """Whether a postmaster, or a child of one, holds the server's lock."""
    path = folder / "server.lock"
    if not path.exists():
        return False
    with path.open("a") as probe:
        try:
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def postmaster(folder):
    return int((folder / "data/postmaster.pid").read_text().split()[0])


def word(host, text=None):
    """Write a word that must survive, or read it."""
    with connect(host, OWNER) as owner:
        if text:
            owner.execute("create table if not exists kept (word text)")
            owner.execute("insert into kept values (%s)", [text])
        return [row[0] for row in owner.execute("select word from kept order by word")]


def test_it_starts_on_demand_is_shared_and_stops_with_the_last_user(tmp_path):
    folder = tmp_path / "postgres"
    with UserOf(folder) as first:
        number = postmaster(folder)
        with UserOf(folder) as second:
            assert second.host == first.host
            word(second.host, "kept")
        assert lives(folder)
        assert postmaster(folder) == number
    assert not lives(folder)
    with UserOf(folder) as later:
        assert word(later.host) == ["kept"]
    assert not lives(folder)


def test_concurrent_first_starts_make_one_database(tmp_path):
    folder = tmp_path / "postgres"
    users = [UserOf(folder) for _ in range(4)]
    hosts = {user.__enter__().host for user in users}
    assert len(hosts) == 1
    for user in users:
        assert lives(folder)
        user.__exit__()
    assert not lives(folder)


def test_a_killed_user_neither_stops_the_server_nor_keeps_it_alive(tmp_path):
    folder = tmp_path / "postgres"
    with UserOf(folder) as stays, UserOf(folder) as killed:
        killed.kill()
        assert word(stays.host, "kept") == ["kept"]
    assert not lives(folder)


def test_the_last_user_killed_leaves_a_server_that_the_next_one_takes_over(tmp_path):
    folder = tmp_path / "postgres"
    with UserOf(folder) as only:
        word(only.host, "kept")
        number = postmaster(folder)
        only.kill()
    assert lives(folder)
    with UserOf(folder) as following:
        assert postmaster(folder) == number
        assert word(following.host) == ["kept"]
    assert not lives(folder)


def test_a_killed_server_is_started_again_with_its_data(tmp_path):
    folder = tmp_path / "postgres"
    with UserOf(folder) as first:
        word(first.host, "kept")
        os.kill(postmaster(folder), signal.SIGKILL)
        with UserOf(folder) as second:
            assert word(second.host) == ["kept"]
    assert not lives(folder)


def test_a_long_lived_process_revives_a_killed_server(tmp_path, monkeypatch):
    folder = tmp_path / "postgres"
    monkeypatch.setattr(postgres, "_users", {})
    host = postgres.start(folder)
    try:
        word(host, "kept")
        os.kill(postmaster(folder), signal.SIGKILL)
        wait_until(lambda: not lives(folder))
        postgres.revive()
        assert word(host) == ["kept"]
    finally:
        postgres.release()
    assert not lives(folder)


def test_a_stale_process_number_that_belongs_to_somebody_else_is_not_believed(tmp_path):
    folder = tmp_path / "postgres"
    with UserOf(folder) as first:
        word(first.host, "kept")
    (folder / "data/postmaster.pid").write_text(f"{os.getpid()}\n{folder / 'data'}\n0\n5432\n\n\n")
    with UserOf(folder) as second:
        assert word(second.host) == ["kept"]
    assert not lives(folder)


def test_a_half_made_database_is_made_again(tmp_path):
    folder = tmp_path / "postgres"
    (folder / "data.new/base").mkdir(parents=True)
    with UserOf(folder) as user:
        assert word(user.host, "kept") == ["kept"]


def test_closed_parents_stay_closed(tmp_path):
    """The wheel's own launcher opens every parent folder to the world when root."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with UserOf(closed / "var/postgres") as user:
        assert word(user.host, "kept") == ["kept"]
    assert closed.stat().st_mode & 0o777 == 0o700


def test_a_long_path_and_odd_letters_are_met(tmp_path):
    folder = tmp_path / ("é, " + "long " * 30) / "postgres"
    with UserOf(folder) as user:
        assert word(user.host, "kept") == ["kept"]
        assert len(os.fsencode(user.host)) < 100
        assert Path(user.host).stat().st_mode & 0o777 == 0o700
    assert not lives(folder)


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    folder = tmp_path / ("long" * 40)
    folder.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    here = postgres._socket_folder(folder)
    here.rmdir()
    here.symlink_to(elsewhere)
    with pytest.raises(PostgresUnavailable, match="belongs to somebody else"):
        postgres.start(folder)


def test_nothing_listens_on_the_network_and_the_log_keeps_nothing_typed(running_server):
    with connect(running_server) as app:
        assert app.execute("show listen_addresses").fetchone() == ("",)
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            app.execute("select 'canary'::int")
    assert "canary" not in (Path(running_server).parent / "server.log").read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused by PostgreSQL")
def test_root_without_user_namespaces_gives_the_folder_to_a_system_user():
    with tempfile.TemporaryDirectory(prefix="nps-test-") as top:
        Path(top).chmod(0o755)
        folder = Path(top) / "postgres"
        with UserOf(folder, before="postgres._namespace = lambda: ()") as user:
            assert word(user.host, "kept") == ["kept"]
        assert folder.stat().st_uid != 0
        with UserOf(folder) as later:
            assert word(later.host) == ["kept"]
        assert not lives(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused by PostgreSQL")
def test_root_without_user_namespaces_in_a_closed_folder_is_told_what_to_do(tmp_path, monkeypatch):
    tmp_path.chmod(0o700)
    monkeypatch.setattr(postgres, "_namespace", lambda: ())
    with pytest.raises(PostgresUnavailable, match="refuses to run as root") as told:
        postgres.start(tmp_path / "postgres")
    assert "set NPS_VAR" in str(told.value)


def test_missing_programs_are_told_with_what_is_safe_and_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "find_spec", lambda name: None)
    with pytest.raises(PostgresUnavailable) as told:
        postgres.start(tmp_path / "postgres")
    assert "not installed" in str(told.value)
    assert "Nothing was lost" in str(told.value)
    assert "make demo" in str(told.value)
    assert "DATABASE_URL" in str(told.value)


def test_a_server_that_cannot_start_is_told_with_its_last_words(tmp_path):
    folder = tmp_path / "postgres"
    with UserOf(folder):
        pass
    (folder / "data/global/pg_control").unlink()
    with pytest.raises(PostgresUnavailable, match="could not find the database system"):
        postgres.start(folder)


def test_data_of_another_major_version_is_left_alone(tmp_path):
    data = tmp_path / "postgres/data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("12\n")
    with pytest.raises(PostgresUnavailable, match="made by PostgreSQL 12, this version carries 18"):
        postgres.start(tmp_path / "postgres")


def test_a_place_where_no_folder_can_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PostgresUnavailable, match="Not a directory|File exists"):
        postgres.start(tmp_path / "file/postgres")


def test_files_that_are_no_database_are_left_alone(tmp_path):
    (tmp_path / "postgres/data").mkdir(parents=True)
    (tmp_path / "postgres/data/mine").write_text("keep")
    with pytest.raises(PostgresUnavailable, match="no database"):
        postgres.start(tmp_path / "postgres")
    assert (tmp_path / "postgres/data/mine").read_text() == "keep"


def test_neither_login_is_superuser_nor_bypasses_row_security(running_server):
    with connect(running_server) as app:
        rows = app.execute(
            "select rolname, rolcanlogin, rolcreatedb from pg_roles where rolname like 'nps%' "
            "and not (rolsuper or rolbypassrls or rolcreaterole or rolreplication)"
        ).fetchall()
    kinds = {(f"nps_{kind}", False, False) for kind in KINDS}
    assert {*rows} == kinds | {(OWNER, True, True), (APP, True, False), ("nps_common", False, False)}


def test_the_application_login_takes_a_kind_and_nothing_more(running_server):
    with connect(running_server) as app:
        for kind in KINDS:
            app.execute(f"set role nps_{kind}")
        app.execute("reset role")
        assert app.execute("select pg_has_role('nps_staff', 'usage')").fetchone() == (False,)
        for role in (OWNER, "postgres"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(f"set role {role}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("create table mine (id int)")


def test_provisioning_twice_changes_nothing_and_corrects_a_drift(running_server):
    admin = f"postgresql://postgres@/postgres?host={running_server}"
    with psycopg.connect(admin, autocommit=True) as connection:
        look = "select oid, xmin, rolname, rolbypassrls from pg_authid where rolname like 'nps%' order by 1"
        before = connection.execute(look).fetchall()
        provision(admin)
        assert connection.execute(look).fetchall() == before
        connection.execute(f"alter role {APP} bypassrls inherit")
        connection.execute(f"revoke nps_partner from {APP}")
        provision(admin)
        assert not any(row[3] for row in connection.execute(look))
    with connect(running_server) as app:
        app.execute("set role nps_partner")


def test_the_aliases_of_development_share_one_database_and_a_pool(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "start", lambda folder: str(folder / "run"))
    made = databases({}, var=tmp_path, mode="dev")
    assert (made["default"]["USER"], made["owner"]["USER"]) == (APP, OWNER)
    assert made["default"]["TEST"] == {"MIRROR": "owner"}
    assert made["default"]["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 8}
    assert "pool" not in made["owner"]["OPTIONS"]
    assert {alias["NAME"] for alias in made.values()} == {"nps"}


def test_no_test_can_meet_the_real_database(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "start", lambda folder: str(folder / "run"))
    made = databases({"NPS_TEST_DB": "test_mine"}, var=tmp_path, mode="test")
    assert {alias["NAME"] for alias in made.values()} == {"tests_forgot_their_database"}
    assert made["owner"]["TEST"]["NAME"] == "test_mine"
    assert "pool" not in made["default"]["OPTIONS"]


def test_both_urls_are_used_as_given(tmp_path):
    made = databases(
        {
            "DATABASE_URL": "postgresql://a:p%40ss@%2FSock/db?sslmode=require",
            "DATABASE_OWNER_URL": "postgres://b@h:6/db",
        },
        var=tmp_path,
        mode="production",
    )
    assert made["default"] | {"TEST": 0} == {
        "ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0, "USER": "a", "PASSWORD": "p@ss",
        "HOST": "/Sock", "NAME": "db", "TEST": 0,
        "OPTIONS": {"sslmode": "require", "pool": {"min_size": 1, "max_size": 8}},
    }  # fmt: skip
    assert (made["owner"]["USER"], made["owner"]["HOST"], made["owner"]["PORT"]) == ("b", "h", "6")


def test_production_with_one_url_cannot_migrate(tmp_path):
    made = databases({"DATABASE_URL": "postgresql://a@h/db"}, var=tmp_path, mode="production")
    assert made["owner"]["ENGINE"] == "django.db.backends.dummy"


@pytest.mark.parametrize("url", ["mysql://a:secret@h/db", "postgresql://a:secret@h:port:/db", "nonsense"])
def test_a_wrong_url_is_told_without_its_password(tmp_path, url):
    with pytest.raises(PostgresUnavailable, match="DATABASE_URL") as told:
        databases({"DATABASE_URL": url}, var=tmp_path, mode="dev")
    assert "secret" not in str(told.value)


def test_a_server_that_does_not_answer_is_told(tmp_path):
    with pytest.raises(PostgresUnavailable, match="could not be prepared"):
        databases({"DATABASE_URL": "postgresql://a:secret@localhost:1/db"}, var=tmp_path, mode="dev")


def test_only_the_owner_migrates():
    router = OwnerOnlyMigrates()
    assert router.allow_migrate("owner", "cases")
    assert not router.allow_migrate("default", "cases")


def test_passwords_are_made_once_and_kept_from_others(tmp_path):
    path = tmp_path / "secrets/database.json"
    made = kept_passwords(path)
    assert kept_passwords(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(made[APP]) > 20
    assert made[APP] != made[OWNER]


# --- an ordinary server ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ordinary():
    """The administrator's URL of the system's own PostgreSQL."""
    programs = system_programs()
    if not programs:
        pytest.skip("no PostgreSQL 15 or later in /usr/lib/postgresql: install postgresql to try one")
    with ordinary_server(programs) as url:
        yield url


def test_an_ordinary_server_is_prepared_and_both_logins_work(ordinary, tmp_path):
    for _ in range(2):
        made = databases({"DATABASE_URL": ordinary}, var=tmp_path, mode="dev")
    place = {k: made["default"][k] for k in ("HOST", "PORT", "PASSWORD")}
    kept = json.loads((tmp_path / "secrets/database.json").read_text())
    assert place["PASSWORD"] == kept[APP]
    with connect(place["HOST"], port=place["PORT"], password=kept[APP]) as app:
        assert app.execute("select pg_has_role('nps_staff', 'usage')").fetchone() == (False,)
        app.execute("set role nps_staff")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("set role nps_owner")
    with connect(place["HOST"], OWNER, port=place["PORT"], password=kept[OWNER]) as owner:
        owner.execute("create table made (id int)")


def test_passwords_of_another_checkout_are_reset(ordinary, tmp_path):
    databases({"DATABASE_URL": ordinary}, var=tmp_path / "one", mode="dev")
    made = databases({"DATABASE_URL": ordinary}, var=tmp_path / "two", mode="test")["default"]
    connect(made["HOST"], port=made["PORT"], password=made["PASSWORD"]).close()


def test_an_administrator_who_is_no_superuser_is_enough(ordinary, tmp_path):
    with psycopg.connect(ordinary, autocommit=True) as admin:
        admin.execute("drop database if exists nps with (force)")
        names = [OWNER, APP, "nps_common", *(f"nps_{kind}" for kind in KINDS)]
        for name in names:
            admin.execute(f"drop role if exists {name}")
        admin.execute("create role manager login createrole createdb password 'm'")
    url = ordinary.replace("admin:adm%2Fin", "manager:m")
    for _ in range(2):
        databases({"DATABASE_URL": url}, var=tmp_path, mode="dev")


def test_a_wrong_password_is_told_without_it(ordinary, tmp_path):
    with pytest.raises(PostgresUnavailable, match="password authentication failed") as told:
        databases({"DATABASE_URL": ordinary.replace("adm%2Fin", "canary")}, var=tmp_path, mode="dev")
    assert "canary" not in str(told.value)


def wait_until(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)
