"""Contacts with a household: what was tried, and whether the household took part."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.appointment import Appointment
from cases.models.case_file import CaseFile
from nps.people.models import Person


class Direction(models.TextChoices):
    """Who made the first step."""

    INCOMING = "in", _("Le foyer")
    OUTGOING = "out", _("Le service")


class Manner(models.TextChoices):
    DESK = "desk", _("À l’accueil")
    CALL = "call", _("Par téléphone")
    VISIT = "visit", _("Visite à domicile")
    LETTER = "letter", pgettext_lazy("contact", "Par courrier")
    EMAIL = "email", _("Par courriel")


class ContactOutcome(models.TextChoices):
    """Only a household that took part moves the last contact."""

    TOOK_PART = "took_part", _("Échange avec le foyer")
    NO_ANSWER = "no_answer", _("Sans réponse")
    VOICEMAIL = "voicemail", _("Sans réponse, message vocal laissé")
    SENT = "sent", pgettext_lazy("contact", "Envoyé")


O = ContactOutcome  # noqa: E741
# What each way of the service's own step may come to; a step of the household is an exchange by itself.
OUTCOMES: dict[str, tuple[str, ...]] = {
    Manner.DESK: (O.TOOK_PART, O.NO_ANSWER),
    Manner.CALL: (O.TOOK_PART, O.NO_ANSWER, O.VOICEMAIL),
    Manner.VISIT: (O.TOOK_PART, O.NO_ANSWER),
    Manner.LETTER: (O.SENT,),
    Manner.EMAIL: (O.SENT,),
}


def _possible() -> Q:
    of_household = Q(direction=Direction.INCOMING, manner__in=Manner.values, outcome=O.TOOK_PART)
    for manner, outcomes in OUTCOMES.items():
        of_household |= Q(direction=Direction.OUTGOING, manner=manner, outcome__in=outcomes)
    return of_household


class Contact(models.Model):
    """One line of the log; never changed: a mistake is told by another line."""

    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="contacts")
    on = models.DateField()
    direction = models.CharField(max_length=3, choices=Direction)
    manner = models.CharField(max_length=6, choices=Manner)
    outcome = models.CharField(max_length=9, choices=ContactOutcome)
    people = models.ManyToManyField(Person, related_name="+")
    said = models.CharField(max_length=500, blank=True)
    appointment = models.OneToOneField(
        Appointment, null=True, on_delete=models.CASCADE, related_name="contact"
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-on", "-id"], name="contact_log")]
        constraints = [models.CheckConstraint(name="contact_outcome_possible", condition=_possible())]
