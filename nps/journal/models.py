"""What happened: rows only ever inserted. No name, no free text but the written reason."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Entry(models.Model):
    """One act or one read, with its own leaf hash; written in the act's transaction."""

    # The key is made here, not by the database: a partner may insert an entry it may not read back.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now)
    act = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+", db_index=False
    )
    actor_role = models.CharField(max_length=20)
    case_reference = models.CharField(max_length=20, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_key = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    leaf = models.BinaryField()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["case_reference", "-at"], name="journal_entry_of_case"),
            models.Index(fields=["subject_kind", "subject_key", "-at"], name="journal_entry_of_subject"),
        ]
        constraints = [
            models.CheckConstraint(name="journal_entry_names_an_act", condition=~Q(act="")),
            models.CheckConstraint(
                name="journal_entry_actor_or_system",
                condition=Q(actor__isnull=False) | Q(actor_role="system"),
            ),
        ]


class Leaf(models.Model):
    """The place of a committed entry in the tree, given by the sealer."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="place")
    hash = models.BinaryField()

    class Meta:
        verbose_name_plural = "leaves"


class TreeHead(models.Model):
    """The tree at one size, signed."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    peaks = models.JSONField()
    at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField()
