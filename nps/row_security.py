"""Who may touch which table and which row, written in migrations as tables. No model and no query may enter.

Three levels. *Ordinary* tables: the login and nps_common (staff, admin, system) by default, partners and
auditors the MINIMUM. *Personal* tables: RowSecurity, rows by policy, nothing for the login. *Insert-only*
tables: the same, and nothing can be changed or removed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from django.db.migrations import RunSQL

from nps.logins import APP, COMMON, KINDS

ORDINARY = "select, insert, update, delete"
# What signing in, sessions and handling a request need, whoever acts. Everything else is granted by name.
MINIMUM = {
    "account_emailaddress": "select, insert, update",
    "account_emailconfirmation": "select",
    "accounts_agency": "select",
    "accounts_agent": "select, update (password, last_login)",
    "accounts_site": "select",
    "auth_group": "select",
    "auth_group_permissions": "select",
    "auth_permission": "select",
    "django_content_type": "select",
    "django_session": ORDINARY,
    "guardian_groupobjectpermission": "select",
    "guardian_userobjectpermission": "select",
    "mfa_authenticator": ORDINARY,
    "ui_once": ORDINARY,
    "usersessions_usersession": ORDINARY,
}
_EVERYBODY = ", ".join((APP, COMMON, *(f"nps_{kind}" for kind in KINDS)))
_COMMANDS = {  # where PostgreSQL wants the condition of each command
    "select": "using ({0})",
    "insert": "with check ({0})",
    "update": "using ({0}) with check ({0})",
    "delete": "using ({0})",
}


@dataclass(frozen=True)
class Rule:
    """The SQL condition a row must meet for each command; empty means refused."""

    select: str = ""
    insert: str = ""
    update: str = ""
    delete: str = ""


READ = Rule(select="true")
APPEND = Rule(select="true", insert="true")
EDIT = Rule(select="true", insert="true", update="true")
ALL = Rule(select="true", insert="true", update="true", delete="true")


class RowSecurity(RunSQL):
    """Close a personal table, then open it to each kind of actor by a rule.

    `rules`: kind of actor → Rule, or the SQL condition of the rows it may read. A kind left out gets nothing.
    `columns`: kind → the only columns it may read. `replaces`: the operation this one replaces, restored on
    the way back. Raises ValueError on an unknown kind.
    """

    def __init__(
        self,
        table: str,
        *,
        columns: Mapping[str, Iterable[str]] | None = None,
        replaces: "RowSecurity | None" = None,
        **rules: Rule | str,
    ):
        self.table = table
        closed = [*_without_policies(table, KINDS), f"revoke all on {table} from {_EVERYBODY}"]
        ordinary = [
            *closed,
            f"alter table {table} disable row level security",
            f"grant {ORDINARY} on {table} to {APP}, {COMMON}",
        ]
        # Never FORCE: the owner must see every row in a data migration.
        super().__init__(
            sql=[f"alter table {table} enable row level security", *closed, *_opened(table, rules, columns)],
            reverse_sql=list(replaces.sql) if replaces else ordinary,
        )

    def describe(self) -> str:
        return f"Row-level security on {self.table}"


class OpenRows(RunSQL):
    """Open an already closed table of a lower floor to more kinds, from the floor that knows the condition.

    `rules` and `columns` as in RowSecurity; kinds not named keep what they have. Raises ValueError on an
    unknown kind.
    """

    def __init__(
        self, table: str, *, columns: Mapping[str, Iterable[str]] | None = None, **rules: Rule | str
    ):
        self.table = table
        roles = ", ".join(f"nps_{kind}" for kind in rules)
        closed = [*_without_policies(table, rules), f"revoke all on {table} from {roles}"]
        super().__init__(sql=[*closed, *_opened(table, rules, columns)], reverse_sql=closed)

    def describe(self) -> str:
        return f"Rows of {self.table} opened to more kinds of actors"


def _without_policies(table: str, kinds: Iterable[str]) -> list[str]:
    return [f"drop policy if exists {kind}_{command} on {table}" for kind in kinds for command in _COMMANDS]


def _opened(table: str, rules: Mapping[str, Rule | str], columns: Mapping | None) -> list[str]:
    """The grants and policies of each kind's rule."""
    columns = columns or {}
    _require_kinds({*rules, *columns})
    lines = []
    for kind, rule in rules.items():
        conditions = asdict(Rule(select=rule) if isinstance(rule, str) else rule)
        for command, condition in conditions.items():
            if condition:
                only = f" ({', '.join(columns[kind])})" if command == "select" and kind in columns else ""
                where = _COMMANDS[command].format(condition)
                lines += [
                    f"grant {command}{only} on {table} to nps_{kind}",
                    f"create policy {kind}_{command} on {table} for {command} to nps_{kind} {where}",
                ]
    return lines


