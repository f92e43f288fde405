"""Who reads the tables of the procedure, and the legal dates of what was there before."""

from django.db import migrations

from cases import clocks
from nps.row_security import ALL, EDIT, READ, RowSecurity

TABLES = ("cases_appeal", "cases_commissionsession", "cases_opinion", "cases_recovery")


def note_dates(apps, schema_editor):
    """Financial or in kind, by whose authority, and the date that runs, from what is already recorded."""
    nearest, using = {}, schema_editor.connection.alias
    for name in ("Application", "Award"):
        model = apps.get_model("cases", name)
        changed = ["next_clock_on", "next_clock"]
        for dated in model.objects.using(using).order_by("pk").iterator(chunk_size=1000):
            if name == "Application":
                rights = dated.rights_check.result["rights"]
                right = next((r for r in rights if r["code"] == dated.benefit), {})
                dated.financial = right.get("every") != "in_kind"
                dated.authority = right.get("authority") or "director"
                changed = ["next_clock_on", "next_clock", "financial", "authority"]
            if found := clocks.running(dated):
                dated.next_clock_on, dated.next_clock = found.day, str(found.effect)
                former = nearest.get(dated.case_id)
                nearest[dated.case_id] = min(former, found) if former else found
            dated.save(update_fields=changed)
    for case, found in nearest.items():
        files = apps.get_model("cases", "CaseFile").objects.using(using).filter(pk=case)
        files.update(next_clock_on=found.day, next_clock=str(found.effect))


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_the_whole_procedure"), ("accounts", "0003_base_grants")]
    operations = [
        *(RowSecurity(table, staff=EDIT, system=ALL) for table in TABLES),
        RowSecurity("cases_clockwarning", staff=READ, system=ALL),
        migrations.RunPython(note_dates, migrations.RunPython.noop),
    ]
