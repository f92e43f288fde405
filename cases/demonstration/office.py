"""The demonstration office: invented sites, agencies and agents, made once."""

import json
import secrets
from pathlib import Path

from django.conf import settings

from nps.accounts.models import Agency, Agent, Role, Site
from nps.accounts.services import create_agency, create_agent

FIXTURES = Path(settings.ROOT) / "fixtures" / "demonstration"


def read(name: str) -> dict:
    """One specimen file."""
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def password() -> str:
    """The demonstration sign-ins' password: made on this machine, never in the repository."""
    path = Path(settings.SECRETS_DIR) / "demonstration.password"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.token_hex(2) for _ in range(4)))
    return path.read_text().strip()


def open_office() -> dict[str, Agent]:
    """The office's agents by their key; a second call finds the same."""
    office = read("office")
    places: dict[str, Site | Agency] = {}
    for key in ("site", "other_site"):
        row = office[key]
        places[key], _ = Site.objects.get_or_create(code=row["code"], defaults=row)
    for key in ("agency", "other_agency"):
        places[key] = create_agency(**office[key])
    agents = {}
    for row in office["agents"]:
        agent = Agent.objects.filter(email=row["email"]).first()
        agents[row["key"]] = agent or create_agent(
            email=row["email"],
            full_name=row["full_name"],
            role=Role(row["role"]),
            site=places.get(row.get("site", "")),
            agency=places.get(row.get("agency", "")),
            password=password(),
        )
    return agents
