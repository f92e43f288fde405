"""The caseload is computed by the system; staff read it, administrators see counts only, no household.

Staff may remove results: a household that objects to the search is forgotten by it at once.
"""

from django.db import migrations

from nps.row_security import ALL, EDIT, READ, RowSecurity, Rule


class Migration(migrations.Migration):
    dependencies = [("eligibility", "0003_caseload"), ("accounts", "0003_base_grants")]
    operations = [
        RowSecurity(
            "eligibility_caseloadbatch",
            staff=READ,
            system=ALL,
            admin=READ,
            columns={"admin": ("id", "run_id", "number", "site_id", "size", "tally", "failures", "done_at")},
        ),
        RowSecurity("eligibility_caseloadresult", staff=Rule(select="true", delete="true"), system=ALL),
        RowSecurity("eligibility_radarobjection", staff=EDIT, system=ALL),
    ]
