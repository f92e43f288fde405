"""What was read on a content, sealed, and the certificates trusted to sign 2D-Doc. No judgement here."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models.content import Content


class Method(models.TextChoices):
    """How the text of a document came to us."""

    TEXT = "text", _("Texte du fichier")
    OPTICAL = "optical", _("Lecture automatique de l’image")
    ABSENT = "absent", _("Lecture automatique absente\u00a0: tapez à la main")
    FAILED = "failed", _("Lecture automatique impossible\u00a0: tapez à la main")


class Reading(models.Model):
    """The words and codes found on a content, sealed under a key that its own key gives.

    Erasing the document destroys that key: what was read is then unreadable too.
    """

    content = models.OneToOneField(Content, on_delete=models.CASCADE, related_name="reading")
    method = models.CharField(max_length=8, choices=Method)
    sealed = models.BinaryField()
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="reading_method_known", condition=Q(method__in=Method.values)),
            models.CheckConstraint(name="reading_is_sealed", condition=~Q(sealed=b"")),
        ]


class TrustedSigner(models.Model):
    """A certificate trusted to sign 2D-Doc, by the names seals give it. Withdrawn, never removed."""

    authority = models.CharField(max_length=4)
    certificate = models.CharField(max_length=4)
    holder = models.CharField(max_length=200)
    der = models.BinaryField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    specimen = models.BooleanField()
    trusted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    trusted_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["authority", "certificate", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="signer_named_as_seals_do",
                condition=Q(authority__regex="^[A-Z0-9]{4}$", certificate__regex="^[A-Z0-9]{4}$"),
            ),
            models.CheckConstraint(
                name="signer_dates_in_order", condition=Q(valid_until__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="signer_of_the_test_authority_is_a_specimen",
                condition=~Q(authority="FR00") | Q(specimen=True),
            ),
            models.CheckConstraint(
                name="signer_withdrawn_by_somebody",
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="signer_trusted_once",
                fields=["authority", "certificate"],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.certificate}"
