"""The smallest valid sites, agencies and agents. All people are invented."""

import time
from itertools import count

from django.test import Client

from nps.accounts.models import SITE_ROLES, Agency, Agent, Role, Site
from nps.accounts.services import create_agency, create_agent

PASSWORD = "une phrase de SPÉCIMEN 42"
_numbers = count(1)


def make_site(**fields) -> Site:
    number = next(_numbers)
    told = {
        "code": f"site-{number}",
        "name": f"SPÉCIMEN Site {number}",
        "address": f"{number} rue du Spécimen, 75000 Paris",
        "phone": "01 00 00 00 00",
        "hours": "Du lundi au vendredi, 9 h à 17 h",
    }
    return Site.objects.create(**{**told, **fields})


def make_agency(**fields) -> Agency:
    number = next(_numbers)
    return create_agency(**{"code": f"agency-{number}", "name": f"SPÉCIMEN Organisme {number}", **fields})


def make_agent(role: Role = Role.SOCIAL_WORKER, **fields) -> Agent:
    """An agent who can sign in with PASSWORD, with the site or the agency the role needs."""
    number = next(_numbers)
    if role in SITE_ROLES:
        fields["site"] = fields.get("site") or make_site()
    if role == Role.PARTNER:
        fields["agency"] = fields.get("agency") or make_agency()
    told = {
        "email": f"agent{number}@specimen.example",
        "full_name": f"SPÉCIMEN Agent {number}",
        "password": PASSWORD,
        **fields,
    }
    return create_agent(role=role, **told)


def prove(client: Client) -> Client:
    """The agent signed in has just proved who they are, as before an export."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client


def sign_in(client: Client, agent: Agent) -> Client:
    """The client's next requests are the agent's; the sign-in page itself is tested in test_signing_in."""
    client.force_login(agent, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
