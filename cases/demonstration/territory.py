"""The demonstration's map of Paris: invented sites, dated rules, a reorganisation to come and a draft.

The first four arrondissements became one in April 2020: the map says it with dates, like any other change.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from cases.demonstration.office import password, read
from nps.accounts import reorganising
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Agent, Reorganisation, Role, Site
from nps.accounts.reorganising import First, lay_map
from nps.accounts.services import create_agent
from nps.accounts.territory import Ground, Line, Parity, RuleKind, ground


def draw(administrator: Agent, on: date) -> None:
    """Sites, map, reorganisations; a second call finds the same."""
    said = read("territory")
    with acting("system"):
        for row in said["sites"]:
            Site.objects.get_or_create(code=row["code"], defaults=row)
        sites = {site.code: site for site in Site.objects.order_by("pk")}
        for row in said["supervisors"]:
            if not Agent.objects.filter(email=row["email"]).exists():
                told = {"role": Role.SUPERVISOR, "site": sites[row["site"]], "password": password()}
                create_agent(email=row["email"], full_name=row["full_name"], **told)
        lay_map(
            First(
                place, sites[row["site"]], _day(row["since"]), _day(row.get("until")), row.get("street", "")
            )
            for row in said["rules"]
            for place in _grounds(row)
        )
    with acting(*actor_of(administrator)):
        for row in said["reorganisations"]:
            if not Reorganisation.objects.filter(name=row["name"]).exists():
                _reorganise(administrator, row, sites, on)


def _reorganise(administrator: Agent, row: dict[str, Any], sites: dict[str, Site], on: date) -> None:
    made = reorganising.prepare_reorganisation(
        actor=administrator, name=row["name"], effective_on=on + timedelta(row["in_days"])
    )
    lines = [Line(place, sites[row["site"]].pk, row.get("street", "")) for place in _grounds(row)]
    reorganising.add_lines(actor=administrator, reorganisation=made, lines=lines)
    if row["publish"]:
        seen = reorganising.seen(reorganising.rules())
        reorganising.publish_reorganisation(actor=administrator, reorganisation=made, map_seen=seen)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _grounds(row: dict[str, Any]) -> Iterator[Ground]:
    """What one line of the fixture speaks of."""
    if "homeless" in row:
        yield ground(RuleKind.HOMELESS, row["homeless"])
    elif "street" in row:
        parity = Parity(row.get("parity", Parity.BOTH))
        first, last = row.get("first"), row.get("last")
        kind = RuleKind.PART if first or last or parity != Parity.BOTH else RuleKind.STREET
        yield ground(kind, row["arrondissement"], row["street"], first, last, parity)
    else:
        yield from (ground(RuleKind.ARRONDISSEMENT, n) for n in row["arrondissements"])
