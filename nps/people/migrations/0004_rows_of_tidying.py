"""Pairs and changes of the register hold what people are called: staff alone; the system empties old ones."""

from django.db import migrations

from nps.row_security import ALL, EDIT, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("people", "0003_tidying"), ("accounts", "0003_base_grants")]
    operations = [
        RowSecurity("people_resemblance", staff=EDIT, system=ALL),
        RowSecurity("people_rewrite", staff=EDIT, system=ALL),
    ]
