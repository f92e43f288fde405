"""What partners must not see of a page. How it is burnt into the pixels must not enter."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from documents.models.document import SupportingDocument


class Redaction(models.Model):
    """A rectangle of one page, black in every copy that leaves. Taking it away leaves the row."""

    document = models.ForeignKey(SupportingDocument, on_delete=models.CASCADE, related_name="redactions")
    page = models.PositiveSmallIntegerField()  # from 0
    left = models.FloatField()  # 0 to 1 of the page as it was stored, before any turn
    top = models.FloatField()
    right = models.FloatField()
    bottom = models.FloatField()
    why = models.CharField(max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="redaction_within_the_page",
                condition=Q(left__gte=0, top__gte=0, right__lte=1, bottom__lte=1)
                & Q(left__lt=F("right"), top__lt=F("bottom")),
            ),
            models.CheckConstraint(name="redaction_says_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="redaction_removed_by_somebody",
                condition=Q(removed_by__isnull=True, removed_at__isnull=True)
                | Q(removed_by__isnull=False, removed_at__isnull=False),
            ),
        ]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom
