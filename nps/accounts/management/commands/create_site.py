"""`manage.py create_site CODE --name …`: a place that receives households. Agents come after it."""

import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.utils import translation

from nps.accounts.acting import acting
from nps.accounts.models import Site
from nps.journal.services import record


class Command(BaseCommand):
    """Exit 0 once the site is made; exit 2 with one line per fault on stderr, and nothing written."""

    help = "Makes a site (espace parisien des solidarités). Journaled."

    def add_arguments(self, parser):
        parser.add_argument("code", metavar="CODE", help="short name, such as paris-18")
        parser.add_argument("--name", required=True)
        parser.add_argument("--address", required=True)
        parser.add_argument("--phone", required=True)
        parser.add_argument("--hours", required=True, help="opening hours, as printed on letters")

    def handle(self, *, code: str, name: str, address: str, phone: str, hours: str, **options):
        site = Site(code=code, name=name, address=address, phone=phone, hours=hours)
        try:
            with acting("system"):
                site.full_clean()
                site.save(force_insert=True)
                record(act="create_site", actor=None, subject=site, data={"code": code})
        except ValidationError as refused:
            with translation.override("en"):
                for field, faults in refused.message_dict.items():
                    self.stderr.write(f"{field}: {' '.join(faults)}")
            sys.exit(2)
        self.stdout.write(f"{code}: {name}")
