"""Notes of an erased file go with it, professional ones too: the database removes them, nobody reads them."""

from django.db import migrations

ERASES = "cases_notes_erase(bigint)"
ERASE = """
create function cases_notes_erase(erased bigint) returns void
language sql volatile security definer set search_path = public, pg_temp as $erase$
    delete from cases_note
    where case_id = erased and exists (select from cases_casefile where id = erased and state = 'erased')
$erase$
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0026_plan_reviewed_until_it_ends")]
    operations = [
        migrations.RunSQL(
            [
                ERASE,
                f"revoke all on function {ERASES} from public",
                f"grant execute on function {ERASES} to nps_system",
            ],
            [f"drop function {ERASES}"],
        )
    ]
