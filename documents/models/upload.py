"""Files on their way in, and those that arrived and wait to be sorted. What they prove must not enter.

Bytes lie sealed from the first part received; the key is destroyed when the file is refused, removed, or
became one whole piece. A scan that was cut is kept: it proves where each piece comes from.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models.document import SupportingDocument
from nps.people.models import Household


class UploadState(models.TextChoices):
    """Where a file that comes in stands."""

    RECEIVING = "receiving", _("Arrive")
    WAITING = "waiting", _("À ranger")
    SORTED = "sorted", _("Rangé")
    REFUSED = "refused", _("Refusé")
    REMOVED = "removed", _("Retiré")


class Upload(models.Model):
    """One file handed in for a household by an agent, before it is known what it is."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="uploads")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    filename = models.CharField(max_length=150, blank=True)
    size = models.PositiveIntegerField()  # bytes announced
    received = models.PositiveIntegerField(default=0)  # bytes, from the beginning, without a hole
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.RECEIVING)
    refusal = models.CharField(max_length=30, blank=True)  # a rule of documents.intake
    media_type = models.CharField(max_length=20, blank=True)
    pages = models.PositiveSmallIntegerField(default=0)
    found = models.JSONField(default=dict)  # what was read on the pages: {"blank": […], "slips": {page: ref}}
    division = models.JSONField(null=True)  # pages of each piece, once an agent said so
    wrapped_key = models.BinaryField()
    begun_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)  # last part received, or end
    batch = models.UUIDField(null=True, db_index=True)  # what was sorted together

    class Meta:
        indexes = [models.Index("household", "state", name="upload_of_household")]
        constraints = [
            models.CheckConstraint(name="upload_state_known", condition=Q(state__in=UploadState.values)),
            models.CheckConstraint(
                name="upload_receives_what_was_announced",
                condition=Q(size__gt=0, received__lte=F("size")),
            ),
            models.CheckConstraint(
                name="upload_waits_whole",
                condition=~Q(state__in=("waiting", "sorted")) | Q(received=F("size"), pages__gt=0),
            ),
            models.CheckConstraint(
                name="upload_has_a_key_while_it_has_bytes",
                condition=Q(state="sorted")
                | Q(state__in=("receiving", "waiting")) & ~Q(wrapped_key=b"")
                | Q(state__in=("refused", "removed"), wrapped_key=b""),
            ),
            models.CheckConstraint(
                name="upload_refused_by_a_rule",
                condition=Q(state="refused") & ~Q(refusal="") | ~Q(state="refused") & Q(refusal=""),
            ),
            models.CheckConstraint(
                name="upload_sorted_in_a_batch",
                condition=Q(state="sorted", batch__isnull=False) | ~Q(state="sorted") & Q(batch__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)

    @property
    def context(self) -> bytes:
        """What its key is bound to."""
        return self.reference.bytes


class UploadPart(models.Model):
    """Sealed bytes of an upload from `offset` on. Its key comes from the upload's and its own reference."""

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="parts")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    offset = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    name = models.CharField(max_length=100, unique=True)  # in the vault's storage

    class Meta:
        constraints = [
            models.UniqueConstraint(name="upload_part_once", fields=["upload", "offset"]),
            models.CheckConstraint(name="upload_part_not_empty", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class UploadPiece(models.Model):
    """A piece made from an upload: which of its pages, from 0."""

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="pieces")
    document = models.OneToOneField(SupportingDocument, on_delete=models.PROTECT, related_name="cut_from")
    pages = ArrayField(models.PositiveSmallIntegerField())

    class Meta:
        constraints = [
            models.CheckConstraint(name="upload_piece_has_pages", condition=Q(pages__len__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id}: {self.pages}"
