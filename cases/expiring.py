"""What will expire in the files an agent works, and what each file's rights rest on. Reading only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.expiry import Claim, Span, expiring
from cases.models import Application, Award, CaseFile, DocumentRequest
from cases.selectors import case_files_for
from cases.workflow.application import PENDING
from cases.workflow.award import OPEN as OPEN_AWARDS
from cases.workflow.case_file import OPEN
from cases.workflow.request import OPEN as ASKED
from documents.holdings import Kept, arrived, kept_by_household
from documents.models import State, SupportingDocument
from documents.types import piece_key, read_key, type_of
from eligibility.facts import STANDING, situations_of
from eligibility.models import Fact
from eligibility.situation import Situation, SituationFaults
from nps.accounts.models import Agent

WINDOWS = (30, 60, 90)
BATCH = 60  # documents looked at together
BATCHES = 10  # at most for one page: a stretch where nothing endangers a right does not hold the page up


@dataclass(frozen=True)
class Row:
    """One piece of one file that will expire, the rights it endangers, and what was done about it."""

    case: CaseFile
    piece: str  # without a period: the latest one is what is needed
    until: date
    document: int
    claims: tuple[Claim, ...]
    asked: DocumentRequest | None
    arrived: bool


@dataclass(frozen=True)
class Page:
    """`following`: where the next page starts, empty on the last; `unreadable`: files at fault."""

    rows: tuple[Row, ...]
    following: str
    unreadable: tuple[CaseFile, ...]


def claims_of(
    case: CaseFile, situation: Situation, on: date, states: Iterable[str] = PENDING
) -> tuple[Claim, ...]:
    """Open awards and applications in these states, each with what it must prove, as of its receipt."""
    awards = case.awards.filter(state__in=OPEN_AWARDS).select_related("application__case").order_by("pk")
    pending = case.applications.filter(state__in=states).select_related("case").order_by("pk")
    return (
        *(_claim(a.reference, a.application, a.ends_on, situation, on) for a in awards),
        *(_claim(a.reference, a, None, situation, on) for a in pending),
    )


def _claim(
    reference: str, application: Application, ends_on: date | None, situation: Situation, on: date
) -> Claim:
    return Claim(reference, application.benefit, ends_on, application.requirements(on, situation))


def expiring_of(
    files: Collection[CaseFile], on: date, within: int, states: Iterable[str] = PENDING
) -> tuple[dict[int, list[Row]], list[CaseFile]]:
    """File's key → what will expire in it, soonest first; and the files whose facts disagree."""
    households = {case.household_id: case for case in files}
    kept, situations = kept_by_household(households, on), situations_of(households, on)
    sources = sources_of_facts(households)
    found, unreadable = {}, []
    for household, case in households.items():
        situation = situations[household]
        if isinstance(situation, SituationFaults):
            unreadable.append(case)
            continue
        held = held_spans(kept[household], sources)
        endangered = expiring(held, claims_of(case, situation, on, states), on, within)
        found[case.pk] = _rows(case, endangered, arrived(kept[household], on)) if endangered else []
    return found, unreadable


def _rows(case: CaseFile, endangered: Iterable, waiting: set[str]) -> list[Row]:
    merged: dict[tuple, list[Claim]] = defaultdict(list)
    for one in endangered:
        code, _period, subject = read_key(one.piece)
        claims = merged[one.until, piece_key(code, subject), one.document]
        claims += [claim for claim in one.claims if claim not in claims]
    requests = case.requests.filter(state__in=ASKED).select_related("person").order_by("pk")
    asked = {piece_key(r.type_code, r.piece.partition(":")[2]): r for r in requests}
    return [
        Row(case, piece, until, document, tuple(claims), asked.get(piece), piece in waiting)
        for (until, piece, document), claims in sorted(merged.items(), key=lambda one: one[0])
    ]


def held_spans(kept: Iterable[Kept], sources: Collection[int]) -> dict[str, list[Span]]:
    """Pieces and the days each is proved on.

    A paper proves its own period for ever; what is known from it, and rests on it alone, ends with it: then
    the next one is needed, unless it is already there.
    """
    accepted = [one for one in kept if one.document.state == State.ACCEPTED]
    latest: dict[tuple[str, str], date] = {}
    for document, subjects in accepted:
        for subject in subjects:
            end = document.valid_until or date.max
            latest[document.type, subject] = max(latest.get((document.type, subject), end), end)
    held: dict[str, list[Span]] = defaultdict(list)
    for document, subjects in accepted:
        for subject in subjects:
            lasts = type_of(document.type).expired_accepted
            until = None if lasts else document.valid_until
            held[piece_key(document.type, subject)].append(Span(document.valid_from, until, document.pk))
            last = document.pk in sources and latest[document.type, subject] == document.valid_until
            for period in {document.period, document.period[:4]} - {""}:
                span = Span(None, until if last else None, document.pk)
                held[piece_key(document.type, subject, period)].append(span)
    return held


