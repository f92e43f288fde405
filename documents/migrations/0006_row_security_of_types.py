"""Versions of types and the acts on them are inserted by administrators, in their own name, never changed.

Everybody reads what is approved: it tells what each document proves. A step's author is its version's author.
"""

from django.db import migrations

from nps.row_security import ALL, APPEND, InsertOnly, RowSecurity, Rule

APPROVED = (
    "exists (select 1 from documents_typestep step "
    "where step.version_id = documents_typeversion.id and step.act = 'approved')"
)
ME = "current_setting('nps.agent', true)"
AUTHOR = "type_step_author_is_the_version_s"


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_types_as_data")]
    operations = [
        migrations.RunSQL(
            f"alter table documents_typestep add constraint {AUTHOR} foreign key (version_id, author_id) "
            "references documents_typeversion (id, author_id) deferrable initially immediate",
            f"alter table documents_typestep drop constraint {AUTHOR}",
        ),
        InsertOnly(
            "documents_typestep",
            admin=Rule(select="true", insert=f"actor_id::text = {ME}"),
            **dict.fromkeys(("staff", "partner", "auditor", "system"), Rule(select="act = 'approved'")),
        ),
        InsertOnly(
            "documents_typeversion",
            admin=Rule(select="true", insert=f"author_id::text = {ME}"),
            **dict.fromkeys(("staff", "partner", "auditor", "system"), Rule(select=APPROVED)),
        ),
        RowSecurity("documents_resemblance", staff=APPEND, system=ALL),
    ]
