"""The table of the shared cache (settings.CACHES): limits on guessing must be the same in every web process."""

from django.db import migrations

from nps.row_security import ORDINARY, Grants

CREATE = """
    create table nps_cache (
        cache_key varchar(255) primary key,
        value text not null,
        expires timestamptz not null
    )
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(
            [CREATE, "create index nps_cache_expires on nps_cache (expires)"], ["drop table nps_cache"]
        ),
        Grants("nps_cache", partner=ORDINARY, auditor=ORDINARY),
    ]
