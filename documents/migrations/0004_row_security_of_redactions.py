from django.db import migrations

from nps.row_security import ALL, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_two_people_and_redactions")]
    operations = [RowSecurity("documents_redaction", staff=ALL, system=ALL)]
