"""Dated figures an administrator prepares, and what was done with them. Rows are inserted, never changed.

Who may insert and read which row: migration 0006. What makes an act possible: stewardship.py.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    SUBMITTED = "submitted", _("Soumise à la relecture")
    APPROVED = "approved", _("Approuvée")
    REJECTED = "rejected", _("Rejetée")
    WITHDRAWN = "withdrawn", _("Retirée")


CLOSING = (Act.APPROVED, Act.REJECTED, Act.WITHDRAWN)


class ChangeSet(models.Model):
    """Figures that take another value on one day by one text. `figures`: name → value."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    in_force_on = models.DateField()
    reference = models.CharField(max_length=300)
    figures = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-in_force_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="change_set_changes_a_figure", condition=~Q(figures={})),
            models.CheckConstraint(name="change_set_names_its_text", condition=~Q(reference="")),
            # What a step's author is held against: a foreign key of two columns in migration 0006.
            models.UniqueConstraint(name="change_set_and_its_author", fields=["id", "author"]),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class ChangeStep(models.Model):
    """One act on a change set. `author`: of the set, so that the database tells two people apart."""

    change_set = models.ForeignKey(ChangeSet, on_delete=models.RESTRICT, related_name="steps")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    act = models.CharField(max_length=10, choices=Act)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="change_step_act_known", condition=Q(act__in=Act.values)),
            models.CheckConstraint(
                name="change_step_reviewed_by_another",
                condition=~Q(act__in=[Act.APPROVED, Act.REJECTED]) | ~Q(actor=F("author")),
            ),
            models.CheckConstraint(
                name="change_step_of_the_author",
                condition=~Q(act__in=[Act.SUBMITTED, Act.WITHDRAWN]) | Q(actor=F("author")),
            ),
            models.CheckConstraint(
                name="change_step_rejection_says_why", condition=~Q(act=Act.REJECTED) | ~Q(reason="")
            ),
            models.UniqueConstraint(name="change_step_each_act_once", fields=["change_set", "act"]),
            models.UniqueConstraint(
                name="change_step_closes_once", fields=["change_set"], condition=Q(act__in=CLOSING)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change_set} {self.act}"