def sources_of_facts(households: Collection[int]) -> set[int]:
    """Keys of the documents that standing facts rest on."""
    facts = Fact.objects.filter(STANDING, household__in=households, document__isnull=False)
    return set(facts.values_list("document_id", flat=True))


def _files(agent: Agent, mine: bool) -> QuerySet[CaseFile]:
    """Open files of the agent with something to lose."""
    same = {"case": OuterRef("pk")}
    files = case_files_for(agent).filter(
        Exists(Award.objects.filter(**same, state__in=OPEN_AWARDS))
        | Exists(Application.objects.filter(**same, state__in=PENDING)),
        state__in=OPEN,
    )
    return files.filter(referent=agent) if mine else files


def _ending(files: QuerySet[CaseFile], on: date, within: int, after: str) -> QuerySet[SupportingDocument]:
    """Accepted documents that end in the window and speak for one of these files, soonest first."""
    own = files.filter(household=OuterRef("household"))
    living = {
        "household__memberships__until": None,
        "household__memberships__person__documents": OuterRef("pk"),
    }
    ending = SupportingDocument.objects.filter(
        Exists(own) | Exists(files.filter(**living)),
        state=State.ACCEPTED,
        valid_until__range=(on, on + timedelta(days=within)),
    )
    if start := _read(after):
        day, key = start
        ending = ending.filter(Q(valid_until__gt=day) | Q(valid_until=day, pk__gt=key), valid_until__gte=day)
    return ending.order_by("valid_until", "pk").only("pk", "household_id", "valid_until")


def _read(after: str) -> tuple[date, int] | None:
    """A place in the list, as an address carries it; anything else is the beginning."""
    day, _dot, key = after.partition(".")
    try:
        return date.fromisoformat(day), min(int(key), 2**62)
    except ValueError:
        return None


def page_of_expiring(
    agent: Agent, on: date, *, within: int = 90, mine: bool = False, after: str = "", rows: int = 25
) -> Page:
    """What will expire in the agent's files, soonest first, from a place in the list on.

    As fast on the last page as on the first: documents are found by the day they end, then only their files
    are read. A page may hold fewer rows than asked while a following one exists.
    """
    files, found, unreadable = _files(agent, mine), [], {}
    for _batch in range(BATCHES):
        batch = list(_ending(files, on, within, after)[:BATCH])
        keys = {document.pk: document for document in batch}
        told, at_fault = expiring_of(_of_documents(files, batch), on, within)
        unreadable |= {case.pk: case for case in at_fault}
        lines = [row for lines in told.values() for row in lines if row.document in keys]
        lines.sort(key=lambda row: (row.until, row.document, row.case.pk, row.piece))
        for document in batch:
            found += [row for row in lines if row.document == document.pk]
            after = f"{document.valid_until.isoformat()}.{document.pk}"
            if len(found) >= rows:
                more = document is not batch[-1] or len(batch) == BATCH
                return Page(tuple(found), after if more else "", tuple(unreadable.values()))
        if len(batch) < BATCH:
            return Page(tuple(found), "", tuple(unreadable.values()))
    return Page(tuple(found), after, tuple(unreadable.values()))


def every_expiring(agent: Agent, on: date, *, within: int, mine: bool) -> Iterator[Row]:
    """The same without an end, some rows at a time."""
    after = ""
    while True:
        page = page_of_expiring(agent, on, within=within, mine=mine, after=after, rows=BATCH)
        yield from page.rows
        after = page.following
        if not after:
            return


def _of_documents(files: QuerySet[CaseFile], documents: Iterable[SupportingDocument]) -> list[CaseFile]:
    keys = [document.pk for document in documents]
    households = {document.household_id for document in documents}
    people = SupportingDocument.people.through.objects.filter(supportingdocument__in=keys)
    living = Q(
        household__memberships__until=None,
        household__memberships__person__in=people.values("person_id"),
    )
    return list(files.filter(Q(household__in=households) | living).distinct())
