"""A value that disagrees with a standing fact of another source is kept beside it until an agent chooses."""

from django.db import migrations, models
from django.db.models import PROTECT, Q


class Migration(migrations.Migration):
    dependencies = [("eligibility", "0004_caseload_rows")]
    operations = [
        migrations.AddField(
            model_name="fact",
            name="contests",
            field=models.ForeignKey(
                null=True, on_delete=PROTECT, related_name="contested_by", to="eligibility.fact"
            ),
        ),
        migrations.RemoveConstraint(model_name="fact", name="fact_one_current_value"),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.UniqueConstraint(
                name="fact_one_current_value",
                fields=("household", "person", "name"),
                condition=Q(replaced_at__isnull=True, contests__isnull=True),
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.UniqueConstraint(
                name="fact_one_open_doubt_of_a_source",
                fields=("contests", "source"),
                condition=Q(replaced_at__isnull=True, contests__isnull=False),
            ),
        ),
    ]
