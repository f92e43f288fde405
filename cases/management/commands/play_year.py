"""`manage.py play_year`: a year in the life of twelve invented households, through every state and clock."""

import json
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from cases.demonstration import office
from cases.demonstration.year import play_year
from cases.models import CaseFile
from nps.accounts.acting import acting


class Command(BaseCommand):
    """Exit 0 with what was played as JSON; 1 when the journal tells otherwise or a notice is missing."""

    help = "Plays twelve households over a year that ends today, in the demonstration office."

    def handle(self, *args, **options):
        if not getattr(settings, "DEMONSTRATION", False):
            raise CommandError("The year is played with the development settings only. Nothing was done.")
        with acting("system"):
            agents = office.open_office()
            if CaseFile.objects.filter(opened_by=agents["worker"], household__people__birth_name="Renouveau"):
                raise CommandError("The year has been played here already. Nothing was done.")
        with translation.override("fr"):
            year = play_year(agents, timezone.localdate(), say=lambda line: self.stderr.write(line))
        self.stdout.write(
            json.dumps(
                {
                    "files": year.files,
                    "nights": year.nights,
                    "clocks": dict(sorted(year.counts.items())),
                    "states": {kind: sorted(states) for kind, states in sorted(year.states.items())},
                    "told_otherwise": [f"{fault.subject}: {fault.told}" for fault in year.faults],
                    "notices_owed": year.owed,
                },
                ensure_ascii=False,
            )
        )
        if year.faults or year.owed:
            sys.exit(1)
