"""The map as rows: dated rules, and the reorganisations that write them. No household may enter.

Days that have passed are kept by the database itself (migration 0005): a rule is only ever ended, at a day to
come, and an arrondissement is never left without one.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.utils import timezone

from nps.accounts import territory
from nps.accounts.territory import Ground, Parity, RuleKind
from nps.people.periods import DateRange, OneKey, in_order

WHOLE = (RuleKind.ARRONDISSEMENT, RuleKind.HOMELESS)


class WordKey(Func):
    """A word as a range of its hash: GiST compares ranges for equality without btree_gist."""

    _hash = "hashtextextended(%(expressions)s, 0) >> 1"
    template = f"int8range({_hash}, {_hash}, '[]')"
    output_field = BigIntegerRangeField()


class Numbers(Func):
    """From the first number to the last, both included; open where none is written."""

    template = "int4range(%(expressions)s, '[]')"
    output_field = IntegerRangeField()


_PARITIES = Case(
    When(parity=Parity.ODD, then=Numbers(Value(1), Value(1))),
    When(parity=Parity.EVEN, then=Numbers(Value(2), Value(2))),
    default=Numbers(Value(1), Value(2)),
    output_field=IntegerRangeField(),
)


class Reorganisation(models.Model):
    """A named set of changes that take effect on one day. `lines`: Line.as_json, a draft until published."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    effective_on = models.DateField()
    lines = models.JSONField(default=list)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="reorganisation_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="reorganisation_published_by_somebody",
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False) & ~Q(lines=[]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TerritoryRule(models.Model):
    """A ground belongs to a site from `since` to `until`, that day not included; see territory.Ground.

    `written`: the street as somebody typed it, for reading. `arrondissement` 0: all of Paris.
    """

    kind = models.CharField(max_length=14, choices=RuleKind)
    arrondissement = models.PositiveSmallIntegerField()
    street = models.CharField(max_length=200, blank=True)
    written = models.CharField(max_length=200, blank=True)
    first = models.PositiveSmallIntegerField(null=True)
    last = models.PositiveSmallIntegerField(null=True)
    parity = models.CharField(max_length=4, choices=Parity, default=Parity.BOTH)
    site = models.ForeignKey("accounts.Site", on_delete=models.RESTRICT, related_name="rules")
    since = models.DateField()
    until = models.DateField(null=True)
    reorganisation = models.ForeignKey(
        Reorganisation, null=True, on_delete=models.RESTRICT, related_name="rules"
    )

    class Meta:
        ordering = ["arrondissement", "kind", "street", "first", "parity", "since", "pk"]
        constraints = [
            models.CheckConstraint(name="territory_rule_kind_known", condition=Q(kind__in=RuleKind.values)),
            models.CheckConstraint(name="territory_rule_parity_known", condition=Q(parity__in=Parity.values)),
            models.CheckConstraint(
                name="territory_rule_of_paris",
                condition=Q(arrondissement__range=(1, 20))
                | Q(kind=RuleKind.HOMELESS, arrondissement=territory.ALL_PARIS),
            ),
            models.CheckConstraint(
                name="territory_rule_street_where_it_speaks_of_one",
                condition=Q(kind__in=WHOLE, street="") | ~Q(kind__in=WHOLE) & ~Q(street=""),
            ),
            models.CheckConstraint(
                name="territory_rule_numbers_of_a_part_only",
                condition=~Q(kind=RuleKind.PART) & Q(first=None, last=None, parity=Parity.BOTH)
                | Q(kind=RuleKind.PART)
                & (Q(first__isnull=False) | Q(last__isnull=False) | ~Q(parity=Parity.BOTH)),
            ),
            models.CheckConstraint(
                name="territory_rule_numbers_in_order",
                condition=Q(first=None) | Q(last=None) | Q(last__gte=F("first")),
            ),
            in_order("territory_rule_dates_in_order"),
            ExclusionConstraint(
                name="territory_rule_one_answer_a_day",
                expressions=[
                    (WordKey(F("kind")), RangeOperators.OVERLAPS),
                    (OneKey(F("arrondissement"), F("arrondissement")), RangeOperators.OVERLAPS),
                    (WordKey(F("street")), RangeOperators.OVERLAPS),
                    (Numbers(F("first"), F("last")), RangeOperators.OVERLAPS),
                    (_PARITIES, RangeOperators.OVERLAPS),
                    (DateRange(F("since"), F("until")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.arrondissement} {self.street}"

    def as_rule(self) -> territory.Rule:
        """The same as a value."""
        said = Ground(
            RuleKind(self.kind), self.arrondissement, self.street, self.first, self.last, Parity(self.parity)
        )
        return territory.Rule(said, self.site_id, self.since, self.until, self.pk)
