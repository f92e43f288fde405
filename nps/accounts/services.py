"""The acts on agents: invite, disable. No reading for pages here."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from nps.accounts.models import Agency, Agent, Role, Site


@transaction.atomic
def create_agent(
    *,
    email: str,
    full_name: str,
    role: Role,
    site: Site | None = None,
    agency: Agency | None = None,
    password: str | None = None,
) -> Agent:
    """A new agent, with a confirmed professional address. Without a password nobody can sign in yet."""
    agent = Agent(email=email.strip().lower(), full_name=full_name, role=role, site=site, agency=agency)
    agent.set_password(password)
    agent.save(force_insert=True)
    EmailAddress.objects.create(user=agent, email=agent.email, primary=True, verified=True)
    return agent


@transaction.atomic
def create_agency(*, code: str, name: str) -> Agency:
    """A partner agency and the group its grants go to."""
    group, _ = Group.objects.get_or_create(name=f"agency:{code}")
    agency, _ = Agency.objects.get_or_create(code=code, defaults={"name": name, "group": group})
    return agency
