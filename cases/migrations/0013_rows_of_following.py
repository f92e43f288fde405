"""Who reads what of the following of a household. A professional note is its author's alone.

Notes of a file go with the file by the database itself (`on delete cascade`, run as the owner): the job that
erases files may not read them. For the same reason they follow a merged file through a function that only
changes the file they belong to.
"""

from django.db import migrations

from nps.row_security import ALL, EDIT, RowSecurity, Rule

AGENT = "::text = current_setting('nps.agent', true)"
SHARED = "kind = 'instruction'"
OF_AUTHOR = f"author_id{AGENT}"
FOLLOWS = "cases_notes_follow(bigint, bigint, uuid[])"
FOLLOW = """
create function cases_notes_follow(former bigint, kept bigint, only_these uuid[] default null) returns uuid[]
language sql volatile security definer set search_path = public, pg_temp as $follow$
    with moved as (
        update cases_note set case_id = kept
        where case_id = former and (only_these is null or public_id = any(only_these))
        returning public_id
    )
    select coalesce(array_agg(distinct public_id), '{}') from moved
$follow$
"""
WITH_THE_FILE = (
    "alter table cases_note add constraint note_goes_with_its_file foreign key (case_id) "
    "references cases_casefile (id) on delete cascade deferrable initially deferred"
)


def only_columns(table: str, *columns: str) -> migrations.RunSQL:
    """What may be changed of a row once it is written."""
    return migrations.RunSQL(
        [
            f"revoke update on {table} from nps_staff, nps_system",
            f"grant update ({', '.join(columns)}) on {table} to nps_staff, nps_system",
        ],
        [f"grant update on {table} to nps_staff, nps_system"],
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_following"), ("accounts", "0003_base_grants")]
    operations = [
        RowSecurity(
            "cases_note",
            staff=Rule(
                select=f"{SHARED} or included_at is not null or {OF_AUTHOR}",
                insert=f"written_by_id{AGENT} and ({SHARED} or {OF_AUTHOR})",
                update=f"{SHARED} or {OF_AUTHOR}",
            ),
            system=Rule(
                select=f"{SHARED} or included_at is not null", insert=SHARED, update=SHARED, delete=SHARED
            ),
        ),
        only_columns("cases_note", "replaced_at", "included_at", "case_id"),
        migrations.RunSQL(
            [WITH_THE_FILE], ["alter table cases_note drop constraint note_goes_with_its_file"]
        ),
        migrations.RunSQL(
            [
                FOLLOW,
                f"revoke all on function {FOLLOWS} from public",
                f"grant execute on function {FOLLOWS} to nps_staff, nps_system",
            ],
            [f"drop function {FOLLOWS}"],
        ),
        RowSecurity("cases_contact", staff=EDIT, system=ALL),
        only_columns("cases_contact", "case_id"),
        RowSecurity("cases_contact_people", staff=ALL, system=ALL),
        RowSecurity("cases_actionplan", staff=EDIT, system=ALL),
        RowSecurity("cases_actionplan_people", staff=ALL, system=ALL),
        RowSecurity("cases_objective", staff=EDIT, system=ALL),
        RowSecurity("cases_planreview", staff=EDIT, system=ALL),
        RowSecurity("cases_appointment", staff=EDIT, system=ALL),
        RowSecurity("cases_appointment_people", staff=ALL, system=ALL),
        RowSecurity(
            "cases_calendarfeed",
            staff=Rule(*(f"agent_id{AGENT}" for _command in range(4))),
            system=ALL,
        ),
    ]
