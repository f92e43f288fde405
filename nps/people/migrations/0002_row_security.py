from django.db import migrations

from nps.row_security import ALL, EDIT, RowSecurity

# Partners get their policies from the floor that knows what is shared with them.
PERSONAL = ("person", "household", "membership", "address", "mandate")


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("accounts", "0003_base_grants")]
    operations = [
        *(RowSecurity(f"people_{table}", staff=EDIT, system=ALL) for table in PERSONAL),
        RowSecurity("people_nametoken", staff=ALL, system=ALL),
    ]
