"""A small map of Paris, and reorganisations of it. Sites and agents are invented."""

from datetime import date, timedelta

from django.utils import timezone

from cases.models import CaseFile
from nps.accounts import reorganising
from nps.accounts.acting import acting
from nps.accounts.models import Agent, Reorganisation, Role, Site
from nps.accounts.reorganising import First, lay_map
from nps.accounts.territory import ALL_PARIS, Line, RuleKind, ground
from nps.people.services.households import arrondissement_of
from tests.support.accounts import make_agent, make_site
from tests.support.cases import make_case_file

STREET = "rue de l’Exemple"
N18 = ground(RuleKind.ARRONDISSEMENT, 18)
EXAMPLE = ground(RuleKind.STREET, 18, STREET)
PERMANENCE = ground(RuleKind.HOMELESS, ALL_PARIS)


def day(n: int) -> date:
    return timezone.localdate() + timedelta(n)


def make_staffed_site(**fields) -> Site:
    """A site with somebody who can take files."""
    site = make_site(**fields)
    make_agent(Role.SUPERVISOR, site=site)
    return site


def draw(site: Site, permanence: Site) -> None:
    """All of Paris to one site, homeless people to another, since long ago."""
    since = day(-3000)
    whole = [First(ground(RuleKind.ARRONDISSEMENT, n), site, since) for n in range(1, 21)]
    with acting("system"):
        lay_map([*whole, First(PERMANENCE, permanence, since)])


def publish(*lines: Line, on: int = 30, name: str = "SPÉCIMEN de fusion") -> Reorganisation:
    """A reorganisation published today, as an administrator does."""
    actor = make_agent(Role.ADMINISTRATOR)
    with acting("admin", agent_id=str(actor.pk)):
        made = reorganising.prepare_reorganisation(actor=actor, name=name, effective_on=day(on))
        made = reorganising.add_lines(actor=actor, reorganisation=made, lines=lines)
        seen = reorganising.seen(reorganising.rules())
        return reorganising.publish_reorganisation(actor=actor, reorganisation=made, map_seen=seen)


def make_file_at(worker: Agent, line: str = f"4 {STREET}", postcode: str = "75018", **fields) -> CaseFile:
    """A file of the worker's site whose household lives there since long ago."""
    case = make_case_file(worker, **fields)
    case.household.addresses.all().delete()
    told = {"line": line, "postcode": postcode, "city": "Paris", "since": day(-900)}
    case.household.addresses.create(**told, arrondissement=arrondissement_of(postcode))
    return case
