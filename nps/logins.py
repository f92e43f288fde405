"""The logins, the roles and the database of the product on any PostgreSQL 15 or later.

Importable before Django is configured. No table and no row enters here: see row_security.py.
"""

import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

DATABASE, OWNER, APP, COMMON = "nps", "nps_owner", "nps_app", "nps_common"
KINDS = ("staff", "partner", "auditor", "admin", "system")  # each is a NOLOGIN role nps_<kind>


class PostgresUnavailable(RuntimeError):
    """PostgreSQL cannot be used. The text says what happened, what is safe and what to do."""


def _attributes(role: str) -> dict[str, bool]:
    """What each role may do by itself. The application's login inherits nothing: it takes a role."""
    never = dict.fromkeys(("superuser", "bypassrls", "createrole", "replication"), False)
    return never | {"login": role in (OWNER, APP), "createdb": role == OWNER, "inherit": role != APP}


def provision(admin_url: str, passwords: Mapping[str, str] | None = None) -> None:
    """Make the roles and the database, or correct them; nothing changes when all is as it should be.

    `admin_url` may create roles and databases. `passwords` maps a login to its password. Raises
    PostgresUnavailable.
    """
    try:
        with psycopg.connect(admin_url, autocommit=True, connect_timeout=10) as connection:
            make_ready(connection, passwords or {})
    except psycopg.Error as fault:
        raise PostgresUnavailable(
            f"The PostgreSQL of DATABASE_URL could not be prepared: {fault}\n"
            "Nothing was lost. Correct DATABASE_URL (its user must be allowed to create roles and databases),"
            " or set DATABASE_OWNER_URL as well."
        ) from fault


def make_ready(connection: psycopg.Connection, passwords: Mapping[str, str] | None = None) -> None:
    """`provision` on an administrator's connection, in autocommit. Raises psycopg.Error and the above."""
    version = connection.info.server_version
    if version < 150000:
        raise PostgresUnavailable(
            f"PostgreSQL {version // 10000} is too old: 15 or later is needed. Nothing was changed."
        )
    connection.execute("select pg_advisory_lock(hashtext('nps: provision'))")
    try:
        _make_roles(connection)
        for role, password in (passwords or {}).items():
            verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
            _execute(connection, "alter role {} password {}", role, sql.Literal(verifier.decode()))
        _make_database(connection)
    finally:
        connection.execute("select pg_advisory_unlock_all()")


def _make_roles(connection: psycopg.Connection) -> None:
    kinds = [f"nps_{kind}" for kind in KINDS]
    rows = connection.execute(
        "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication, rolcanlogin, rolcreatedb,"
        " rolinherit from pg_roles where rolname like 'nps%'"
    )
    found = {row[0]: dict(zip(_attributes(""), row[1:], strict=True)) for row in rows}
    for role in (OWNER, APP, COMMON, *kinds):
        wanted = _attributes(role)
        if found.get(role) != wanted:
            words = sql.SQL(" ".join(("" if holds else "no") + word for word, holds in wanted.items()))
            _execute(
                connection, "{} role {} {}", sql.SQL("alter" if role in found else "create"), role, words
            )
    # PostgreSQL 15 has no option on the grant itself; there NOINHERIT on the login says the same.
    only_switch = " with inherit false, set true" if connection.info.server_version >= 160000 else ""
    for kind in kinds:
        _grant_role(connection, kind, APP, only_switch)
    for kind in ("staff", "admin", "system"):
        _grant_role(connection, COMMON, f"nps_{kind}")


def _grant_role(connection: psycopg.Connection, role: str, member: str, options: str = "") -> None:
    wanted = sql.SQL("not m.inherit_option and m.set_option" if options else "true")
    query = sql.SQL(
        "select 1 from pg_auth_members m where m.roleid = {}::regrole and m.member = {}::regrole and {}"
    ).format(role, member, wanted)
    held = connection.execute(query).fetchone()
    if not held:
        _execute(connection, "grant {} to {}" + options, role, member)


def _make_database(connection: psycopg.Connection) -> None:
    owner = connection.execute(
        "select pg_get_userbyid(datdba) from pg_database where datname = %s", [DATABASE]
    ).fetchone()
    if owner == (OWNER,):
        return
    if not connection.execute("select pg_has_role(current_user, %s, 'member')", [OWNER]).fetchone()[0]:
        _execute(connection, "grant {} to current_user", OWNER)
    if owner:
        _execute(connection, "alter database {} owner to {}", DATABASE, OWNER)
    else:
        _execute(
            connection, "create database {} owner {} encoding 'UTF8' template template0", DATABASE, OWNER
        )


def _execute(connection: psycopg.Connection, template: str, *parts: str | sql.Composable) -> None:
    """Run one statement; plain strings are names and are quoted as such."""
    named = [sql.Identifier(part) if isinstance(part, str) else part for part in parts]
    connection.execute(sql.SQL(template).format(*named))


def kept_passwords(path: Path) -> dict[str, str]:
    """The logins' passwords on an ordinary server, made once; the first of two processes decides."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as fresh:  # created 0600
            json.dump({role: secrets.token_urlsafe(24) for role in (OWNER, APP)}, fresh)
            fresh.flush()
            try:
                os.link(fresh.name, path)
            except FileExistsError:
                pass
    return json.loads(path.read_text())
