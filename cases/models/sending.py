"""A message given to a connector (e-mail, text message, post): asked, attempted, gone or not. No wording."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.letter import Letter


class By(models.TextChoices):
    """What carries a message."""

    EMAIL = "email", _("Courriel")
    SMS = "sms", _("SMS")
    POST = "post", _("Service postal")


class Failure(models.TextChoices):
    """Why a message did not leave; what to do about it is said in `cases.notices.channels`."""

    UNREACHABLE = "unreachable", _("Le serveur n’a pas répondu.")
    REFUSED = "refused", _("Le serveur a refusé le message ou l’adresse.")
    CHANGED = "changed", _("La situation a changé : ce message ne devait plus partir.")
    UNREADABLE = "unreadable", _("Le courrier n’a pas pu être ouvert.")
    UNKNOWN = "unknown", _("L’envoi a été interrompu. Un agent a noté que rien n’est parti.")


class Sending(models.Model):
    """The attempt is written before anything leaves: a worker that dies can never send a second time."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="sendings")
    by = models.CharField(max_length=5, choices=By)
    whole = models.BooleanField()  # the letter itself; else a neutral word that one waits
    sent_to = models.CharField(max_length=254)
    message_id = models.CharField(max_length=120, unique=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    asked_at = models.DateTimeField()
    attempted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=12, blank=True, choices=Failure)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sending_by_known", condition=Q(by__in=By.values)),
            models.CheckConstraint(
                name="sending_sent_after_an_attempt",
                condition=Q(sent_at__isnull=True) | Q(attempted_at__isnull=False, failed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="sending_failed_says_why",
                condition=Q(failed_at__isnull=True, failure="")
                | Q(failed_at__isnull=False, failure__in=Failure.values),
            ),
            models.UniqueConstraint(
                name="sending_one_at_a_time",
                fields=["letter"],
                condition=Q(sent_at__isnull=True, failed_at__isnull=True),
            ),
        ]

    @property
    def state(self) -> str:
        """waiting, attempted, sent or failed: read from the dates, never written."""
        if self.failed_at:
            return "failed"
        if self.sent_at:
            return "sent"
        return "attempted" if self.attempted_at else "waiting"
