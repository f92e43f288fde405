"""`manage.py workflow_tables`: writes docs/reference/workflow.md from the machines."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from cases.services.moves import MACHINES
from cases.workflow.tables import markdown

PAGE = Path(settings.ROOT) / "docs" / "reference" / "workflow.md"


class Command(BaseCommand):
    help = "Writes the workflow reference from the code."

    def handle(self, *args, **options):
        with translation.override("fr"):
            PAGE.write_text(markdown(MACHINES), encoding="utf-8")
        self.stdout.write(str(PAGE.relative_to(settings.ROOT)))