def _require_kinds(kinds: set[str]) -> None:
    if unknown := kinds - {*KINDS}:
        raise ValueError(f"unknown kind of actor: {', '.join(sorted(unknown))}")


class InsertOnly(RowSecurity):
    """A personal table whose rows are never changed nor removed. Kinds left out may read and insert.

    Give a kind its own Rule to narrow it, `Rule()` to give it nothing. Raises ValueError on a rule that
    changes or removes rows.
    """

    def __init__(self, table: str, **rules):
        kinds = {kind: rules.pop(kind, APPEND) for kind in KINDS}
        if any(isinstance(rule, Rule) and (rule.update or rule.delete) for rule in kinds.values()):
            raise ValueError(f"{table} is insert-only: no rule may update or delete")
        super().__init__(table, **kinds, **rules)


class Sees(RunSQL):
    """A condition on one row that policies call: it looks at other tables with the owner's eyes.

    `condition` is SQL on the row's key `$1`, of type `key`. Only the kinds in `to` may call it. Measured ten
    times faster in a policy than the same condition written there (docs/explanation/database.md).
    """

    def __init__(self, name: str, condition: str, *, to: Iterable[str] = ("partner",), key: str = "bigint"):
        self.name, signature = name, f"{name}({key})"
        kinds = ", ".join(f"nps_{kind}" for kind in to)
        super().__init__(
            sql=[
                f"create or replace function {signature} returns boolean language sql stable "
                f"security definer set search_path = public, pg_temp as $see$ select {condition} $see$",
                f"revoke all on function {signature} from public",
                f"grant execute on function {signature} to {kinds}",
            ],
            reverse_sql=[f"drop function {signature}"],
        )

    def describe(self) -> str:
        return f"Row condition {self.name}"


class Grants(RunSQL):
    """An ordinary table made after BaseGrants, opened by name: `Grants("ui_once", partner="select")`."""

    def __init__(self, table: str, **privileges: str):
        _require_kinds({*privileges})
        self.table = table
        super().__init__(
            sql=[f"grant {what} on {table} to nps_{kind}" for kind, what in privileges.items()],
            reverse_sql=[f"revoke all on {table} from nps_{kind}" for kind in privileges],
        )

    def describe(self) -> str:
        return f"Grants on {self.table}"


class BaseGrants(RunSQL):
    """The privileges on ordinary tables, those that exist and those to come; run once, after the tables of
    MINIMUM exist (one made later needs its own Grants). Tables already closed by RowSecurity stay closed.
    """

    def __init__(self):
        minimum = [
            f"if to_regclass('public.{table}') is not null then "
            f"grant {what} on public.{table} to nps_partner, nps_auditor; end if;"
            for table, what in MINIMUM.items()
        ]
        ordinary = f"grant {ORDINARY} on %s to {APP}, {COMMON}"
        default = "alter default privileges in schema public"
        super().__init__(
            sql=[
                f"grant usage on schema public to {_EVERYBODY}",
                f"do $do$ declare found regclass; begin for found in {_OPEN_TABLES} "
                f"loop execute format('{ordinary}', found); end loop; {' '.join(minimum)} end $do$",
                f"revoke insert, update, delete on django_migrations from {APP}, {COMMON}",
                f"grant usage on all sequences in schema public to {APP}, {COMMON}",
                f"{default} grant {ORDINARY} on tables to {APP}, {COMMON}",
                f"{default} grant usage on sequences to {APP}, {COMMON}",
            ],
            reverse_sql=[
                f"{default} revoke all on tables from {APP}, {COMMON}",
                f"{default} revoke all on sequences from {APP}, {COMMON}",
                f"revoke all on all tables in schema public from {_EVERYBODY}",
                f"revoke all on all sequences in schema public from {_EVERYBODY}",
                f"revoke all on schema public from {_EVERYBODY}",
            ],
        )

    def describe(self) -> str:
        return "Grants on ordinary tables"


_OPEN_TABLES = """
select c.oid::regclass from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relrowsecurity
"""
