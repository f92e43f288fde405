from django.db import migrations

from nps.row_security import ALL, EDIT, RowSecurity

# Partners get their policies from the floor that knows what is shared with them; auditors, once missions exist.


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("people", "0002_row_security")]
    operations = [
        RowSecurity("documents_content", staff=EDIT, system=ALL),
        RowSecurity("documents_supportingdocument", staff=EDIT, system=ALL),
        RowSecurity("documents_supportingdocument_people", staff=ALL, system=ALL),
    ]
