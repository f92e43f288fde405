"""The journal is written by everybody, read by few, changed by nobody."""

from django.db import migrations

from nps.row_security import READ, InsertOnly, Rule

WRITE_ONLY = Rule(insert="true")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial"), ("accounts", "0003_base_grants")]
    operations = [
        InsertOnly("journal_entry", partner=WRITE_ONLY, auditor=WRITE_ONLY, admin=WRITE_ONLY),
        InsertOnly("journal_leaf", staff=READ, partner=Rule(), auditor=Rule(), admin=Rule()),
        InsertOnly("journal_treehead", staff=READ, partner=Rule(), auditor=READ, admin=READ),
    ]
