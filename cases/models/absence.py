"""Days an agent is away, and who follows the files meanwhile. Nothing about the people served may enter."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from nps.people.periods import in_order, never_together


class Absence(models.Model):
    """From `since` until the day of return, which is not part of it; nobody is absent twice on one day.

    Without a substitute the files wait on the supervisor's board. One ended early keeps its beginning.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="absences")
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="substitutions"
    )
    since = models.DateField()
    until = models.DateField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            in_order("absence_in_order"),
            never_together("absence_one_at_a_time", "agent"),
            models.CheckConstraint(
                name="absence_substitute_is_somebody_else",
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("agent")),
            ),
        ]
