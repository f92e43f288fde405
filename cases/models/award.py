"""A granted benefit with its amount and its period."""

from django.db import models
from django.db.models import F, Q

from cases.models.application import Application, Every
from cases.models.case_file import CaseFile
from cases.models.clocked import Clocked, clock_indexes, clock_is_whole
from cases.workflow.award import AwardMachine, AwardState

S = AwardState


def _dated(field: str, *states: S) -> Q:
    """The day stands when the state is one of these, and only then."""
    known = Q(**{f"{field}__isnull": False})
    return Q(state__in=states) & known | ~Q(state__in=states) & ~known


class Award(AwardMachine, Clocked):
    """Made by granting an application, from what was proposed."""

    reference = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="awards")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="award")
    benefit = models.CharField(max_length=60)
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    every = models.CharField(max_length=10, choices=Every)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    suspended_on = models.DateField(null=True, blank=True)
    interrupted_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = clock_indexes("award")
        constraints = [
            models.CheckConstraint(name="award_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(name="award_ended_with_date", condition=_dated("ended_on", S.ENDED)),
            models.CheckConstraint(
                name="award_suspended_with_date",
                condition=_dated("suspended_on", S.SUSPENDED) | Q(state=S.ENDED),
            ),
            models.CheckConstraint(
                name="award_interrupted_with_date",
                condition=_dated("interrupted_on", S.INTERRUPTED) | Q(state=S.ENDED),
            ),
            models.CheckConstraint(
                name="award_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="award_amount_not_negative", condition=Q(amount__isnull=True) | Q(amount__gte=0)
            ),
            clock_is_whole("award"),
        ]

    def __str__(self) -> str:
        return self.reference
