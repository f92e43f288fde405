"""What came in of a sum to be given back: written once, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models.recovery import Recovery


class RecoveryPayment(models.Model):
    """Their sum is the recovery's `paid`, which the database keeps at or under its amount."""

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="payments")
    received_on = models.DateField()
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="recovery_payment_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.recovery_id} {self.received_on}"
