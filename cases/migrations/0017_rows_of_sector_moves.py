"""Which files followed their sector: the sites read it, administrators only how far the move is."""

from django.db import migrations

from nps.row_security import ALL, EDIT, READ, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_sector_moves")]
    operations = [
        RowSecurity("cases_sectormove", staff=READ, admin=READ, system=EDIT),
        RowSecurity("cases_movedfile", staff=READ, system=ALL),
    ]
