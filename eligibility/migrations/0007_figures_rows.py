"""Figures and the acts on them are inserted by administrators, in their own name, and never changed.

Everybody reads what is approved: it is the law of the figures. A step's author is its set's author.
"""

from django.db import migrations

from nps.row_security import InsertOnly, Rule

APPROVED = (
    "exists (select 1 from eligibility_changestep step "
    "where step.change_set_id = eligibility_changeset.id and step.act = 'approved')"
)
ME = "current_setting('nps.agent', true)"
AUTHOR = "change_step_author_is_the_set_s"


class Migration(migrations.Migration):
    dependencies = [("eligibility", "0006_figures"), ("accounts", "0003_base_grants")]
    operations = [
        migrations.RunSQL(
            f"alter table eligibility_changestep add constraint {AUTHOR} foreign key (change_set_id, author_id) "
            "references eligibility_changeset (id, author_id) deferrable initially immediate",
            f"alter table eligibility_changestep drop constraint {AUTHOR}",
        ),
        InsertOnly(
            "eligibility_changestep",
            admin=Rule(select="true", insert=f"actor_id::text = {ME}"),
            **dict.fromkeys(("staff", "partner", "auditor", "system"), Rule(select="act = 'approved'")),
        ),
        InsertOnly(
            "eligibility_changeset",
            admin=Rule(select="true", insert=f"author_id::text = {ME}"),
            **dict.fromkeys(("staff", "partner", "auditor", "system"), Rule(select=APPROVED)),
        ),
    ]
