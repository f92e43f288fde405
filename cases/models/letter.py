"""What the service wrote to a household: what was said, what was sent, when and how. No wording enters."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case_file import CaseFile
from cases.models.request import DocumentRequest
from documents.models import Content


class LetterKind(models.TextChoices):
    PIECES = "pieces", _("Demande de pièces")


class Language(models.TextChoices):
    """The languages a letter exists in."""

    FRENCH = "fr", "Français"
    ENGLISH = "en", "English"


class Channel(models.TextChoices):
    """How a letter reached the household. E-mail and text messages need connectors, off by default."""

    POST = "post", _("Par la poste")
    HAND = "hand", _("Remis en main propre")


NOT_SENT = Q(sent_at__isnull=True, sent_by__isnull=True, pdf__isnull=True, channel="", sha256="")
SENT = Q(sent_at__isnull=False, sent_by__isnull=False, pdf__isnull=False, sha256__regex="^[0-9a-f]{64}$")


class Letter(models.Model):
    """What it says is sealed when it is prepared; the exact bytes that left, when they leave."""

    reference = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=10, choices=LetterKind)
    language = models.CharField(max_length=2, choices=Language)
    requests = models.ManyToManyField(DocumentRequest, related_name="letters")
    said = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    prepared_at = models.DateTimeField()
    channel = models.CharField(max_length=4, blank=True, choices=Channel)
    pdf = models.ForeignKey(Content, null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)  # of the PDF, before sealing
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-prepared_at", "-id"], name="letter_register")]
        constraints = [
            models.CheckConstraint(name="letter_kind_known", condition=Q(kind__in=LetterKind.values)),
            models.CheckConstraint(name="letter_language_known", condition=Q(language__in=Language.values)),
            models.CheckConstraint(
                name="letter_sent_with_its_bytes",
                condition=NOT_SENT | SENT & Q(channel__in=Channel.values, cancelled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def state(self) -> str:
        """to_send, sent or cancelled: read from the dates, never written."""
        if self.cancelled_at:
            return "cancelled"
        return "sent" if self.sent_at else "to_send"
