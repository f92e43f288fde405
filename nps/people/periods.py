"""What lasts from a day to another and may not overlap: held by PostgreSQL without any extension."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db.models import CheckConstraint, F, Func, Q


class DateRange(Func):
    """From the first day to the last, the last not included: somebody may leave and another come that day."""

    function = "daterange"
    output_field = DateRangeField()


class OneKey(Func):
    """A key as a range of itself: GiST compares ranges for equality without btree_gist."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"
    output_field = BigIntegerRangeField()


def never_together(name: str, *same: str, condition: Q | None = None) -> ExclusionConstraint:
    """Two rows with the same keys `same` never cover one day; `condition` limits it to some rows."""
    keys = [(OneKey(F(field), F(field)), RangeOperators.OVERLAPS) for field in same]
    period = (DateRange(F("since"), F("until")), RangeOperators.OVERLAPS)
    return ExclusionConstraint(name=name, expressions=[*keys, period], condition=condition)


def in_order(name: str) -> CheckConstraint:
    """An end is not before its beginning; no end means it lasts."""
    return CheckConstraint(name=name, condition=Q(until__isnull=True) | Q(until__gte=F("since")))
