"""One night of the clocks: where it stands, what it did. Numbers only: no household, no file."""

from django.db import models


class ClockRun(models.Model):
    """One per day, made by the first worker; taken up where it stopped by any other."""

    on = models.DateField(unique=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)  # rows to look at, when the night began
    seen = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # what was done → how many times

    def __str__(self) -> str:
        return self.on.isoformat()
