"""What agents say of the catalogue of pieces; what a change would spare, studied. No household enters."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nps.accounts.models import Site


class RemarkKind(models.TextChoices):
    """What is wrong with asking for a piece."""

    USELESS = "useless", _("Inutile")
    ALREADY_KNOWN = "already_known", _("Déjà connue")
    OTHER = "other", _("Autre")


class PieceRemark(models.Model):
    """An agent's word on a type of piece asked for a benefit; never on a file. The steward answers."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    type_code = models.CharField(max_length=40)
    benefit = models.CharField(max_length=60)
    site = models.ForeignKey(Site, on_delete=models.RESTRICT, related_name="+")
    kind = models.CharField(max_length=13, choices=RemarkKind)
    comment = models.CharField(max_length=500)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("type_code", "benefit", name="piece_remark_subject")]
        constraints = [
            models.CheckConstraint(name="piece_remark_kind_known", condition=Q(kind__in=RemarkKind.values)),
            models.CheckConstraint(
                name="piece_remark_answered_by_somebody",
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]


class PieceStudy(models.Model):
    """What the open files would be spared if a type were no longer asked for a benefit: counts only.

    `last`: key of the last file looked at; files are looked at in the order of their keys.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    type_code = models.CharField(max_length=40)
    benefit = models.CharField(max_length=60)
    on = models.DateField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    last = models.BigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    concerned = models.PositiveIntegerField(default=0)
    spared = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "piece studies"
        constraints = [
            models.UniqueConstraint(
                name="piece_study_one_at_a_time",
                fields=["type_code", "benefit"],
                condition=Q(ended_at__isnull=True),
            )
        ]
