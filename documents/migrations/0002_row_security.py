from django.db import migrations

from nps.row_security import ALL, EDIT, READ, RowSecurity

# Partners get their policies from the floor that knows what is shared with them.


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("people", "0002_row_security")]
    operations = [
        RowSecurity("documents_content", staff=EDIT, system=ALL, auditor=READ),
        RowSecurity("documents_supportingdocument", staff=EDIT, system=ALL, auditor=READ),
        RowSecurity("documents_supportingdocument_people", staff=ALL, system=ALL, auditor=READ),
    ]
