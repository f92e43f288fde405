"""What somebody has to do on a file, with its day: written by an agent, or by an act that must be seen."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case_file import CaseFile


class TaskKind(models.TextChoices):
    """Free, or why the software wrote it: such a one is read, then done with, never lost."""

    FREE = "free", _("Tâche")
    EXCEPTIONAL_ACCESS = "exceptional_access", _("Accès exceptionnel ouvert")
    TRANSFER = "transfer", _("Dossier transféré")
    ASSIGNMENT = "assignment", _("Dossier attribué")


class Task(models.Model):
    """Shown in the assignee's day from `due_on` on, until somebody says it is done. Goes with the file."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=18, choices=TaskKind, default=TaskKind.FREE)
    label = models.CharField(max_length=500)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    due_on = models.DateField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("assignee", "due_on", "id", name="task_of_the_day", condition=Q(done_at=None)),
        ]
        constraints = [
            models.CheckConstraint(name="task_kind_known", condition=Q(kind__in=TaskKind.values)),
            models.CheckConstraint(name="task_says_what", condition=~Q(label="")),
            models.CheckConstraint(
                name="task_done_by_somebody",
                condition=Q(done_by__isnull=True, done_at__isnull=True)
                | Q(done_by__isnull=False, done_at__isnull=False),
            ),
        ]
