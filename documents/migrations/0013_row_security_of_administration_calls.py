from django.db import migrations

from nps.row_security import ALL, EDIT, RowSecurity

# What was asked of an administration stays as a proof: staff never remove a row.


class Migration(migrations.Migration):
    dependencies = [("documents", "0012_administration_calls")]
    operations = [RowSecurity("documents_administrationcall", staff=EDIT, system=ALL)]
