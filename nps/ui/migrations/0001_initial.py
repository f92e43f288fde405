"""The keys of forms already handled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Once",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("agent_id", models.BigIntegerField(null=True)),
                ("path", models.CharField(max_length=500)),
                ("made_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("location", models.CharField(blank=True, max_length=500)),
            ],
        ),
    ]
