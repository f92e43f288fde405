"""The action plan agreed with a household: objectives, who does what by when, reviews."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.case_file import CaseFile
from nps.people.models import Person


class Doer(models.TextChoices):
    HOUSEHOLD = "household", _("Le foyer")
    AGENT = "agent", _("Le service")
    PARTNER = "partner", _("Un partenaire")


class ObjectiveOutcome(models.TextChoices):
    """How an objective ended; empty while it is under way."""

    REACHED = "reached", pgettext_lazy("objectif", "Atteint")
    GIVEN_UP = "given_up", pgettext_lazy("objectif", "Abandonné")


class ActionPlan(models.Model):
    """At most one under way in a file."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="plans")
    aim = models.CharField(max_length=300)
    agreed_on = models.DateField()
    people = models.ManyToManyField(Person, related_name="+")
    next_review_on = models.DateField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    made_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_review_on", "id"],
                name="plan_review_due",
                condition=Q(next_review_on__isnull=False),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="plan_one_under_way", fields=["case"], condition=Q(ended_on__isnull=True)
            ),
            models.CheckConstraint(
                name="plan_reviewed_until_it_ends",
                condition=Q(ended_on__isnull=True, ended_by__isnull=True, end_reason="")
                & Q(next_review_on__isnull=False, next_review_on__gte=F("agreed_on"))
                | Q(ended_on__isnull=False, ended_on__gte=F("agreed_on"), ended_by__isnull=False)
                & Q(next_review_on__isnull=True)
                & ~Q(end_reason=""),
            ),
        ]


class Objective(models.Model):
    """Who does what by when."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="objectives")
    doer = models.CharField(max_length=9, choices=Doer)
    who = models.CharField(max_length=120, blank=True)
    what = models.CharField(max_length=300)
    due_on = models.DateField()
    outcome = models.CharField(max_length=8, blank=True, choices=ObjectiveOutcome)
    settled_on = models.DateField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["plan", "due_on", "id"], name="objective_of_plan")]
        constraints = [
            models.CheckConstraint(
                name="objective_doer_named",
                condition=Q(doer__in=(Doer.HOUSEHOLD, Doer.AGENT)) | Q(doer=Doer.PARTNER) & ~Q(who=""),
            ),
            models.CheckConstraint(
                name="objective_settled_by_somebody",
                condition=Q(outcome="", settled_on__isnull=True, settled_by__isnull=True)
                | Q(outcome__in=ObjectiveOutcome.values, settled_on__isnull=False, settled_by__isnull=False),
            ),
        ]


class PlanReview(models.Model):
    """A date, what was reached, when to look again."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField()
    reached = models.CharField(max_length=1000)
    next_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["plan", "-on", "-id"], name="review_of_plan")]
        constraints = [models.CheckConstraint(name="review_next_is_later", condition=Q(next_on__gt=F("on")))]
