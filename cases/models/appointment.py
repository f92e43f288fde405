"""Appointments at the desk, home visits, and the calendar an agent carries away: no name enters a feed."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.case_file import CaseFile
from nps.accounts.models import Site
from nps.people.models import Person
from nps.people.periods import OneKey


class AppointmentKind(models.TextChoices):
    DESK = "desk", _("Rendez-vous à l’accueil")
    VISIT = "visit", _("Visite à domicile")


class VisitGround(models.TextChoices):
    """Why an agent goes to the home."""

    CANNOT_MOVE = "cannot_move", _("La personne ne peut pas se déplacer (règlement, I-B 1)")
    ENQUIRY = "enquiry", _("Une enquête est nécessaire au dossier (règlement, I-B 4)")


class AppointmentOutcome(models.TextChoices):
    """How it ended; empty while it is planned."""

    HELD = "held", pgettext_lazy("rendez-vous", "Tenu")
    MISSED_BY_HOUSEHOLD = "missed_by_household", _("Manqué par le foyer")
    MISSED_BY_SERVICE = "missed_by_service", _("Manqué par le service")
    CANCELLED = "cancelled", pgettext_lazy("rendez-vous", "Annulé")


class Hours(Func):
    """From the first minute to the last, the last not included."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Appointment(models.Model):
    """`sequence` counts what calendars must be told of: another hour, another agent, cancelled (RFC 5545)."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="appointments")
    kind = models.CharField(max_length=5, choices=AppointmentKind)
    site = models.ForeignKey(Site, on_delete=models.RESTRICT, related_name="+")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    people = models.ManyToManyField(Person, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    subject = models.CharField(max_length=200, blank=True)
    ground = models.CharField(max_length=11, blank=True, choices=VisitGround)
    ground_words = models.CharField(max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    outcome = models.CharField(max_length=19, blank=True, choices=AppointmentOutcome)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["host", "starts_at", "id"], name="appointment_of_host"),
            models.Index(fields=["starts_at", "id"], name="appointment_of_day"),
            models.Index(fields=["case", "-starts_at", "-id"], name="appointment_of_file"),
        ]
        constraints = [
            models.CheckConstraint(name="appointment_in_order", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="appointment_visit_has_its_ground",
                condition=Q(kind=AppointmentKind.DESK, ground="", ground_words="")
                | Q(kind=AppointmentKind.VISIT, ground=VisitGround.ENQUIRY)
                | Q(kind=AppointmentKind.VISIT, ground=VisitGround.CANNOT_MOVE) & ~Q(ground_words=""),
            ),
            models.CheckConstraint(
                name="appointment_settled_by_somebody",
                condition=Q(outcome="", settled_by__isnull=True, settled_at__isnull=True)
                | Q(
                    outcome__in=AppointmentOutcome.values,
                    settled_by__isnull=False,
                    settled_at__isnull=False,
                ),
            ),
            ExclusionConstraint(
                name="appointment_one_at_a_time",
                expressions=[
                    (OneKey(F("host"), F("host")), RangeOperators.OVERLAPS),
                    (Hours(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=Q(outcome__in=("", AppointmentOutcome.HELD)),
            ),
        ]


class CalendarFeed(models.Model):
    """The secret address of one agent's appointments: its SHA-256 only, the secret was shown once."""

    agent = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
