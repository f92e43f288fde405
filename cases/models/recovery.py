"""A sum to be given back: why, how much, what has come in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.award import Award
from cases.models.case_file import CaseFile
from cases.workflow.recovery import RecoveryMachine, RecoveryState

S = RecoveryState


class RecoveryKind(models.TextChoices):
    UNDUE = "undue", _("Somme versée à tort")
    SUCCESSION = "succession", _("Récupération sur succession")
    BETTER_FORTUNE = "better_fortune", _("Retour à meilleure fortune")


class Recovery(RecoveryMachine):
    """Proposed by one agent, decided by another, then paid, waived or cancelled."""

    reference = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="recoveries")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="recoveries")
    kind = models.CharField(max_length=20, choices=RecoveryKind)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    computed = models.DecimalField(max_digits=9, decimal_places=2, null=True)  # what the award and days give
    lowered_why = models.TextField(blank=True)
    paid = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    paid_from = models.DateField(null=True)  # the period the sum was paid for, when it is one
    paid_until = models.DateField(null=True)
    why = models.TextField()
    article = models.CharField(max_length=40)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "recoveries"
        constraints = [
            models.CheckConstraint(name="recovery_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(name="recovery_kind_known", condition=Q(kind__in=RecoveryKind.values)),
            models.CheckConstraint(
                name="recovery_amount_positive", condition=Q(amount__gt=0, paid__gte=0, paid__lte=F("amount"))
            ),
            models.CheckConstraint(
                name="recovery_never_above_what_was_computed",
                condition=Q(computed__isnull=True)
                | Q(amount=F("computed"))
                | Q(amount__lt=F("computed")) & ~Q(lowered_why=""),
            ),
            models.CheckConstraint(name="recovery_says_why", condition=~Q(why="") & ~Q(article="")),
            models.CheckConstraint(
                name="recovery_decided_with_dates",
                condition=Q(state__in=(S.PROPOSED, S.CANCELLED))
                | Q(decided_by__isnull=False, decided_at__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_decided_by_somebody_else",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="recovery_settled_when_paid", condition=~Q(state=S.SETTLED) | Q(paid=F("amount"))
            ),
        ]

    def __str__(self) -> str:
        return self.reference
