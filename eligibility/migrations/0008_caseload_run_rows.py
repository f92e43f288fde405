"""A check of the caseload is asked for by staff or an administrator, and moved on by the system alone."""

from django.db import migrations

from nps.row_security import ALL, APPEND, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("eligibility", "0007_figures_rows")]
    operations = [RowSecurity("eligibility_caseloadrun", staff=APPEND, system=ALL, admin=APPEND)]
