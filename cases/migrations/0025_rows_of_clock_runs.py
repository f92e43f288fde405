"""The nights of the clocks: written by the job, read by staff and administrators. Numbers only."""

from django.db import migrations

from nps.row_security import ALL, READ, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("cases", "0024_clock_run"), ("accounts", "0003_base_grants")]
    operations = [RowSecurity("cases_clockrun", staff=READ, admin=READ, system=ALL)]
