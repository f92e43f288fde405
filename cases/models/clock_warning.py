"""What the clocks have said already: one row per date, warning and object, so that nothing is said twice."""

from django.db import models
from django.db.models import Q

from cases import clocks
from cases.models.application import Application
from cases.models.award import Award
from cases.models.case_file import CaseFile
from cases.models.letter import Letter


class ClockWarning(models.Model):
    """So many days before a legal date, somebody was told. A date put off is told of again."""

    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="clock_warnings")
    application = models.ForeignKey(Application, null=True, on_delete=models.CASCADE, related_name="+")
    award = models.ForeignKey(Award, null=True, on_delete=models.CASCADE, related_name="+")
    effect = models.CharField(max_length=20, choices=clocks.Effect)
    day = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    told_on = models.DateField()
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "-told_on"], name="clock_warning_of_case")]
        constraints = [
            models.CheckConstraint(name="clock_warning_known", condition=Q(effect__in=clocks.Effect.values)),
            models.CheckConstraint(
                name="clock_warning_of_one_thing",
                condition=Q(application__isnull=True) | Q(award__isnull=True),
            ),
            models.UniqueConstraint(
                name="clock_warning_once",
                fields=["case", "application", "award", "effect", "day", "days_before"],
                nulls_distinct=False,
            ),
        ]
