"""`manage.py create_agent EMAIL …`: an agent, and the link to choose a password. No password is made here."""

import sys

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db.models import Model
from django.urls import reverse
from django.utils import translation

from nps.accounts.acting import acting
from nps.accounts.models import SITE_ROLES, Agency, Agent, Role, Site
from nps.accounts.services import create_agent
from nps.journal.services import record

DAY = 24 * 60 * 60  # seconds


class Command(BaseCommand):
    """Exit 0 and the invitation; exit 2 with one line per fault on stderr, and nothing written."""

    help = "Makes an agent and prints the link by which they choose their password. Journaled."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", required=True, help="full name, as colleagues read it")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--site", metavar="CODE", default="", help="for social workers and supervisors")
        parser.add_argument("--agency", metavar="CODE", default="", help="for partners")
        parser.add_argument("--origin", metavar="URL", default="", help="address of the site, for the link")

    def handle(self, *, email: str, name: str, role: str, site: str, agency: str, origin: str, **options):
        email, origin = email.strip().lower(), origin.rstrip("/") or _origin()
        with acting("system"), translation.override("en"):
            places = {"site": _found(Site, site), "agency": _found(Agency, agency)}
            faults = [*_misplaced(Role(role), site, agency)]
            faults += [
                f"{kind}: none has the code {code!r}; make it with create_{kind}"
                for kind, code in (("site", site), ("agency", agency))
                if code and places[kind] is None
            ]
            faults += _invalid(Agent(email=email, full_name=name, role=role))
            if not origin:
                faults.append("origin: NPS_HOSTS names no host; say --origin https://…")
            if faults:
                self._refuse(faults)
            agent = create_agent(email=email, full_name=name, role=Role(role), **places)
            record(act="create_agent", actor=None, subject=agent, data={"role": role, "at": site or agency})
        days = settings.PASSWORD_RESET_TIMEOUT // DAY
        self.stdout.write(
            f"{name}, {role}\nGive this link to nobody else. It serves once, within {days} days:"
        )
        self.stdout.write(origin + _choose_password(agent))

    def _refuse(self, faults: list[str]):
        for fault in faults:
            self.stderr.write(fault)
        sys.exit(2)


def _origin() -> str:
    """The site's own address: the first host it answers to; "" when there is none."""
    if not settings.ALLOWED_HOSTS:
        return ""
    host = settings.ALLOWED_HOSTS[0].lstrip(".")
    return f"https://{host}" if settings.SECURE_SSL_REDIRECT else f"http://{host}:8000"


def _found(model: type[Model], code: str) -> Model | None:
    return model.objects.filter(code=code).first() if code else None


def _misplaced(role: Role, site: str, agency: str) -> list[str]:
    """Where each role works is a rule of the table too; said here in words."""
    wanted = {"site": role in SITE_ROLES, "agency": role == Role.PARTNER}
    given = {"site": site, "agency": agency}
    return [
        f"{kind}: the role {role.value} needs one"
        if wanted[kind]
        else f"{kind}: the role {role.value} has none"
        for kind in wanted
        if wanted[kind] != bool(given[kind])
    ]


def _invalid(agent: Agent) -> list[str]:
    try:
        agent.full_clean(exclude=["password", "site", "agency"], validate_constraints=False)
    except ValidationError as refused:
        return [
            f"{_OPTION.get(field, field)}: {' '.join(said)}" for field, said in refused.message_dict.items()
        ]
    return []


_OPTION = {"full_name": "name"}


def _choose_password(agent: Agent) -> str:
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(agent), "key": default_token_generator.make_token(agent)},
    )
