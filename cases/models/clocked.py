"""The legal date that runs for a row, stored beside its state so that lists are ordered by the database."""

from django.db import models
from django.db.models import Q

from cases import clocks


class Clocked(models.Model):
    """`next_clock_on` and `next_clock` follow from the state; the one door writes them with it."""

    next_clock_on = models.DateField(null=True)
    next_clock = models.CharField(max_length=20, blank=True, choices=clocks.Effect)

    class Meta:
        abstract = True

    def set_clock(self) -> bool:
        """Write the legal date of the present state; whether it changed."""
        former = self.next_clock_on, self.next_clock
        found = clocks.running(self)
        self.next_clock_on, self.next_clock = (found.day, found.effect) if found else (None, "")
        return former != (self.next_clock_on, self.next_clock)


def clock_indexes(name: str) -> list[models.Index]:
    """What the nightly job reads: rows whose date has come."""
    return [
        models.Index(
            fields=["next_clock_on", "id"], name=f"{name}_clock", condition=Q(next_clock_on__isnull=False)
        )
    ]


def clock_is_whole(name: str) -> models.CheckConstraint:
    """A date without its effect, or the other way round, is refused."""
    return models.CheckConstraint(
        name=f"{name}_clock_is_whole",
        condition=Q(next_clock_on__isnull=True, next_clock="")
        | Q(next_clock_on__isnull=False) & ~Q(next_clock=""),
    )
