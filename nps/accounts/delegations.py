"""Who holds which authority to decide, since when and until when. No file, no benefit and no amount enters.

The supervisors of a site hold that of the director for the files of their site; any other is delegated, by
one administrator and with the approval of another.
"""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Authority(models.TextChoices):
    """Those the by-law names (I-B 5 and the « c » articles of each benefit)."""

    DIRECTOR = "director", _("Directeur du CASVP d’arrondissement")
    SERVICE = "service", _("Responsable du service spécialisé")
    MANAGEMENT = "management", _("Directrice générale du CASVP")
    HOMECARE = "homecare", _("Responsable de la plateforme Paris Domicile")
    PERMANENCE = "permanence", _("Responsable de la permanence sociale d’accueil")


class Delegation(models.Model):
    """An authority given to one agent, or to the supervisors of one site, for the files of a site or of all.

    `until` is the last day. It holds from `since` once a second administrator has approved it.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    authority = models.CharField(max_length=20, choices=Authority)
    agent = models.ForeignKey(
        "accounts.Agent", null=True, blank=True, on_delete=models.RESTRICT, related_name="delegations"
    )
    site = models.ForeignKey(
        "accounts.Site", null=True, blank=True, on_delete=models.RESTRICT, related_name="delegations"
    )
    files_of = models.ForeignKey(
        "accounts.Site", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    since = models.DateField()
    until = models.DateField(null=True)
    reference = models.CharField(max_length=200)  # the order or decision that gives it
    proposed_by = models.ForeignKey("accounts.Agent", on_delete=models.RESTRICT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey("accounts.Agent", null=True, on_delete=models.RESTRICT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)  # withdrawn or rejected before it was approved

    class Meta:
        indexes = [models.Index(fields=["authority", "since"], name="delegation_of_authority")]
        constraints = [
            models.CheckConstraint(
                name="delegation_authority_known", condition=Q(authority__in=Authority.values)
            ),
            models.CheckConstraint(
                name="delegation_held_by_one",
                condition=Q(agent__isnull=False, site__isnull=True)
                | Q(agent__isnull=True, site__isnull=False),
            ),
            models.CheckConstraint(
                name="delegation_of_a_director_is_of_a_site",
                condition=~Q(authority=Authority.DIRECTOR) | Q(files_of__isnull=False),
            ),
            models.CheckConstraint(
                name="delegation_ends_after_it_starts",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(name="delegation_says_by_what", condition=~Q(reference="")),
            models.CheckConstraint(
                name="delegation_approved_whole",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False, dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="delegation_approved_by_somebody_else",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
            ),
        ]

    def state_on(self, on: date) -> str:
        """proposed, dropped, to_come, in_force or ended: read from the dates, never written."""
        if self.dropped_at:
            return "dropped"
        if not self.approved_at:
            return "proposed"
        if on < self.since:
            return "to_come"
        return "ended" if self.until and self.until < on else "in_force"


def in_force(on: date) -> Q:
    """Delegations that hold on a day."""
    return Q(approved_at__isnull=False, since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))
