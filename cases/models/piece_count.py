"""The rows the counter of requests avoided is computed from. No sum is kept: sums are read (counting)."""

from django.db import models

from cases.models.application import Application
from nps.accounts.models import Site


class PieceCount(models.Model):
    """One application, at the moment its pieces were first settled (it became complete).

    `alone`: pieces it would have asked for by itself, nothing known. The requests that count against it point
    to it (`DocumentRequest.counted_in`), each to one row at most and never more of them than `alone`.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="piece_count")
    site = models.ForeignKey(Site, on_delete=models.RESTRICT, related_name="+")  # that followed it then
    settled_on = models.DateField()
    alone = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index("site", "settled_on", name="piece_count_of_site")]
