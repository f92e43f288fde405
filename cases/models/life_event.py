"""A change of a household's situation (by-law I-B 7): told, reviewed as one batch, applied whole or never."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case_file import CaseFile
from eligibility.models import RightsCheck


class EventKind(models.TextChoices):
    """What by-law I-B 7 calls a change of situation; a separation and a death are acts of their own."""

    JOB_LOSS = "job_loss", _("Perte d’emploi")
    ACTIVITY_END = "activity_end", _("Fin de toute activité")
    ACTIVITY_RESUMED = "activity_resumed", _("Reprise d’activité")
    MARITAL = "marital", _("Mariage, PACS, vie de couple ou rupture")
    BIRTH = "birth", _("Naissance, adoption ou arrivée d’un enfant")
    CHILDREN = "children", _("Nombre d’enfants à charge")
    MOVE = "move", _("Déménagement")
    SICK_LEAVE = "sick_leave", _("Arrêt maladie de six mois ou plus")
    NEW_RESOURCES = "new_resources", _("Nouvelles ressources")
    RESOURCES_END = "resources_end", _("Fin de certaines ressources")


class EventState(models.TextChoices):
    DRAFT = "draft", _("À relire")
    APPLIED = "applied", _("Appliqué")
    CANCELLED = "cancelled", _("Abandonné")


S = EventState


class LifeEvent(models.Model):
    """One being prepared for a file at a time, found again by its author and by the site. Goes with the file.

    `answers`: [person's key or null, name of the fact, value]. `left_out`: line of the batch → why it is not
    applied. `shown`: line → what its reader saw, so that a batch that changed meanwhile says what changed.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="life_events")
    kind = models.CharField(max_length=20, choices=EventKind)
    happened_on = models.DateField()
    told_on = models.DateField()
    answers = models.JSONField(default=list)
    left_out = models.JSONField(default=dict)
    shown = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=S, default=S.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    rights_check = models.ForeignKey(RightsCheck, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="life_event_of_case")]
        constraints = [
            models.CheckConstraint(name="life_event_kind_known", condition=Q(kind__in=EventKind.values)),
            models.CheckConstraint(name="life_event_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(
                name="life_event_closed_by_somebody",
                condition=Q(state=S.DRAFT, closed_by__isnull=True, closed_at__isnull=True)
                | ~Q(state=S.DRAFT) & Q(closed_by__isnull=False, closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="life_event_told_after_it_happened", condition=Q(told_on__gte=F("happened_on"))
            ),
            models.CheckConstraint(
                name="life_event_applied_with_its_check",
                condition=~Q(state=S.APPLIED) | Q(rights_check__isnull=False),
            ),
            models.UniqueConstraint(
                name="life_event_one_draft_per_file", fields=["case"], condition=Q(state=S.DRAFT)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"

    @property
    def site_id(self) -> int:
        """The site that follows the file."""
        return self.case.site_id
