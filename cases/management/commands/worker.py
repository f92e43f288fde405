"""`manage.py worker`: runs background jobs until told to stop."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from nps.checks import require_closed_database
from nps.preloading import preload


class Command(BaseCommand):
    help = "Runs background jobs (sealing the journal, checking the caseload) until told to stop."

    def handle(self, *args, **options):
        require_closed_database()
        preload()
        call_command("procrastinate", "worker", "--concurrency", "1")
