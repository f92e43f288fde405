"""Collect the texts of all pages and compile their English, without the gettext programs."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from nps.ui.catalogue import CATALOGUE, compiled, extract, faults, merged, read, repair, write


class Command(BaseCommand):
    help = "Update and compile locale/en; with --check, change nothing and fail on anything missing."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only say what is wrong")

        parser.add_argument("--fix", action="store_true", help="first repair French spaces in the sources")

    def handle(self, *, check: bool, fix: bool, **options):
        root = Path(settings.ROOT)
        for name in repair(root, extract(root)) if fix else ():
            self.stdout.write(f"spaces repaired in {name}")
        found, old = extract(root), read(root / CATALOGUE)
        catalogue = old if check else merged(found, old)
        if not check:
            write(catalogue, root / CATALOGUE)
        wrong = faults(found, catalogue)
        if check and not compiled(root / CATALOGUE):
            wrong.append("en/django.mo is not what en/django.po says: run `manage.py messages`")
        if wrong and check:
            raise CommandError("\n".join(wrong))
        for line in wrong:
            self.stdout.write(line)
        self.stdout.write(f"{len(found)} messages, {len(wrong)} to look at")
