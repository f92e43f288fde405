"""The played year: twelve households, their stories and the clocks of every night; what it came to."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from cases import replaying
from cases.demonstration import homes, stories
from cases.demonstration.hands import Hands
from cases.demonstration.time import live
from cases.models import CaseFile
from cases.notices.owed import notices_owed
from cases.services.moves import MACHINES
from nps.accounts.acting import acting
from nps.accounts.models import Agent
from nps.journal.models import Entry

LENGTH = 380  # days: a year, and the end of what began in it


@dataclass
class Year:
    """What was played, for the report and the test."""

    files: dict[str, str] = field(default_factory=dict)  # story → reference of its file
    nights: int = 0
    counts: Counter = field(default_factory=Counter)  # what the clocks did → how many times
    faults: list[replaying.Fault] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)  # notices nobody wrote
    states: dict[str, set[str]] = field(default_factory=dict)  # machine → states gone through
    acts: Counter = field(default_factory=Counter)


def play_year(
    agents: dict[str, Agent],
    ends_on: date,
    say: Callable[[str], None] = lambda _line: None,
    only: Collection[str] = tuple(stories.TOLD),
) -> Year:
    """Play the twelve stories so that the year ends on that day; then read the journal again."""
    begins_on = ends_on - timedelta(days=LENGTH)
    hands = {key: _hands(key, agents) for key in only}
    told = [
        (begins_on + timedelta(days=stories.BEGINS[key]), _story(key, hands[key], agents)) for key in only
    ]
    year = Year()
    for day, done in live(told, ends_on, lambda: _answer_the_night(hands)):
        year.nights += 1
        for one in done:
            year.counts[f"{one.step.act} {one.came_to}"] += 1
            say(f"{day.isoformat()} {one.step.reference} {one.step.act} {one.came_to} {one.why}".rstrip())
    year.files = {key: hand.case.reference for key, hand in hands.items()}
    _read_again(year)
    return year


def _hands(key: str, agents: dict[str, Agent]) -> Hands:
    household = homes.home(key)
    if key in stories.WITH_PERMIT:
        household = homes.stays_until_permit(household)
    return Hands(agents["worker"], agents["supervisor"], household)


def _story(key: str, hands: Hands, agents: dict[str, Agent]):
    more = ()
    if key == "shared":
        more = (agents["partner"].agency, agents["elsewhere"].site, agents["elsewhere"])
    return stories.TOLD[key](hands, *more)


def _answer_the_night(hands: dict[str, Hands]) -> None:
    """In the morning the referent sends what the clocks wrote."""
    for one in hands.values():
        if one.case is not None:
            one.refresh()
            if one.case.state in ("assessment", "processing", "follow_up"):
                one.tell()


def _read_again(year: Year) -> None:
    with acting("system"):
        cases = CaseFile.objects.filter(reference__in=year.files.values())
        entries = list(Entry.objects.filter(case_reference__in=year.files.values()).order_by("at", "id"))
        year.faults = replaying.told_otherwise(entries, cases)
        year.owed = [
            f"{owed.about.reference} {owed.kind}"
            for case in cases.order_by("pk")
            for owed in notices_owed(case)
        ]
    known = {
        model._meta.label_lower: {str(value) for value, _label in model._meta.get_field("state").choices}
        for model in MACHINES
    }
    for entry in entries:
        year.acts[entry.act] += 1
        if entry.subject_kind in known and "to" in entry.data:
            gone = year.states.setdefault(entry.subject_kind, set())
            gone |= {entry.data["to"], entry.data["from"]} & known[entry.subject_kind]
