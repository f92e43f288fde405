"""An appeal against a decision: what is contested, the answer, and the tribunal's date if one is seized."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.application import Application
from eligibility.models import RightsCheck


class Appeal(models.Model):
    """One administrative appeal per application (by-law I-C 3); the tribunal beside it, or alone (I-C 4)."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="appeal")
    contested = models.CharField(max_length=20)  # the state the application was in
    # What the contested decision rested on: the application itself follows the check of the answer.
    contested_check = models.ForeignKey(RightsCheck, null=True, on_delete=models.PROTECT, related_name="+")
    lodged_on = models.DateField(null=True)
    grounds = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    answered_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    article = models.CharField(max_length=40, blank=True)
    tribunal_seized_on = models.DateField(null=True)
    tribunal_reference = models.CharField(max_length=40, blank=True)
    tribunal_decided_on = models.DateField(null=True)
    tribunal_outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="appeal_says_why", condition=Q(lodged_on__isnull=True, grounds="") | ~Q(grounds="")
            ),
            models.CheckConstraint(
                name="appeal_lodged_or_seized",
                condition=Q(lodged_on__isnull=False) | Q(tribunal_seized_on__isnull=False),
            ),
            models.CheckConstraint(
                name="appeal_answered_once_lodged",
                condition=Q(answered_on__isnull=True) | Q(lodged_on__isnull=False),
            ),
            models.CheckConstraint(
                name="appeal_tribunal_seized_whole",
                condition=Q(tribunal_decided_on__isnull=True, tribunal_outcome="")
                | Q(tribunal_decided_on__isnull=False) & ~Q(tribunal_outcome=""),
            ),
            models.CheckConstraint(
                name="appeal_answered_after_it_was_lodged",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("lodged_on")),
            ),
            models.CheckConstraint(
                name="appeal_answered_by_somebody_says_why",
                condition=Q(answered_by__isnull=True) | Q(answered_on__isnull=False) & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="appeal_tribunal_in_order",
                condition=Q(tribunal_decided_on__isnull=True)
                | Q(tribunal_seized_on__isnull=False, tribunal_decided_on__gte=F("tribunal_seized_on")),
            ),
        ]
