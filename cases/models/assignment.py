"""Who followed a file before, and to whom it was given: what undoing rests on."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models.case_file import CaseFile


class Assignment(models.Model):
    """One file given to a referent; `batch` holds together what one act gave. Changed only to undo it."""

    batch = models.UUIDField(default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="assignments")
    former = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    referent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("batch", name="assignment_batch")]
