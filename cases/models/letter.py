"""What the service wrote to a household: what was said, what was sent, when and how. No wording enters."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.application import Application
from cases.models.award import Award
from cases.models.case_file import CaseFile
from cases.models.recovery import Recovery
from cases.models.request import DocumentRequest
from documents.models import Content


class LetterKind(models.TextChoices):
    """What a letter is for. `cases.notices.owed` says which state of which thing wants which one."""

    PIECES = "pieces", _("Demande de pièces")
    RECEIPT = "receipt", _("Accusé de réception")
    REMINDER = "reminder", _("Relance avant caducité")
    GRANTED = "granted", _("Aide accordée")
    REFUSED = "refused", _("Demande rejetée")
    LAPSED = "lapsed", _("Demande caduque")
    SILENCE = "silence", _("Ce que le silence veut dire")
    APPEAL_RECEIPT = "appeal_receipt", _("Accusé de réception d’un recours")
    UPHELD = "upheld", _("Décision maintenue")
    REVERSED = "reversed", _("Décision changée")
    PERIOD_END = "period_end", _("Fin prochaine d’une aide")
    RESUMPTION_END = "resumption_end", _("Fin prochaine du délai de reprise")
    SUSPENDED = "suspended", _("Aide suspendue")
    RESUMED = "resumed", _("Aide reprise")
    INTERRUPTED = "interrupted", _("Aide interrompue")
    ENDED = "ended", _("Aide terminée")
    RECOVERY_PROPOSED = "recovery_proposed", _("Récupération envisagée")
    RECOVERY_DUE = "recovery_due", _("Somme à rendre")
    RECOVERY_WAIVED = "recovery_waived", _("Remise accordée")
    RECOVERY_SETTLED = "recovery_settled", _("Somme rendue")
    RECOVERY_CANCELLED = "recovery_cancelled", _("Récupération annulée")


K = LetterKind
OF_AWARDS = (K.PERIOD_END, K.RESUMPTION_END, K.SUSPENDED, K.RESUMED, K.INTERRUPTED, K.ENDED)
OF_RECOVERIES = (
    K.RECOVERY_PROPOSED,
    K.RECOVERY_DUE,
    K.RECOVERY_WAIVED,
    K.RECOVERY_SETTLED,
    K.RECOVERY_CANCELLED,
)
# The letters that notify a decision: the appeal clock runs from the day the household had them in hands.
NOTIFIES = (K.GRANTED, K.REFUSED, K.LAPSED, K.SILENCE, K.UPHELD, K.REVERSED)


class Language(models.TextChoices):
    """The languages a letter exists in."""

    FRENCH = "fr", "Français"
    ENGLISH = "en", "English"


class Channel(models.TextChoices):
    """How a letter reached the household. E-mail only with its agreement, and with the letter attached."""

    POST = "post", _("Par la poste")
    HAND = "hand", _("Remis en main propre")
    EMAIL = "email", _("Par courriel")


class Proof(models.TextChoices):
    """What says on which day the household had a letter in hands."""

    HAND = "hand", _("Remis en main propre")
    REGISTERED = "registered", _("Avis de réception de la poste")
    ANSWERED = "answered", _("La personne l’a écrit")


NOT_SENT = Q(sent_at__isnull=True, sent_by__isnull=True, pdf__isnull=True, channel="", sha256="")
SENT = Q(sent_at__isnull=False, sent_by__isnull=False, pdf__isnull=False, sha256__regex="^[0-9a-f]{64}$")


class Letter(models.Model):
    """What it says is sealed when it is prepared; the exact bytes that left, when they leave."""

    reference = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=20, choices=LetterKind)
    language = models.CharField(max_length=2, choices=Language)
    requests = models.ManyToManyField(DocumentRequest, related_name="letters")
    applications = models.ManyToManyField(Application, related_name="letters")
    award = models.ForeignKey(Award, null=True, on_delete=models.PROTECT, related_name="letters")
    recovery = models.ForeignKey(Recovery, null=True, on_delete=models.PROTECT, related_name="letters")
    day = models.DateField(null=True)  # the day it is about: the end announced, the day of the suspension…
    days_before = models.PositiveSmallIntegerField(null=True)  # of a reminder
    said = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(  # none: a clock
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    prepared_at = models.DateTimeField()
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    printed_at = models.DateTimeField(null=True)
    leaving_at = models.DateTimeField(null=True)  # given to a connector, which has not said yet that it left
    channel = models.CharField(max_length=10, blank=True, choices=Channel)
    pdf = models.ForeignKey(Content, null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)  # of the PDF, before sealing
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)
    handed_on = models.DateField(null=True)  # the day the household had it in hands, when that is proved
    handed_how = models.CharField(max_length=10, blank=True, choices=Proof)
    returned_on = models.DateField(null=True)  # came back: it told nobody anything
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "-prepared_at", "-id"], name="letter_register"),
            models.Index(
                fields=["prepared_at", "id"],
                name="letter_to_send",
                condition=Q(sent_at__isnull=True, cancelled_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="letter_kind_known", condition=Q(kind__in=LetterKind.values)),
            models.CheckConstraint(name="letter_language_known", condition=Q(language__in=Language.values)),
            models.CheckConstraint(
                name="letter_sent_with_its_bytes",
                condition=NOT_SENT | SENT & Q(channel__in=Channel.values, cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="letter_says_which_award_or_recovery",
                condition=Q(kind__in=OF_AWARDS, award__isnull=False, recovery__isnull=True)
                | Q(kind__in=OF_RECOVERIES, award__isnull=True, recovery__isnull=False)
                | ~Q(kind__in=(*OF_AWARDS, *OF_RECOVERIES)) & Q(award__isnull=True, recovery__isnull=True),
            ),
            models.CheckConstraint(
                name="letter_leaving_has_not_left",
                condition=Q(leaving_at__isnull=True) | Q(sent_at__isnull=True, cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="letter_in_hands_with_its_proof",
                condition=Q(handed_on__isnull=True, handed_how="")
                | Q(handed_on__isnull=False, handed_how__in=Proof.values, sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_returned_never_reached",
                condition=Q(returned_on__isnull=True) | Q(sent_at__isnull=False, handed_on__isnull=True),
            ),
            models.CheckConstraint(
                name="letter_printed_by_somebody",
                condition=Q(printed_by__isnull=True, printed_at__isnull=True)
                | Q(printed_by__isnull=False, printed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def state(self) -> str:
        """to_send, leaving, sent, returned or cancelled: read from the dates, never written."""
        if self.cancelled_at:
            return "cancelled"
        if self.returned_on:
            return "returned"
        if self.sent_at:
            return "sent"
        return "leaving" if self.leaving_at else "to_send"
