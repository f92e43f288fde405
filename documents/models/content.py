"""Sealed bytes, kept once however many documents they make. What they prove must not enter."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Content(models.Model):
    """Sealed bytes, kept once however many documents they make; erased by destroying their key."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    fingerprint = models.BinaryField(null=True, unique=True)  # keyed: tells nothing without the key
    name = models.CharField(max_length=100, unique=True)  # in the vault's storage
    size = models.PositiveIntegerField()  # bytes before sealing
    media_type = models.CharField(max_length=20)
    pages = models.PositiveSmallIntegerField()
    likeness = models.BinaryField(null=True)  # what each page looks like, coarsely; null: not looked at
    wrapped_key = models.BinaryField()
    stored_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="content_is_not_empty", condition=Q(size__gt=0, pages__gt=0)),
            models.CheckConstraint(
                name="content_erased_has_no_key_left",
                condition=Q(erased_at__isnull=True, fingerprint__isnull=False) & ~Q(wrapped_key=b"")
                | Q(erased_at__isnull=False, fingerprint__isnull=True, wrapped_key=b""),
            ),
        ]

    @property
    def context(self) -> bytes:
        """What its sealed bytes and its key are bound to."""
        return self.reference.bytes

    def destroy_key(self) -> None:
        """The bytes never open again, backups of the storage included. A second time does no more."""
        self.wrapped_key, self.fingerprint, self.likeness = b"", None, None
        self.erased_at = self.erased_at or timezone.now()
        self.save(update_fields=["wrapped_key", "fingerprint", "likeness", "erased_at"])
