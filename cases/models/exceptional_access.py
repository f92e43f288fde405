"""A supervisor reads a file of another site: why, and until which hour. It opens reading, never an act."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.models.case_file import CaseFile

LASTS = timedelta(hours=24)


class ExceptionalAccess(models.Model):
    """The hour of its end is compared when reading: no job has to close it."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="exceptional_accesses")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    reason = models.CharField(max_length=500)
    opened_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "exceptional accesses"
        indexes = [models.Index(fields=["agent", "-opened_at", "-id"], name="exceptional_access_of_agent")]
        constraints = [
            models.CheckConstraint(name="exceptional_access_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="exceptional_access_lasts_a_day_at_most",
                condition=Q(until__gt=F("opened_at"), until__lte=F("opened_at") + LASTS),
            ),
            models.CheckConstraint(
                name="exceptional_access_closed_by_somebody",
                condition=Q(closed_by__isnull=True, closed_at__isnull=True)
                | Q(closed_by__isnull=False, closed_at__isnull=False),
            ),
        ]
