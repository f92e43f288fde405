"""What is known of a household, with its proof, and the immutable results of checking its rights."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models import SupportingDocument
from nps.people.models import Household, Person


class Source(models.TextChoices):
    DECLARED = "declared", _("Déclaré")
    DOCUMENT = "document", _("Prouvé par une pièce")
    ADMINISTRATION = "administration", _("Donné par une administration")


class Fact(models.Model):
    """One thing known; replaced by a newer row, never edited. A null value says « on ne sait pas »."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="facts")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="facts")
    name = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    source = models.CharField(max_length=20, choices=Source)
    document = models.ForeignKey(
        SupportingDocument, null=True, on_delete=models.PROTECT, related_name="facts"
    )
    administration = models.CharField(max_length=60, blank=True)
    valid_until = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fact_source_has_its_evidence",
                condition=Q(source=Source.DECLARED, document__isnull=True, administration="")
                | Q(source=Source.DOCUMENT, document__isnull=False, administration="")
                | Q(source=Source.ADMINISTRATION, document__isnull=True) & ~Q(administration=""),
            ),
            models.UniqueConstraint(
                name="fact_one_current_value",
                fields=["household", "person", "name"],
                condition=Q(replaced_at__isnull=True),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RightsCheck(models.Model):
    """Inputs, versions and result of one check; inserted once, never changed."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="rights_checks")
    on = models.DateField()
    inputs = models.JSONField()
    versions = models.JSONField()
    result = models.JSONField()
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["household", "-made_at"], name="rights_check_of_household")]
