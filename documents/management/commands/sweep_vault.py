"""`sweep_vault`: removes sealed files that nobody names, names contents without their file."""

import sys

from django.core.management.base import BaseCommand

from documents.sweeping import sweep


class Command(BaseCommand):
    help = "Compares the storage with the rows. Exit 0, or 1 when a content has lost its file."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count only, remove nothing")

    def handle(self, *, dry_run: bool, **options):
        swept = sweep(dry_run=dry_run)
        done = "to remove" if dry_run else "removed"
        self.stdout.write(
            f"{swept.kept} in place, {swept.removed} orphans {done}, {len(swept.missing)} missing"
        )
        for reference in swept.missing:
            self.stderr.write(f"content {reference}: its file is missing; restore it from the backup")
        sys.exit(1 if swept.missing else 0)
