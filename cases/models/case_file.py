"""The household's single file, and the table of what agencies are granted on it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase

from cases import clocks
from cases.permissions import SECTION_PERMISSION
from cases.workflow.case_file import CaseFileMachine, CaseFileState, ClosingReason
from cases.workflow.request import OPEN as OPEN_REQUESTS
from nps.accounts.models import Site
from nps.people.models import Household

S = CaseFileState
ENDED = (S.CLOSED, S.ARCHIVED, S.ERASED)


class CaseFile(CaseFileMachine):
    """One per household."""

    reference = models.CharField(max_length=20, unique=True)
    household = models.OneToOneField(Household, on_delete=models.PROTECT, related_name="case_file")
    site = models.ForeignKey(Site, on_delete=models.RESTRICT, related_name="+")
    referent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    opened_on = models.DateField()
    information_given_on = models.DateField(null=True, blank=True)
    last_contact_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closing_reason = models.CharField(max_length=20, blank=True, choices=ClosingReason)
    archived_on = models.DateField(null=True, blank=True)
    erased_on = models.DateField(null=True, blank=True)
    # The nearest legal date of its applications and awards, written by the one door: lists are ordered by it.
    next_clock_on = models.DateField(null=True)
    next_clock = models.CharField(max_length=20, blank=True, choices=clocks.Effect)

    class Meta:
        indexes = [
            models.Index(fields=["site", "-opened_on", "-id"], name="case_file_worklist"),
            models.Index(fields=["site", "next_clock_on", "id"], name="case_file_clocks_of_site"),
            models.Index(fields=["referent", "next_clock_on", "id"], name="case_file_clocks_of_agent"),
            models.Index(fields=["site", "last_contact_on", "id"], name="case_file_last_contact"),
            models.Index(fields=["site", "reference"], name="case_file_by_reference"),
            models.Index(fields=["site", "referent", "state"], name="case_file_load"),
            models.Index(
                fields=["last_contact_on", "id"], name="case_file_retention", condition=Q(state__in=ENDED)
            ),
        ]
        permissions = [(codename, codename) for codename in SECTION_PERMISSION.values()]
        constraints = [
            models.CheckConstraint(name="case_file_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(
                name="case_file_informed_before_assessment",
                condition=Q(state=S.INTAKE) | Q(information_given_on__isnull=False) | Q(state__in=ENDED),
            ),
            models.CheckConstraint(
                name="case_file_closed_with_date_and_reason",
                condition=Q(state__in=ENDED, closed_on__isnull=False) & ~Q(closing_reason="")
                | ~Q(state__in=ENDED) & Q(closed_on__isnull=True, closing_reason=""),
            ),
            models.CheckConstraint(
                name="case_file_archived_with_date",
                condition=Q(state__in=(S.ARCHIVED, S.ERASED), archived_on__isnull=False)
                | ~Q(state__in=(S.ARCHIVED, S.ERASED)) & Q(archived_on__isnull=True),
            ),
            models.CheckConstraint(
                name="case_file_erased_with_date",
                condition=Q(state=S.ERASED, erased_on__isnull=False)
                | ~Q(state=S.ERASED) & Q(erased_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def retention_ends_on(self) -> date:
        """See clocks: two years after the last contact."""
        return clocks.retention_ends_on(self.last_contact_on)

    def open_requests_for(self, application) -> models.QuerySet:
        """Indispensable pieces asked and not yet accepted that this application waits for."""
        return self.requests.filter(
            state__in=OPEN_REQUESTS, indispensable=True, benefits__contains=[application.benefit]
        )


class CaseFileGroupPermission(GroupObjectPermissionBase):
    """A grant of one section of one file to one agency's group (django-guardian, direct foreign key)."""

    content_object = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="agency_grants")

    class Meta(GroupObjectPermissionBase.Meta):
        indexes = [models.Index(fields=["content_object", "group"], name="case_grant_of_file")]
