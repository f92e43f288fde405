"""The advisory commission of a site: its sessions, their members, the opinions it gave (by-law I-B 5)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.application import Application
from nps.accounts.models import Site


class Advice(models.TextChoices):
    FAVOURABLE = "favourable", _("Favorable")
    UNFAVOURABLE = "unfavourable", _("Défavorable")
    NONE = "none", _("Sans avis")


class CommissionSession(models.Model):
    """One meeting: its day, and who sat once it was held. Its agenda is the opinions it is asked."""

    reference = models.CharField(max_length=20, unique=True)
    site = models.ForeignKey(Site, on_delete=models.RESTRICT, related_name="+")
    held_on = models.DateField()
    members = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="commission_one_session_a_day", fields=["site", "held_on"]),
            models.CheckConstraint(
                name="commission_closed_with_members", condition=Q(closed_at__isnull=True) | ~Q(members=[])
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Opinion(models.Model):
    """What the commission is asked about an application, and what it answered: advice, never a decision."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="opinions")
    session = models.ForeignKey(
        CommissionSession, null=True, on_delete=models.PROTECT, related_name="opinions"
    )
    question = models.TextField()
    article = models.CharField(max_length=40)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    asked_at = models.DateTimeField()
    advice = models.CharField(max_length=12, blank=True, choices=Advice)
    reasons = models.TextField(blank=True)
    given_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="opinion_asked_once", fields=["application"], condition=Q(given_on=None)
            ),
            models.CheckConstraint(
                name="opinion_given_whole",
                condition=Q(given_on__isnull=True, advice="", recorded_by__isnull=True)
                | Q(given_on__isnull=False, recorded_by__isnull=False, session__isnull=False)
                & Q(advice__in=Advice.values),
            ),
        ]
