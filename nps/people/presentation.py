"""What a page may show of each person found: whole at the agent's own site, the least for another one."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.text import capfirst

from nps.accounts.models import Agent
from nps.people.models import Person
from nps.people.search import Match
from nps.people.selectors import arrondissements_of
from nps.people.services import found_link
from nps.ui.dates import PartialDate
from nps.ui.formats import date_long


@dataclass(frozen=True)
class Line:
    """One person found. `link`: the opaque token of « C’est cette personne », empty when out of reach."""

    name: str
    birth: str
    arrondissement: int | None
    safe_contact: bool
    died: bool
    reasons: str
    summary: Any
    elsewhere: bool
    link: str
    best: bool = False  # the first that may be chosen: it carries the page's filled button


def lines(*, actor: Agent, matches: list[Match], household: str, today: dt.date) -> list[Line]:
    """The matches as a page shows them, in the same order."""
    people = [match.person for match in matches]
    summaries = _summaries(actor, people)
    places = arrondissements_of(people, today)
    shown = [
        _line(actor, match, summaries.get(match.person.pk), places.get(match.person.pk), household)
        for match in matches
    ]
    best = next((line for line in shown if line.link), None)
    return [replace(line, best=line is best) for line in shown]


def _summaries(actor: Agent, people: list[Person]) -> dict[int, Any]:
    """What the floor above says of these people's files; nothing when no floor above says anything."""
    source = getattr(settings, "PERSON_CASE_SUMMARIES", "")
    return import_string(source)(actor, people) if source and people else {}


def _line(actor: Agent, match: Match, summary: Any, arrondissement: int | None, household: str) -> Line:
    person = match.person
    elsewhere = summary is not None and not summary.own_site
    birth = person.birth
    if elsewhere and birth:
        birth = PartialDate(birth.year)
    return Line(
        name=str(person),
        birth=date_long(birth),
        arrondissement=None if elsewhere else arrondissement,
        safe_contact=person.safe_contact,
        died=person.died_on is not None,
        reasons=capfirst(", ".join(str(reason.label) for reason in match.reasons)),
        summary=summary,
        elsewhere=elsewhere,
        link="" if elsewhere else found_link(actor=actor, person=person, household=household),
    )
