"""One question put to an administration: why it was allowed, and the proof of what came back."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.administrations.connector import Outcome
from documents.models.document import PERIOD
from nps.people.models import Household, Person

Ended = Outcome
HEARD = (Ended.ANSWERED, Ended.UNKNOWN, Ended.NOT_FOUND, Ended.IDENTITY, Ended.REFUSED)  # a reply came
UNHEARD = (Ended.ASKING, Ended.LOST, Ended.OBJECTED)


class Basis(models.TextChoices):
    """Why the question may be asked. The law wants the person told; their agreement is more than it asks."""

    AGREED = "agreed", _("La personne est d’accord")
    TOLD = "told", _("La personne est informée (CRPA L114-8)")


class Manner(models.TextChoices):
    ORAL = "oral", _("Oralement")
    WRITTEN = "written", _("Par écrit")


class AdministrationCall(models.Model):
    """Written before the call and completed after it; never the raw answer, its digest and a few values.

    A row left « asking » was cut: what the administration answered is not known. `key`: of the form, so that
    a double click asks once. `piece` for `period` is proved from `asked_at` to `valid_until` once answered.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="administration_calls")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="administration_calls")
    administration = models.CharField(max_length=30)
    information = models.CharField(max_length=30)
    endpoint = models.CharField(max_length=100)
    benefits = ArrayField(models.CharField(max_length=60))  # what the question is for
    basis = models.CharField(max_length=8, choices=Basis, blank=True)
    told_to = models.CharField(max_length=200)
    manner = models.CharField(max_length=8, choices=Manner)
    told_on = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, default=Ended.ASKING.value)
    status = models.PositiveSmallIntegerField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    faults = ArrayField(models.CharField(max_length=30), default=list)
    values = models.JSONField(default=dict)
    piece = models.CharField(max_length=40, blank=True)
    period = models.CharField(max_length=7, blank=True)
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index("household", "asked_at", name="call_of_household"),
            models.Index("person", name="call_with_a_piece", condition=~Q(piece="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="call_outcome_known", condition=Q(outcome__in=[ended.value for ended in Ended])
            ),
            models.CheckConstraint(
                name="call_says_why_it_was_allowed",
                condition=Q(outcome=Ended.OBJECTED, basis="")
                | ~Q(outcome=Ended.OBJECTED) & Q(basis__in=Basis.values) & ~Q(benefits=[]),
            ),
            models.CheckConstraint(
                name="call_told_by_a_known_person", condition=~Q(told_to="") & Q(manner__in=Manner.values)
            ),
            models.CheckConstraint(
                name="call_ended_unless_asking",
                condition=Q(outcome=Ended.ASKING, ended_at__isnull=True)
                | ~Q(outcome=Ended.ASKING) & Q(ended_at__isnull=False, ended_at__gte=F("asked_at")),
            ),
            models.CheckConstraint(
                name="call_heard_keeps_the_proof",
                condition=Q(outcome__in=HEARD, status__isnull=False) & ~Q(digest="")
                | Q(outcome=Ended.UNAVAILABLE)
                | Q(outcome__in=UNHEARD, status__isnull=True, digest=""),
            ),
            models.CheckConstraint(
                name="call_values_come_from_an_answer",
                condition=Q(outcome__in=(Ended.ANSWERED, Ended.UNKNOWN)) | Q(values={}),
            ),
            models.CheckConstraint(
                name="call_piece_comes_from_an_answer", condition=Q(outcome=Ended.ANSWERED) | Q(piece="")
            ),
            models.CheckConstraint(name="call_period_readable", condition=Q(period__regex=PERIOD)),
            models.UniqueConstraint(
                name="call_one_at_a_time", fields=["person", "information"], condition=Q(outcome=Ended.ASKING)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.administration} {self.information}"
