from django.db import migrations

from nps.row_security import ALL, EDIT, READ, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("documents", "0010_reading")]
    operations = [
        RowSecurity("documents_reading", staff=EDIT, system=ALL),
        RowSecurity("documents_trustedsigner", staff=READ, admin=EDIT, system=ALL),
    ]
