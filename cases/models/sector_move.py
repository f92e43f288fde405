"""Files that follow a reorganisation of sectors: how far the move is, and which file went where."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models.case_file import CaseFile
from nps.accounts.models import Site
from nps.accounts.territory_rules import Reorganisation


class SectorMove(models.Model):
    """The move of one reorganisation, in the order of the files' keys. `reached`: the last key looked at."""

    reorganisation = models.OneToOneField(Reorganisation, on_delete=models.RESTRICT, related_name="+")
    reached = models.BigIntegerField(default=0)
    files = models.PositiveIntegerField()
    seen = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)


class MovedFile(models.Model):
    """One file went from one site to another with its sector; it goes when the file is erased."""

    move = models.ForeignKey(SectorMove, on_delete=models.RESTRICT, related_name="went")
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="sector_moves")
    from_site = models.ForeignKey(Site, on_delete=models.RESTRICT, related_name="+")
    to_site = models.ForeignKey(Site, on_delete=models.RESTRICT, related_name="+")
    former_referent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["from_site", "move", "-id"], name="moved_file_from_site"),
            models.Index(fields=["to_site", "move", "-id"], name="moved_file_to_site"),
        ]
        constraints = [models.UniqueConstraint(name="moved_file_once_a_move", fields=["move", "case"])]
