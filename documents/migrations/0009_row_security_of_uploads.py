from django.db import migrations

from nps.row_security import ALL, EDIT, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("documents", "0008_uploads")]
    operations = [
        RowSecurity("documents_upload", staff=EDIT, system=ALL),
        RowSecurity("documents_uploadpart", staff=ALL, system=ALL),
        RowSecurity("documents_uploadpiece", staff=EDIT, system=ALL),
    ]
