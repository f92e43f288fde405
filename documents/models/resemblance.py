"""What an agent said of two documents that look alike. How they are found alike must not enter."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from documents.models.document import SupportingDocument


class Resemblance(models.Model):
    """The answer about `document` and one that came before it, `other`: said once, never suggested again."""

    document = models.ForeignKey(SupportingDocument, on_delete=models.CASCADE, related_name="resemblances")
    other = models.ForeignKey(SupportingDocument, on_delete=models.CASCADE, related_name="+")
    same = models.BooleanField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="resemblance_said_once", fields=["document", "other"]),
            models.CheckConstraint(name="resemblance_of_two", condition=~Q(document=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.other_id}"
