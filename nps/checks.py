"""Refuses to work with a database login that could see or change more than it should. Reads only."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

PERSONAL_APPS = ("people", "documents", "eligibility", "cases", "journal")
_REMEDY = "See docs/explanation/database.md, “Two logins”."

# The login itself and every role it may take.
_REACH = """
select r.rolname, r.rolsuper, r.rolbypassrls, coalesce(t.owned, 0),
       has_schema_privilege(r.oid, 'public', 'create')
from pg_roles r
left join (select relowner, count(*) as owned from pg_class
           where relkind in ('r', 'p', 'v', 'm', 'S') and relpersistence <> 't'
           group by relowner) t on t.relowner = r.oid
where case when (select rolsuper from pg_roles where rolname = session_user)
           then r.rolname = session_user else pg_has_role(session_user, r.oid, 'member') end
order by r.rolname
"""
_FAULTS = (  # in the order of _REACH's columns
    ("nps.E001", "is a superuser"),
    ("nps.E002", "bypasses row-level security"),
    ("nps.E003", "owns tables"),
    ("nps.E004", "may create tables in the schema public"),
)
_TABLES = """
select c.relname, c.relrowsecurity,
       has_table_privilege(session_user, c.oid, 'select, insert, update, delete, truncate')
       or has_any_column_privilege(session_user, c.oid, 'select, insert, update')
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname = any(%s)
order by c.relname
"""


def login_faults(alias: str = "default") -> Iterator[Error]:
    """What the login of `alias` could do and must not, itself or through a role it may take."""
    with connections[alias].cursor() as cursor:
        cursor.execute(_REACH)
        for role, *powers in cursor.fetchall():
            for (code, what), holds in zip(_FAULTS, powers, strict=True):
                if holds:
                    message = f"The application's database login is, or may become, {role}, which {what}."
                    yield Error(message, hint=_REMEDY, id=code)


def table_faults(alias: str = "default", tables: Iterable[str] | None = None) -> Iterator[Error]:
    """The personal tables (those of PERSONAL_APPS unless given) that exist and are not closed."""
    with connections[alias].cursor() as cursor:
        cursor.execute(_TABLES, [list(personal_tables() if tables is None else tables)])
        for table, closed, reachable in cursor.fetchall():
            if not closed:
                message = f"The personal table {table} has no row-level security."
                yield Error(message, hint="Add RowSecurity to its migration. " + _REMEDY, id="nps.E005")
            if reachable:
                message = f"The login itself reaches the personal table {table} without taking a role."
                yield Error(message, hint="Add RowSecurity to its migration. " + _REMEDY, id="nps.E006")


def personal_tables() -> list[str]:
    """Every table of the apps that hold people's data, many-to-many ones included."""
    models = apps.get_models(include_auto_created=True)
    return sorted(m._meta.db_table for m in models if m._meta.app_label in PERSONAL_APPS)


@register(Tags.database)
def database_is_closed(app_configs=None, databases=None, **kwargs) -> list[Error]:
    """Django's system check: `manage.py check --database default`."""
    return [*login_faults(), *table_faults()] if "default" in (databases or ()) else []


def require_closed_database() -> None:
    """For the start of the web server and of the worker: raises ImproperlyConfigured naming every fault."""
    if faults := [*login_faults(), *table_faults()]:
        lines = "\n".join(f"- {fault.msg} ({fault.id})" for fault in faults)
        raise ImproperlyConfigured(f"Nothing was started: the database is not closed.\n{lines}\n{_REMEDY}")
