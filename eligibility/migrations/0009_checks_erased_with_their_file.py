"""A check is never changed; the job that erases a household's file removes it with everything else."""

from django.db import migrations

from nps.row_security import APPEND, InsertOnly, RowSecurity, Rule

NOTHING = Rule()


class Migration(migrations.Migration):
    dependencies = [("eligibility", "0008_caseload_run_rows")]
    operations = [
        RowSecurity(
            "eligibility_rightscheck",
            staff=APPEND,
            system=Rule(select="true", insert="true", delete="true"),
            replaces=InsertOnly(
                "eligibility_rightscheck",
                staff=APPEND,
                system=APPEND,
                partner=NOTHING,
                auditor=NOTHING,
                admin=NOTHING,
            ),
        ),
    ]
