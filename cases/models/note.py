"""What agents write in a file, in two compartments (professional secrecy). The journal never holds a text."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case_file import CaseFile


class NoteKind(models.TextChoices):
    """Code pénal 226-13, CASF L411-3: what belongs to the file, what belongs to the author's profession."""

    INSTRUCTION = "instruction", _("Donnée d’instruction")
    PROFESSIONAL = "professional", _("Note professionnelle")


class Note(models.Model):
    """One version of a note; versions share `public_id`, the last has not been replaced.

    `included_at`: the author put this version of a professional note in the exports. Rows of professional
    notes are shown to their author alone, by the database itself; when a file is erased, it is the database
    that removes them, since no job may read them: Django is told to do nothing.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField()
    case = models.ForeignKey(CaseFile, on_delete=models.DO_NOTHING, db_constraint=False, related_name="notes")
    kind = models.CharField(max_length=12, choices=NoteKind)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    included_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["case", "-created_at", "-id"],
                name="note_register",
                condition=Q(replaced_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(name="note_kind_known", condition=Q(kind__in=NoteKind.values)),
            models.CheckConstraint(name="note_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="note_professional_by_its_author",
                condition=Q(kind=NoteKind.INSTRUCTION) | Q(written_by=F("author")),
            ),
            models.CheckConstraint(
                name="note_included_only_when_professional",
                condition=Q(included_at__isnull=True) | Q(kind=NoteKind.PROFESSIONAL),
            ),
            models.UniqueConstraint(name="note_version_once", fields=["public_id", "number"]),
            models.UniqueConstraint(
                name="note_one_last_version", fields=["public_id"], condition=Q(replaced_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="note_one_version_included", fields=["public_id"], condition=Q(included_at__isnull=False)
            ),
        ]
