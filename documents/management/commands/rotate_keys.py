"""`rotate_keys`: a new key wraps every document's key. May be interrupted and run again."""

import sys

from django.core.management.base import BaseCommand

from documents import keys, sealing


class Command(BaseCommand):
    help = "Wraps every document's key by a new one. Exit 0, 1 when a document is damaged, 2 without keys."

    def handle(self, **options):
        try:
            rotated = keys.rotate(progress=lambda done: self.stderr.write(f"{done} wrapped again"))
        except sealing.KeyMissing as fault:
            self.stderr.write(str(fault))
            sys.exit(2)
        self.stdout.write(f"{rotated.wrapped} wrapped again, from {rotated.old} to {rotated.new}")
        self.stdout.write("Make a new escrow copy now: escrow_keys. The retired key is only for old backups.")
        for reference in rotated.damaged:
            self.stderr.write(f"content {reference}: its key is damaged, nothing was changed there")
        sys.exit(1 if rotated.damaged else 0)
