"""Who reads changes of situation and what came in of recoveries: the sites alone."""

from django.db import migrations

from nps.row_security import ALL, APPEND, EDIT, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_life_events")]
    operations = [
        RowSecurity("cases_lifeevent", staff=EDIT, system=ALL),
        RowSecurity("cases_recoverypayment", staff=APPEND, system=ALL),
    ]
