"""The supporting documents of a household. No rule about types may enter."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models.content import Content
from nps.people.models import Household, Person

PERIOD = r"^([0-9]{4}(-(0[1-9]|1[0-2]))?)?$"  # "", a year or a month


TURNS = (0, 1, 2, 3)


class State(models.TextChoices):
    """Where a supporting document stands."""

    QUARANTINED = "quarantined", _("Bloquée")
    TO_CHECK = "to_check", _("À vérifier")
    TO_CONFIRM = "to_confirm", _("À confirmer par une autre personne")
    ACCEPTED = "accepted", _("Acceptée")
    REJECTED = "rejected", _("Refusée")
    SUPERSEDED = "superseded", _("Remplacée")
    ERASED = "erased", _("Effacée")


class RejectionReason(models.TextChoices):
    """Why a document was rejected, in the household's words."""

    UNREADABLE = "unreadable", _("Illisible")
    OTHER_PERSON = "other_person", _("Autre personne")
    TOO_OLD = "too_old", _("Trop ancienne")
    OTHER_TYPE = "other_type", _("Autre type")


class ScanVerdict(models.TextChoices):
    """What the antivirus said. Without one configured, a document is not scanned, and says so."""

    NOT_SCANNED = "not_scanned", _("Non analysée")
    CLEAN = "clean", _("Aucun virus trouvé")
    INFECTED = "infected", _("Virus trouvé")


class QuarantineReason(models.TextChoices):
    """Why a document is not opened: the antivirus found something, or could not say that it is clean."""

    INFECTED = "infected", _("Un virus a été trouvé")
    SCANNER_DOWN = "scanner_down", _("L’antivirus ne répond pas")
    NO_SIGNATURES = "no_signatures", _("L’antivirus ne connaît aucun virus")
    OVER_LIMIT = "over_limit", _("Le fichier est trop grand pour l’antivirus")


WAITING = (State.TO_CHECK, State.TO_CONFIRM)  # for somebody's eyes
UNCHECKED = ("quarantined", "to_check", "to_confirm")
ONE_IS_ENOUGH = tuple(state for state in State.values if state != State.TO_CONFIRM)


class SupportingDocument(models.Model):
    """One proof handed in by a household, about some of its people, checked by an agent."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="documents")
    people = models.ManyToManyField(Person, related_name="documents")
    type = models.CharField(max_length=40)
    period = models.CharField(max_length=7, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    stated_until = models.DateField(null=True, blank=True)  # the end written on the document itself
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)  # last day it proves; null: no end
    filename = models.CharField(max_length=150)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="documents")
    scan_verdict = models.CharField(max_length=12, choices=ScanVerdict, default=ScanVerdict.NOT_SCANNED)
    quarantine_reason = models.CharField(max_length=13, choices=QuarantineReason, blank=True)
    state = models.CharField(max_length=11, choices=State, default=State.TO_CHECK)
    rejection_reason = models.CharField(max_length=12, choices=RejectionReason, blank=True)
    rejection_note = models.CharField(max_length=500, blank=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    stored_at = models.DateTimeField(default=timezone.now)
    # Of a sensitive type, two people look: the first is kept here, the second is `checked_by`.
    first_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    first_checked_at = models.DateTimeField(null=True, blank=True)
    turns = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)  # quarter turns, by page
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index("household", "state", name="document_of_household"),
            models.Index(
                "stored_at",
                name="document_to_check",
                condition=Q(state__in=WAITING),
            ),
            models.Index(
                "valid_until",
                "id",
                name="document_expiring",
                condition=Q(state=State.ACCEPTED, valid_until__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="document_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="document_checked_by_somebody_once_checked",
                condition=Q(
                    checked_by__isnull=True,
                    checked_at__isnull=True,
                    state__in=(*UNCHECKED, "erased"),
                )
                | Q(checked_by__isnull=False, checked_at__isnull=False) & ~Q(state__in=UNCHECKED),
            ),
            models.CheckConstraint(
                name="document_scan_verdict_known", condition=Q(scan_verdict__in=ScanVerdict.values)
            ),
            models.CheckConstraint(
                name="document_quarantined_with_a_reason",
                condition=Q(state="quarantined", quarantine_reason__in=QuarantineReason.values)
                | Q(state="erased")
                | Q(quarantine_reason="") & ~Q(state="quarantined"),
            ),
            models.CheckConstraint(
                name="document_quarantined_for_what_the_scan_said",
                condition=Q(quarantine_reason="") & ~Q(scan_verdict="infected")
                | Q(quarantine_reason="infected", scan_verdict="infected")
                | ~Q(quarantine_reason__in=("", "infected")) & Q(scan_verdict="not_scanned"),
            ),
            models.CheckConstraint(
                name="document_checked_by_two_people",
                condition=Q(
                    first_checked_by__isnull=True, first_checked_at__isnull=True, state__in=ONE_IS_ENOUGH
                )
                | Q(first_checked_by__isnull=False, first_checked_at__isnull=False)
                & ~Q(state="to_check")
                & (Q(checked_by__isnull=True) | ~Q(checked_by=F("first_checked_by"))),
            ),
            models.CheckConstraint(
                name="document_turned_by_quarters", condition=Q(turns__contained_by=list(TURNS))
            ),
            models.CheckConstraint(
                name="document_rejected_with_a_reason",
                condition=Q(state="rejected", rejection_reason__in=RejectionReason.values)
                | Q(state="erased")
                | Q(rejection_reason="", rejection_note="") & ~Q(state="rejected"),
            ),
            models.CheckConstraint(
                name="document_erased_on_a_date",
                condition=Q(state="erased", erased_at__isnull=False)
                | Q(erased_at__isnull=True) & ~Q(state="erased"),
            ),
            models.CheckConstraint(
                name="document_validity_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="document_period_readable", condition=Q(period__regex=PERIOD)),
            models.CheckConstraint(
                name="document_supersedes_another",
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.period}".strip()
