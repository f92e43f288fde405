"""One proof asked of a household, and what it answers."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models.case_file import CaseFile
from cases.workflow.request import RequestMachine, RequestState
from documents.models import AdministrationCall, SupportingDocument
from nps.people.models import Person

S = RequestState


class DocumentRequest(RequestMachine):
    """One piece, asked once, for every benefit that needs it."""

    reference = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="requests")
    type_code = models.CharField(max_length=60)
    period = models.CharField(max_length=10, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    benefits = ArrayField(models.CharField(max_length=60))
    articles = ArrayField(models.CharField(max_length=40))
    indispensable = models.BooleanField(default=True)
    due_on = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    override_reason = models.TextField(blank=True)
    answer_document = models.ForeignKey(
        SupportingDocument, null=True, on_delete=models.PROTECT, related_name="+"
    )
    obtained_from = models.ForeignKey(
        AdministrationCall, null=True, on_delete=models.PROTECT, related_name="requests"
    )
    counted_in = models.ForeignKey(
        "cases.PieceCount", null=True, on_delete=models.PROTECT, related_name="requests"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="request_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(
                name="request_sent_with_dates",
                condition=~Q(state__in=(S.SENT,)) | Q(sent_at__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="request_answered_by_a_document",
                condition=Q(state__in=(S.ANSWERED, S.ACCEPTED), answer_document__isnull=False)
                | ~Q(state__in=(S.ANSWERED, S.ACCEPTED)) & Q(answer_document__isnull=True),
            ),
            models.CheckConstraint(
                name="request_obtained_from_an_administration",
                condition=Q(state=S.OBTAINED, obtained_from__isnull=False)
                | ~Q(state=S.OBTAINED) & Q(obtained_from__isnull=True),
            ),
            models.UniqueConstraint(
                name="request_asked_once",
                fields=["case", "type_code", "period", "person"],
                condition=~Q(state__in=(S.ACCEPTED, S.WAIVED, S.OBTAINED, S.CANCELLED)),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def piece(self) -> str:
        """The key `documents.planning` knows this piece by."""
        kind = f"{self.type_code}.{self.period}" if self.period else self.type_code
        return f"{kind}:{self.person.public_id if self.person else 'household'}"
