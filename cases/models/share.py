"""What one agency may see of one file, why, and until when."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case_file import CaseFile
from cases.workflow.share import ShareMachine, ShareState
from documents.models import SupportingDocument
from nps.accounts.models import Agency
from nps.people.models import Person

S = ShareState


class Section(models.TextChoices):
    IDENTITY = "identity", _("L’identité")
    APPLICATIONS = "applications", _("Les demandes et les décisions")
    DOCUMENTS = "documents", _("Des pièces choisies")


class Consent(models.TextChoices):
    ORAL = "oral", _("Oral")
    WRITTEN = "written", _("Écrit")


class Share(ShareMachine):
    """Purpose-bound and dated; the grants on the file follow it."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="shares")
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, related_name="+")
    purpose = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=200)
    sections = ArrayField(models.CharField(max_length=20, choices=Section))
    starts_on = models.DateField()
    ends_on = models.DateField()
    consent = models.CharField(max_length=10, choices=Consent)
    consented_on = models.DateField()
    consented_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    documents = models.ManyToManyField(SupportingDocument, through="ShareDocument", related_name="+")

    class Meta:
        indexes = [models.Index(fields=["agency", "-id"], name="share_list_of_agency")]
        constraints = [
            models.CheckConstraint(name="share_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(
                name="share_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="share_says_why", condition=~Q(purpose="") & ~Q(legal_basis="") & ~Q(sections=[])
            ),
            models.CheckConstraint(
                name="share_revoked_with_date",
                condition=Q(state=S.REVOKED, revoked_at__isnull=False)
                | ~Q(state=S.REVOKED) & Q(revoked_at__isnull=True),
            ),
        ]


class ShareDocument(models.Model):
    """One piece shared."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="pieces")
    document = models.ForeignKey(SupportingDocument, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="share_document_once", fields=["share", "document"])]
