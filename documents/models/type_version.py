"""Dated versions of the types of documents, and what was done with them. Rows are inserted, never changed.

Who may insert and read which row: migration 0006. What makes an act possible: documents/catalogue.py.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TypeAct(models.TextChoices):
    APPROVED = "approved", _("Approuvée")
    REJECTED = "rejected", _("Rejetée")
    WITHDRAWN = "withdrawn", _("Retirée")


class TypeVersion(models.Model):
    """One whole row of the catalogue from one day, waiting for a second administrator once prepared."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=40)
    in_force_on = models.DateField()
    row = models.JSONField()
    why = models.CharField(max_length=300)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-in_force_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="type_version_is_of_its_code", condition=Q(code=KT("row__code"))),
            models.CheckConstraint(name="type_version_says_why", condition=~Q(why="")),
            # What a step's author is held against: a foreign key of two columns in migration 0006.
            models.UniqueConstraint(name="type_version_and_its_author", fields=["id", "author"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.in_force_on}"


class TypeStep(models.Model):
    """The one act that closes a version. `author`: the version's, so that the database tells two people."""

    version = models.OneToOneField(TypeVersion, on_delete=models.RESTRICT, related_name="step")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    act = models.CharField(max_length=10, choices=TypeAct)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="type_step_act_known", condition=Q(act__in=TypeAct.values)),
            models.CheckConstraint(
                name="type_step_reviewed_by_another",
                condition=Q(act=TypeAct.WITHDRAWN, actor=F("author"))
                | ~Q(act=TypeAct.WITHDRAWN) & ~Q(actor=F("author")),
            ),
            models.CheckConstraint(
                name="type_step_rejection_says_why", condition=~Q(act=TypeAct.REJECTED) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.act}"
