"""What an agent may read about their own account: factors and open sessions. Nothing about other agents."""

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from nps.accounts.models import Agent

# The first word found in the browser's own description wins: Edge also says Chrome, Chrome also says Safari.
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class OpenSession:
    """One place where the agent is signed in; `address` is the network address last seen."""

    pk: int
    device: str
    address: str
    since: dt.datetime
    seen: dt.datetime
    current: bool


@dataclass(frozen=True)
class Factors:
    """The agent's second factors; `codes_left` counts unused recovery codes, None when there are none."""

    totp: Authenticator | None
    passkeys: tuple[Authenticator, ...]
    codes_left: int | None

    @property
    def any(self) -> bool:
        return bool(self.totp or self.passkeys)


def device(user_agent: str) -> str:
    """« Firefox, Windows » from a browser's description; « Appareil inconnu » when nothing is recognised."""
    found = [next((name for mark, name in table if mark in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or _("Appareil inconnu")


def open_sessions(agent: Agent, session_key: str) -> list[OpenSession]:
    """The agent's open sessions, the present one first, then the latest used."""
    found = [
        OpenSession(
            pk=session.pk,
            device=device(session.user_agent),
            address=session.ip,
            since=session.created_at,
            seen=session.last_seen_at,
            current=session.session_key == session_key,
        )
        for session in UserSession.objects.purge_and_list(agent)
    ]
    return sorted(found, key=lambda session: (session.current, session.seen), reverse=True)


def factors_of(agent: Agent) -> Factors:
    kept = list(Authenticator.objects.filter(user=agent).order_by("created_at"))
    of_type = {kind: [one for one in kept if one.type == kind] for kind in Authenticator.Type}
    codes = of_type[Authenticator.Type.RECOVERY_CODES]
    return Factors(
        totp=next(iter(of_type[Authenticator.Type.TOTP]), None),
        passkeys=tuple(of_type[Authenticator.Type.WEBAUTHN]),
        codes_left=len(codes[0].wrap().get_unused_codes()) if codes else None,
    )
