"""Counts and remarks: staff write them, administrators read remarks and answer them, no household in either."""

from django.db import migrations

from nps.row_security import ALL, EDIT, READ, RowSecurity, Rule

ME = "made_by_id::text = current_setting('nps.agent', true)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_piece_counts_and_remarks"), ("accounts", "0003_base_grants")]
    operations = [
        RowSecurity("cases_piececount", staff=EDIT, system=ALL),
        RowSecurity(
            "cases_pieceremark",
            staff=Rule(select="true", insert=f"{ME} and answer = ''"),
            admin=Rule(select="true", update="true"),
            system=READ,
        ),
        RowSecurity("cases_piecestudy", admin=EDIT, system=EDIT),
    ]
