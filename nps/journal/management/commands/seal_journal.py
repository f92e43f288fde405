"""`manage.py seal_journal`: place the waiting entries and sign the tree now."""

from django.core.management.base import BaseCommand

from nps.accounts.acting import acting
from nps.journal import sealing


class Command(BaseCommand):
    help = "Numbers the entries committed since the last head and signs a new one."

    def handle(self, *args, **options):
        with acting("system"):
            head = sealing.seal()
        self.stdout.write(f"size {head.size}\nroot {bytes(head.root).hex()}" if head else "size 0")
