"""`manage.py generate_caseload`: a believable caseload, the same for a same seed and day."""

import random
from datetime import date
from itertools import islice

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cases.demonstration import office as demonstration
from cases.synthetic import homes, lives, register, writing
from nps.accounts.acting import acting
from nps.accounts.models import Agent, Role, Site
from nps.accounts.reorganising import lay_map, shared_out
from nps.accounts.services import create_agency, create_agent
from nps.journal import sealing

PER_SITE, PER_WORKER, MOST_SITES = 1000, 250, 20
FIRST_MAP = date(2016, 2, 1)  # as far back as the by-law kept here
AGENCIES = ("Caisse spécimen du logement", "Association spécimen d’entraide")


class Command(BaseCommand):
    help = "Sites, agents, agencies and files of invented households, in bulk. Never on a site in service."

    def add_arguments(self, parser):
        parser.add_argument("--households", type=int, required=True)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--on", help="the day the caseload is of, YYYY-MM-DD; today by default")

    def handle(self, *args, households: int, seed: int, on: str | None, **options):
        if settings.MODE == "production":
            raise CommandError(
                "Invented files never enter a site in service. Nothing was written.", returncode=2
            )
        day = _day(on)
        if not 1 <= households <= 1_000_000 or not 0 <= seed < 10_000:
            raise CommandError(
                "households: 1 to 1000000; seed: 0 to 9999. Nothing was written.", returncode=2
            )
        with acting("system"):
            if Site.objects.filter(code=_code(seed, 1)).exists():
                raise CommandError(
                    f"seed: caseload {seed} is here already. Nothing was written.", returncode=2
                )
            office = _open_office(households, seed)
        self._write(office, households, seed, day)
        self._seal()

    def _write(self, office: writing.Office, households: int, seed: int, on: date) -> None:
        draw, done = random.Random(seed), 0  # noqa: S311 - invented people
        for opened_on, number in lives.ages(households, on):
            drawn = homes.households(number, opened_on, seed=draw.getrandbits(32))
            while some := list(islice(drawn, register.CHUNK)):
                first = seed * 1_000_000 + done
                with acting("system"):
                    done += writing.write(office, some, opened_on, on, draw, first)
                self.stdout.write(f"{done} of {households} households")
                self.stdout.flush()

    def _seal(self) -> None:
        size = -1
        while True:
            with acting("system"):
                head = sealing.seal()
            if head is None or head.size == size:
                break
            size = head.size
        self.stdout.write(f"journal sealed: {size} entries")


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise CommandError("on: not a date. Nothing was written.", returncode=2)


def _code(seed: int, number: int) -> str:
    return f"specimen-{seed}-{number}"


@transaction.atomic
def _open_office(households: int, seed: int) -> writing.Office:
    """Sites, workers and supervisors enough; in a demonstration they sign in with its password."""
    password = demonstration.password() if getattr(settings, "DEMONSTRATION", False) else None
    sites = min(MOST_SITES, households // PER_SITE + 1)
    workers, supervisors = [], {}
    for number in range(1, sites + 1):
        site = Site.objects.create(
            code=_code(seed, number), name=f"Espace spécimen {seed}-{number}",
            address=f"{number} place du Spécimen, 75000 Paris", phone="01 99 00 00 00", hours="9 h - 17 h",
        )  # fmt: skip
        people = max(1, households // sites // PER_WORKER)
        workers += [_agent(site, Role.SOCIAL_WORKER, n, password) for n in range(1, people + 1)]
        supervisors[site.pk] = _agent(site, Role.SUPERVISOR, 1, password)
    lay_map(shared_out(list(Site.objects.filter(pk__in=supervisors).order_by("pk")), FIRST_MAP))
    agencies = [
        create_agency(code=f"{_code(seed, n)}-agency", name=name) for n, name in enumerate(AGENCIES, 1)
    ]
    return writing.Office(workers, supervisors, agencies)


def _agent(site: Site, role: Role, number: int, password: str | None) -> Agent:
    name = f"{role.replace('_', '-')}-{number}"
    return create_agent(
        email=f"{name}@{site.code}.example",
        full_name=f"Spécimen {name}",
        role=role,
        site=site,
        password=password,
    )
