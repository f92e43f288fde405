"""`manage.py verify_journal`: exit 0 with size and root, exit 1 with the first thing that does not hold."""

import sys

from django.core.management.base import BaseCommand

from nps.accounts.acting import acting
from nps.journal import sealing


class Command(BaseCommand):
    help = "Recomputes the journal's tree and checks every signed head."

    def handle(self, *args, **options):
        with acting("system"):
            verdict = sealing.verify()
        self.stdout.write(f"size {verdict.size}\nroot {verdict.root}")
        if verdict.fault:
            self.stderr.write(verdict.fault)
            sys.exit(1)
