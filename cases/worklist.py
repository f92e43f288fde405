"""The list of files: filters, orders and pages that cost the same at any size. Reading only."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import CaseFile
from cases.selectors import case_files_for, summaries_for_people
from documents.models import State, SupportingDocument
from nps.accounts.models import Agent
from nps.people.search import search
from nps.ui import keyset

COUNTED = 1000  # more are said to be « plus de 1 000 »
FOUND = 10
ARRIVED = (State.TO_CHECK, State.TO_CONFIRM)
# Name in an address → columns, each with its index (cases/models/case_file.py).
ORDERS = {
    "opened": ("opened_on", "id"),
    "-opened": ("-opened_on", "-id"),
    "due": ("next_clock_on", "id"),
    "-due": ("-next_clock_on", "-id"),
    "contact": ("last_contact_on", "id"),
    "-contact": ("-last_contact_on", "-id"),
    "reference": ("reference",),
    "-reference": ("-reference",),
}
USUAL = "-opened"


@dataclass(frozen=True)
class Wanted:
    """What the list is asked to show; empty means everything. `referent`: « me » or the key of an agent."""

    state: str = ""
    referent: str = ""
    due: str = ""
    arrived: bool = False
    contact_before: date | None = None
    reference: str = ""
    sort: str = USUAL


def files(agent: Agent, wanted: Wanted, on: date) -> QuerySet[CaseFile]:
    """The agent's files that match; an order by legal date has only those where one runs."""
    found = case_files_for(agent)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.referent:
        found = found.filter(referent=agent.pk if wanted.referent == "me" else wanted.referent)
    if wanted.due == "late":
        found = found.filter(next_clock_on__lt=on)
    elif wanted.due:
        found = found.filter(next_clock_on__range=(on, on + timedelta(days=int(wanted.due))))
    elif wanted.sort.endswith("due"):
        found = found.filter(next_clock_on__isnull=False)
    if wanted.arrived:
        waiting = SupportingDocument.objects.filter(household=OuterRef("household"), state__in=ARRIVED)
        found = found.filter(Exists(waiting))
    if wanted.contact_before:
        found = found.filter(last_contact_on__lt=wanted.contact_before)
    if wanted.reference:
        found = found.filter(reference=wanted.reference.strip().upper())
    return found


def page(agent: Agent, wanted: Wanted, on: date, *, after: str = "", before: str = "") -> keyset.Page:
    """One page of `files`, from the file an address names on."""
    seen = case_files_for(agent).select_related(None)
    if wanted.sort.endswith("due"):
        seen = seen.filter(next_clock_on__isnull=False)
    return keyset.page(
        files(agent, wanted, on),
        order=ORDERS[wanted.sort],
        mark="reference",
        seen=seen,
        after=after,
        before=before,
    )


def counted(agent: Agent, wanted: Wanted, on: date) -> int:
    """How many match, counted up to one more than COUNTED."""
    return files(agent, wanted, on).order_by().values("pk")[: COUNTED + 1].count()


def find(agent: Agent, text: str) -> list[CaseFile]:
    """The agent's files by reference, or by the name of somebody who lives there, the likeliest first.

    Names are read as at the counter (accents, one typing error); files of other sites are not in it.
    """
    text = text.strip()
    if len(text) < 2:
        return []
    mine = case_files_for(agent)
    if text[1] == "-" or text.isdigit():
        return list(mine.filter(reference__istartswith=text).order_by("reference")[:FOUND])
    people = [match.person for match in search(actor=agent, name=text, limit=50)]
    summaries = summaries_for_people(agent, people)
    references = dict.fromkeys(
        summaries[person.pk].reference
        for person in people
        if person.pk in summaries and summaries[person.pk].own_site
    )
    wanted = list(references)[:FOUND]
    by_reference = {case.reference: case for case in mine.filter(reference__in=wanted)}
    return [by_reference[reference] for reference in wanted if reference in by_reference]
