"""Who is served: persons, households, who lives where since when. No file, no right, no document."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from nps.people.periods import in_order, never_together
from nps.people.tidying import Likelihood, Resemblance, ResemblanceSweep, Rewrite, RewriteKind
from nps.ui.dates import PartialDate

__all__ = [  # the models of this room, those of `tidying` among them
    "Address",
    "Household",
    "Likelihood",
    "Mandate",
    "MandateKind",
    "MemberRole",
    "Membership",
    "NameToken",
    "Nationality",
    "Person",
    "Resemblance",
    "ResemblanceSweep",
    "Rewrite",
    "RewriteKind",
]

OLDEST_YEAR, LATEST_YEAR = 1850, 2200


def _multiple(of: int) -> Q:
    return Q(Exact(Mod(F("birth_year"), Value(of)), Value(0)))


_REAL_DAY = (
    Q(birth_day__range=(1, 28))
    | Q(birth_day__in=(29, 30), birth_month__in=(1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
    | Q(birth_day=31, birth_month__in=(1, 3, 5, 7, 8, 10, 12))
    | Q(birth_day=29, birth_month=2) & _multiple(4) & (~_multiple(100) | _multiple(400))
)


class Nationality(models.TextChoices):
    """As the by-law tells people apart (BL I-A 3)."""

    FRENCH = "french", _("Française")
    EU = "eu", _("D’un pays de l’Union européenne, de l’Espace économique européen ou suisse")
    OTHER = "other", _("Autre nationalité")
    UNKNOWN = "unknown", _("On ne sait pas")


class MemberRole(models.TextChoices):
    """The place of a person in a household."""

    APPLICANT = "applicant", _("Demandeur principal")
    PARTNER = "partner", _("Conjoint, partenaire de Pacs ou concubin")
    CHILD = "child", _("Enfant")
    OTHER_ADULT = "other_adult", _("Autre adulte")


class MandateKind(models.TextChoices):
    """In what quality somebody acts for a person."""

    GUARDIANSHIP = "guardianship", _("Tutelle")
    CURATORSHIP = "curatorship", _("Curatelle")
    PARENT = "parent", _("Autorité parentale")
    OTHER = "other", _("Autre mandat")


class Person(models.Model):
    """Somebody served, met once. Names as written, one letter or none of the given names, any script."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    birth_name = models.CharField(max_length=200)
    usage_name = models.CharField(max_length=200, blank=True)
    given_names = models.CharField(max_length=200, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    nationality = models.CharField(max_length=10, choices=Nationality, default=Nationality.UNKNOWN)
    safe_contact = models.BooleanField(default=False)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    # The normalised words of all names, and the key lists are sorted by; written by `vocabulary` only.
    tokens = ArrayField(models.TextField())
    sort_key = models.TextField(db_collation="C")
    nir_sealed = models.BinaryField(null=True, editable=False)
    nir_index = models.BinaryField(null=True, editable=False)
    iban_sealed = models.BinaryField(null=True, editable=False)
    iban_index = models.BinaryField(null=True, editable=False)
    merged_into = models.ForeignKey(  # the record that goes on; this one stays, out of search
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="absorbed"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "people"
        indexes = [
            GinIndex(fields=["tokens"], name="person_tokens"),
            models.Index(fields=["sort_key", "id"], name="person_sort_key"),
            models.Index(fields=["birth_year", "birth_month", "birth_day"], name="person_birth"),
            models.Index(fields=["iban_index"], name="person_iban_index"),
        ]
        constraints = [
            models.CheckConstraint(name="person_has_a_name", condition=~Q(birth_name="") & ~Q(tokens=[])),
            models.CheckConstraint(
                name="person_birth_known_from_the_year_down",
                condition=(Q(birth_month__isnull=True) | Q(birth_year__isnull=False))
                & (Q(birth_day__isnull=True) | Q(birth_month__isnull=False)),
            ),
            models.CheckConstraint(
                name="person_birth_year_believable",
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(OLDEST_YEAR, LATEST_YEAR)),
            ),
            models.CheckConstraint(
                name="person_birth_is_a_real_date",
                condition=(Q(birth_month__isnull=True) | Q(birth_month__range=(1, 12)))
                & (Q(birth_day__isnull=True) | _REAL_DAY),
            ),
            models.CheckConstraint(
                name="person_nationality_known", condition=Q(nationality__in=Nationality.values)
            ),
            models.UniqueConstraint(fields=["nir_index"], name="person_nir_once"),
            models.CheckConstraint(
                name="person_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="person_sealed_with_its_index",
                condition=Q(nir_sealed__isnull=True, nir_index__isnull=True)
                | Q(nir_sealed__isnull=False, nir_index__isnull=False),
            ),
            models.CheckConstraint(
                name="person_iban_sealed_with_its_index",
                condition=Q(iban_sealed__isnull=True, iban_index__isnull=True)
                | Q(iban_sealed__isnull=False, iban_index__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.given_names, self.usage_name or self.birth_name) if part)

    @property
    def birth(self) -> PartialDate | None:
        """The birth date as far as it is known."""
        if self.birth_year is None:
            return None
        return PartialDate(self.birth_year, self.birth_month, self.birth_day)


class NameToken(models.Model):
    """One word used in names, with what it resembles: search grows with the vocabulary, not with people."""

    token = models.TextField(primary_key=True, db_collation="C")
    sound = models.TextField(db_collation="C")
    hood = ArrayField(models.TextField())
    uses = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["sound"], name="name_token_sound"),
            GinIndex(fields=["hood"], name="name_token_hood"),
        ]


class Household(models.Model):
    """People who live together; one file each, opened on the floor above."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    merged_into = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="absorbed"
    )
    people = models.ManyToManyField(Person, through="Membership", related_name="households")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="household_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
        ]


class Membership(models.Model):
    """A person lives in a household from `since` to `until`, that day not included."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=MemberRole)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=MemberRole.values)),
            in_order("membership_dates_in_order"),
            never_together("membership_once_at_a_time", "household", "person"),
            never_together(
                "membership_one_applicant_at_a_time", "household", condition=Q(role=MemberRole.APPLICANT)
            ),
            never_together(
                "membership_one_partner_at_a_time", "household", condition=Q(role=MemberRole.PARTNER)
            ),
        ]


class Address(models.Model):
    """Where a household lives from `since` to `until`, that day not included."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="addresses")
    line = models.CharField(max_length=200)
    postcode = models.CharField(max_length=10)
    city = models.CharField(max_length=100)
    arrondissement = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            in_order("address_dates_in_order"),
            models.CheckConstraint(
                name="address_arrondissement_of_paris",
                condition=Q(arrondissement__isnull=True) | Q(arrondissement__range=(1, 20)),
            ),
            models.CheckConstraint(
                name="address_is_written", condition=~Q(line="") & ~Q(postcode="") & ~Q(city="")
            ),
            never_together("address_one_at_a_time", "household"),
        ]


class Mandate(models.Model):
    """Somebody acts for a person, from `since` to `until`; the note says which document shows it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mandates")
    representative_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=14, choices=MandateKind)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    document_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="mandate_kind_known", condition=Q(kind__in=MandateKind.values)),
            models.CheckConstraint(name="mandate_names_somebody", condition=~Q(representative_name="")),
            in_order("mandate_dates_in_order"),
        ]
