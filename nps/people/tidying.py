"""What keeps the register clean: pairs that look alike, and changes that can be undone. No act, no query."""

import datetime as dt
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

UNDONE_WITHIN = dt.timedelta(days=30)


class Likelihood(models.TextChoices):
    """How far two records resemble each other. None says that they are one person: people say that."""

    STRONG = "strong", _("Très ressemblantes")
    WEAK = "weak", _("Ressemblantes")


class Resemblance(models.Model):
    """Two records that may be of one person, or that somebody said are not.

    `seen` is the digest of what was compared: a pair told apart comes back only when it changes.
    """

    first = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    likelihood = models.CharField(max_length=6, choices=Likelihood)
    points = models.PositiveSmallIntegerField()
    alike = ArrayField(models.CharField(max_length=30))
    unlike = ArrayField(models.CharField(max_length=30), default=list)
    seen = models.CharField(max_length=64)
    found_at = models.DateTimeField(default=timezone.now)
    told_apart_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    told_apart_at = models.DateTimeField(null=True)
    told_apart_because = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-points", "-id"],
                name="resemblance_to_review",
                condition=Q(told_apart_at__isnull=True),
            ),
            models.Index(fields=["second"], name="resemblance_of_second"),
        ]
        constraints = [
            models.UniqueConstraint(name="resemblance_once", fields=["first", "second"]),
            models.CheckConstraint(name="resemblance_in_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(
                name="resemblance_likelihood_known", condition=Q(likelihood__in=Likelihood.values)
            ),
            models.CheckConstraint(
                name="resemblance_told_apart_by_somebody_with_a_reason",
                condition=Q(told_apart_by__isnull=True, told_apart_at__isnull=True, told_apart_because="")
                | Q(told_apart_by__isnull=False, told_apart_at__isnull=False) & ~Q(told_apart_because=""),
            ),
        ]


class ResemblanceSweep(models.Model):
    """How far the search for pairs went: one row, locked by the worker that searches."""

    upto = models.BigIntegerField(default=0)  # the last person looked at
    turned_at = models.DateTimeField(null=True)  # when everybody had last been looked at

    class Meta:
        constraints = [models.CheckConstraint(name="resemblance_sweep_only_one", condition=Q(id=1))]


class RewriteKind(models.TextChoices):
    PEOPLE = "people", _("Deux fiches réunies")
    HOUSEHOLDS = "households", _("Deux foyers réunis")
    DEATH = "death", _("Décès")


class Rewrite(models.Model):
    """A change of the register that can be undone: for each row it touched, what stood there before.

    `lines`: see `ledger`; they hold personal values, and are emptied once nothing can be undone any more.
    `left`: the rows that undoing left as they were, because somebody had changed them since.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=RewriteKind)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    absorbed_person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    household = models.ForeignKey("people.Household", null=True, on_delete=models.PROTECT, related_name="+")
    absorbed_household = models.ForeignKey(
        "people.Household", null=True, on_delete=models.PROTECT, related_name="+"
    )
    lines = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    left = models.JSONField(default=list)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="rewrite_latest"),
            models.Index(fields=["made_at"], name="rewrite_to_empty", condition=Q(emptied_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="rewrite_kind_has_its_subjects",
                condition=Q(
                    kind=RewriteKind.PEOPLE, person__isnull=False, absorbed_person__isnull=False,
                    household__isnull=True, absorbed_household__isnull=True,
                )
                | Q(
                    kind=RewriteKind.HOUSEHOLDS, person__isnull=True, absorbed_person__isnull=True,
                    household__isnull=False, absorbed_household__isnull=False,
                )
                | Q(
                    kind=RewriteKind.DEATH, person__isnull=False, absorbed_person__isnull=True,
                    household__isnull=True, absorbed_household__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="rewrite_never_into_itself",
                condition=(Q(absorbed_person__isnull=True) | ~Q(absorbed_person=F("person")))
                & (Q(absorbed_household__isnull=True) | ~Q(absorbed_household=F("household"))),
            ),
            models.CheckConstraint(
                name="rewrite_undone_by_somebody",
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
            models.CheckConstraint(
                name="rewrite_emptied_holds_nothing", condition=Q(emptied_at__isnull=True) | Q(lines=[])
            ),
            models.UniqueConstraint(
                name="rewrite_person_absorbed_once",
                fields=["absorbed_person"],
                condition=Q(undone_at__isnull=True, absorbed_person__isnull=False),
            ),
            models.UniqueConstraint(
                name="rewrite_household_absorbed_once",
                fields=["absorbed_household"],
                condition=Q(undone_at__isnull=True, absorbed_household__isnull=False),
            ),
            models.UniqueConstraint(
                name="rewrite_one_death",
                fields=["person"],
                condition=Q(undone_at__isnull=True, kind=RewriteKind.DEATH),
            ),
        ]  # fmt: skip

    @property
    def undoable_until(self) -> dt.datetime:
        """A merge can be undone for thirty days; a death entered by mistake, at any time."""
        return self.made_at + UNDONE_WITHIN
