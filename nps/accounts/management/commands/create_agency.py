"""`manage.py create_agency CODE --name …`: a partner organisation, to which nothing is shared yet."""

import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.utils import translation

from nps.accounts.acting import acting
from nps.accounts.models import Agency
from nps.accounts.services import create_agency
from nps.journal.services import record


class Command(BaseCommand):
    """Exit 0 once the agency is made; exit 2 with one line per fault on stderr, and nothing written."""

    help = "Makes a partner agency. Journaled."

    def add_arguments(self, parser):
        parser.add_argument("code", metavar="CODE", help="short name, such as caf-paris")
        parser.add_argument("--name", required=True)

    def handle(self, *, code: str, name: str, **options):
        try:
            with acting("system"):
                Agency(code=code, name=name).full_clean(exclude=["group"])
                agency = create_agency(code=code, name=name)
                record(act="create_agency", actor=None, subject=agency, data={"code": code})
        except ValidationError as refused:
            with translation.override("en"):
                for field, faults in refused.message_dict.items():
                    self.stderr.write(f"{field}: {' '.join(faults)}")
            sys.exit(2)
        self.stdout.write(f"{code}: {name}")
