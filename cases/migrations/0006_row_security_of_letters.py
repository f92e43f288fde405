"""Letters are the site's own: staff and the system, nobody else."""

from django.db import migrations

from nps.row_security import ALL, EDIT, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_letter")]
    operations = [
        RowSecurity("cases_letter", staff=EDIT, system=ALL),
        RowSecurity("cases_letter_requests", staff=EDIT, system=ALL),
    ]
