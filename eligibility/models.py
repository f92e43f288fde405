"""What is known of a household, with its proof, and the immutable results of checking its rights."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models import SupportingDocument
from eligibility.change_sets import ChangeSet, ChangeStep
from nps.accounts.models import Site
from nps.people.models import Household, Person

__all__ = [  # the models of this floor, those of change_sets among them
    "CaseloadBatch",
    "CaseloadResult",
    "CaseloadRun",
    "ChangeSet",
    "ChangeStep",
    "Fact",
    "RadarObjection",
    "RightsCheck",
    "RunKind",
    "Source",
]


class Source(models.TextChoices):
    DECLARED = "declared", _("Déclaré")
    DOCUMENT = "document", _("Prouvé par une pièce")
    ADMINISTRATION = "administration", _("Donné par une administration")


class Fact(models.Model):
    """One thing known; replaced by a newer row, never edited. A null value says « on ne sait pas ».

    `contests`: the standing fact of another source that it disagrees with, until an agent chooses.
    """

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
    contests = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="contested_by")

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
                condition=Q(replaced_at__isnull=True, contests__isnull=True),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                name="fact_one_open_doubt_of_a_source",
                fields=["contests", "source"],
                condition=Q(replaced_at__isnull=True, contests__isnull=False),
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


class RunKind(models.TextChoices):
    RADAR = "radar", _("Droits non demandés")
    EFFECT = "effect", _("Effet de nouveaux barèmes")


class CaseloadRun(models.Model):
    """One check of many households on a day. `changes`: name of a figure → its versions under study.

    `figures`: digest of the figures applied. Without a site, every site. No person's data.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=RunKind)
    on = models.DateField()
    national = models.BooleanField()
    site = models.ForeignKey(Site, null=True, on_delete=models.RESTRICT, related_name="+")
    changes = models.JSONField(default=dict)
    figures = models.CharField(max_length=64)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    planned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="caseload_run_kind_known", condition=Q(kind__in=RunKind.values)),
            models.CheckConstraint(
                name="caseload_run_studies_changes_or_none",
                condition=Q(kind=RunKind.RADAR, changes={}) | Q(kind=RunKind.EFFECT) & ~Q(changes={}),
            ),
            models.CheckConstraint(
                name="caseload_run_planned_before_its_end",
                condition=Q(ended_at__isnull=True) | Q(planned_at__isnull=False),
            ),
        ]


class CaseloadBatch(models.Model):
    """Some households of one site, checked in one transaction. `unreadable`: whose facts are at fault."""

    run = models.ForeignKey(CaseloadRun, on_delete=models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    site = models.ForeignKey(Site, on_delete=models.RESTRICT, related_name="+")
    households = ArrayField(models.BigIntegerField())
    size = models.PositiveIntegerField()
    unreadable = ArrayField(models.BigIntegerField(), default=list)
    tally = models.JSONField(default=dict)
    failures = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "caseload batches"
        constraints = [models.UniqueConstraint(name="caseload_batch_once", fields=["run", "number"])]


class CaseloadResult(models.Model):
    """What a run found of one right of one household: not claimed, or changed by the figures under study."""

    run = models.ForeignKey(CaseloadRun, on_delete=models.CASCADE, related_name="results")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="caseload_results")
    code = models.CharField(max_length=60)
    status = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    every = models.CharField(max_length=10)
    missing = ArrayField(models.CharField(max_length=200), default=list)
    former_status = models.CharField(max_length=20, blank=True)
    former_amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="caseload_result_once", fields=["run", "household", "code"])
        ]


class RadarObjection(models.Model):
    """The household does not want its rights looked for unasked (RGPD, article 21), until it is withdrawn."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="radar_objections")
    objected_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="radar_objection_one_at_a_time",
                fields=["household"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="radar_objection_withdrawn_by_somebody",
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
            ),
        ]
