"""Facts may be replaced by staff; rights checks are never changed. Auditors read within a mission: none yet."""

from django.db import migrations

from nps.row_security import ALL, APPEND, EDIT, InsertOnly, RowSecurity, Rule

NOTHING = Rule()


class Migration(migrations.Migration):
    dependencies = [("eligibility", "0001_initial"), ("accounts", "0003_base_grants")]
    operations = [
        RowSecurity("eligibility_fact", staff=EDIT, system=ALL),
        InsertOnly(
            "eligibility_rightscheck",
            staff=APPEND,
            system=APPEND,
            partner=NOTHING,
            auditor=NOTHING,
            admin=NOTHING,
        ),
    ]
