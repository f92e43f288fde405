"""How far the search for duplicates went: the jobs' own business."""

from django.db import migrations

from nps.row_security import ALL, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("people", "0004_rows_of_tidying"), ("accounts", "0003_base_grants")]
    operations = [RowSecurity("people_resemblancesweep", system=ALL)]
