"""How a household wants to be written to, and what it agreed to. No letter and no wording enters."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case_file import CaseFile
from cases.models.letter import Language


class Correspondence(models.Model):
    """One per file at most; without it, paper in French. An agreement holds for the address it names only."""

    case = models.OneToOneField(CaseFile, on_delete=models.CASCADE, related_name="correspondence")
    language = models.CharField(max_length=2, choices=Language, default=Language.FRENCH)
    large_print = models.BooleanField(default=False)
    email = models.EmailField(blank=True)
    email_agreed_on = models.DateField(null=True)
    attach = models.BooleanField(default=False)  # whether the letter itself may be attached
    phone = models.CharField(max_length=30, blank=True)
    phone_agreed_on = models.DateField(null=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="correspondence_language_known", condition=Q(language__in=Language.values)
            ),
            models.CheckConstraint(
                name="correspondence_email_agreed_with_its_day",
                condition=Q(email="", email_agreed_on__isnull=True, attach=False)
                | ~Q(email="") & Q(email_agreed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="correspondence_phone_agreed_with_its_day",
                condition=Q(phone="", phone_agreed_on__isnull=True)
                | ~Q(phone="") & Q(phone_agreed_on__isnull=False),
            ),
        ]
