"""Where households belong on the map of a day, and which files a change of the map moves. Reads only.

A file follows its sector when it is followed by the site its address leaves; one kept elsewhere on purpose
(a household is received where it comes) stays where it is.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, prefetch_related_objects

from cases.models import CaseFile, MovedFile, SectorMove
from cases.permissions import can_see_address, files_to_work
from cases.workflow.case_file import OPEN
from eligibility.facts import STANDING
from eligibility.models import Fact
from nps.accounts import reorganising, territory_words
from nps.accounts.acting import acting
from nps.accounts.models import Agent, Reorganisation, Role, Site, TerritoryRule
from nps.accounts.permissions import require_administrator
from nps.accounts.territory import ARRONDISSEMENTS, Map, Place, Rule, moved, place
from nps.people.models import Address
from nps.people.selectors import with_applicant

TENURE, SINCE = "housing.tenure", "housing.homeless_since"
SHELTERED = ("hotel", "housed")
BATCH = 1000


@dataclass(frozen=True)
class Belonging:
    """The site an address belongs to, by which rule; `elsewhere`: another site than the one that asks."""

    site: Site
    rule: Rule
    said: str
    elsewhere: bool
    homeless: bool


@dataclass(frozen=True, slots=True)
class Moving:
    """A file that follows its sector: keys of the file and of both sites."""

    case: int
    former: int
    site: int


# One household


def homeless_among(households: Collection[int]) -> set[int]:
    """Those of whom no fixed home can be told (BL I-B 2): without a home, or sheltered since a known day."""
    known: dict[int, dict[str, object]] = {}
    facts = Fact.objects.filter(STANDING, household__in=households, person=None, name__in=(TENURE, SINCE))
    for household, name, value in facts.values_list("household_id", "name", "value"):
        known.setdefault(household, {})[name] = value
    return {
        household
        for household, said in known.items()
        if said.get(TENURE) == "none" or (said.get(TENURE) in SHELTERED and said.get(SINCE))
    }


def _living(on: date) -> QuerySet[Address]:
    return Address.objects.filter(Q(until=None) | Q(until__gt=on), since__lte=on)


def places_of(households: Collection[int], on: date, *maps: Map) -> dict[int, Place]:
    """Where each household lives on that day, two queries; those of whom nothing is known are left out.

    With `maps`, streets are read only where one of them speaks of streets: most of the time of a caseload.
    """
    read = set().union(*(one.told_by_street for one in maps)) if maps else set(ARRONDISSEMENTS)
    homeless = homeless_among(households)
    lines = _living(on).filter(household__in=households).values_list("household_id", "line", "arrondissement")
    found = {key: Place(None, homeless=True) for key in homeless}
    return found | {
        key: place(line if n in read else "", n, homeless=key in homeless) for key, line, n in lines
    }


def belonging(here: Place | None, on: date, *, asks: int) -> Belonging | None:
    """The site of a place on that day, seen from the site `asks`; None where no rule speaks of it."""
    rule = reorganising.map_on(on).rule_for(here) if here else None
    if rule is None or here is None:
        return None
    row = TerritoryRule.objects.select_related("site").get(pk=rule.key)
    said = territory_words.ground(rule.ground, row.written)
    return Belonging(row.site, rule, said, rule.site != asks, here.homeless)


def belonging_of(case: CaseFile, actor: Agent, on: date, residents: Collection) -> Belonging | None:
    """The site of a file's household; None too for whoever may not read its address (contact prudent)."""
    if not can_see_address(case, actor, residents):
        return None
    return belonging(places_of([case.household_id], on).get(case.household_id), on, asks=case.site_id)


# A change of the map


def files_touched(before: Map, after: Map) -> QuerySet[CaseFile]:
    """Open files that may move, in the order of their keys: those of the sites that may lose somebody."""
    return CaseFile.objects.filter(state__in=OPEN, site__in=before.touched_by(after)).order_by("pk")


def moving(files: Collection[CaseFile], before: Map, after: Map) -> list[Moving]:
    """Among these files, those that follow their sector from the eve's map to the day's."""
    places = places_of([case.household_id for case in files], after.on, before, after)
    found = []
    for case in files:
        went = moved(places[case.household_id], before, after) if case.household_id in places else None
        if went and went[0] == case.site_id:
            found.append(Moving(case.pk, *went))
    return found


def pages(files: QuerySet[CaseFile], after: int = 0) -> Iterator[list[CaseFile]]:
    """These files by BATCH, from the key `after` on; memory does not grow with the caseload."""
    while some := list(files.filter(pk__gt=after)[:BATCH]):
        yield some
        after = some[-1].pk


def count_by_sites(actor: Agent, reorganisation: Reorganisation) -> Counter[tuple[int, int]]:
    """(former site, new site) → how many open files would follow. Counts only: no file is told.

    Raises PermissionDenied, Refused (a draft the map does not take).
    """
    require_administrator(actor)
    before, after = reorganising.maps_around(reorganisation)
    told: Counter[tuple[int, int]] = Counter()
    with acting("system"):
        for some in pages(files_touched(before, after).only("pk", "household_id", "site_id")):
            told.update((one.former, one.site) for one in moving(some, before, after))
    return told


def reorganisations_to_see(actor: Agent) -> QuerySet[Reorganisation]:
    """Drafts and published ones, for supervisors: their own files are counted and listed with them."""
    found = Reorganisation.objects.exclude(lines=[]).order_by("-effective_on", "-pk")
    return found if actor.is_active and actor.role == Role.SUPERVISOR else found.none()


def files_that_follow(
    actor: Agent, reorganisation: Reorganisation, *, after_key: int = 0, limit: int = 50
) -> tuple[list[tuple[CaseFile, int]], int | None]:
    """The supervisor's own files that would follow, each with its new site's key, and where to go on.

    Raises Refused (a draft the map does not take).
    """
    before, after = reorganising.maps_around(reorganisation)
    own = files_to_work(files_touched(before, after), actor).select_related("household", "referent")
    found: list[tuple[CaseFile, int]] = []
    for some in pages(own, after_key):
        by_key = {case.pk: case for case in some}
        found += ((by_key[one.case], one.site) for one in moving(some, before, after))
        if len(found) > limit:
            break
    shown = found[:limit]
    prefetch_related_objects([case for case, _site in shown], with_applicant("household"))
    return shown, shown[-1][0].pk if len(found) > limit else None


def moved_files(actor: Agent, move: SectorMove, *, after_key: int = 0, limit: int = 50) -> list[MovedFile]:
    """Files that left the supervisor's site or came to it, newest first, from the key `after_key` down."""
    if not (actor.is_active and actor.role == Role.SUPERVISOR):
        return []
    told = MovedFile.objects.select_related("case", "from_site", "to_site", "former_referent")
    if after_key:
        told = told.filter(pk__lt=after_key)
    left = told.filter(move=move, from_site=actor.site_id).order_by("-pk")[:limit]
    came = told.filter(move=move, to_site=actor.site_id).order_by("-pk")[:limit]
    return sorted((*left, *came), key=lambda line: -line.pk)[:limit]
