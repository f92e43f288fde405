"""Staff alone: absences, tasks, assignments, exceptional accesses; a saved filter is its agent's own.

An exceptional access is opened by its agent under that agent's name, closed by whoever may, never removed.
"""

from django.db import migrations

from nps.row_security import ALL, EDIT, RowSecurity, Rule

MINE = "agent_id::text = current_setting('nps.agent', true)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_agents_day"), ("accounts", "0003_base_grants")]
    operations = [
        RowSecurity("cases_absence", staff=EDIT, system=ALL),
        RowSecurity("cases_assignment", staff=EDIT, system=ALL),
        RowSecurity("cases_task", staff=EDIT, system=ALL),
        RowSecurity(
            "cases_exceptionalaccess",
            staff=Rule(select="true", insert=MINE, update="true"),
            system=ALL,
        ),
        RowSecurity("cases_savedfilter", staff=Rule(MINE, MINE, MINE, MINE), system=ALL),
    ]
