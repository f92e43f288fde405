"""What the vault already proves of a household on a day, as planning's piece keys. Writes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from documents.administrations.obtained import Obtained, obtained_from
from documents.models import WAITING, State, SupportingDocument
from documents.types import HOUSEHOLD, Whom, piece_key, type_of
from nps.people.models import Address, Household, MemberRole, Membership

PROVING = (State.ACCEPTED, State.SUPERSEDED)  # superseded: its own period only, which the next one lacks
ADULTS = (MemberRole.APPLICANT, MemberRole.PARTNER)
Home = tuple[str, str]


class Kept(NamedTuple):
    """What speaks for a household and of whom: a document, accepted or waiting to be looked at, or an
    administration's answer that stands for one."""

    document: SupportingDocument | Obtained
    subjects: tuple[str, ...]  # a person's public id, or "household"


def piece_keys(document: SupportingDocument, on: date, subjects: Iterable[str]) -> set[str]:
    """The pieces this document proves on that day for these subjects (a person's public id, or "household").

    An accepted document proves its own period for ever (`rent_receipt.2023-02:…`, and the year of a month),
    even once a later one took its place,
    and the piece without a period while it is valid. An expired type the law accepts stays a proof.
    """
    return set(_keys(document, on, subjects)) if document.state in PROVING else set()


def _keys(document: SupportingDocument, on: date, subjects: Iterable[str]) -> dict[str, date | None]:
    """Piece → the last day on which it is proved; None: no end."""
    ends: dict[str, date | None] = dict.fromkeys({document.period, document.period[:4]} - {""})
    begun = document.valid_from is None or document.valid_from <= on
    until = None if type_of(document.type).expired_accepted else document.valid_until
    if document.state != State.SUPERSEDED and begun and (until is None or on <= until):
        ends[""] = until
    return {
        piece_key(document.type, subject, period): end for subject in subjects for period, end in ends.items()
    }


def proofs(kept: Iterable[Kept], on: date) -> dict[str, date | None]:
    """Piece → the last day on which the accepted documents prove it, None when no end is known."""
    found: dict[str, date | None] = {}
    for document, subjects in kept:
        if document.state in PROVING:
            for piece, end in _keys(document, on, subjects).items():
                known = found.get(piece, end)
                found[piece] = None if known is None or end is None else max(known, end)
    return found


def arrived(kept: Iterable[Kept], on: date) -> set[str]:
    """Keys of what waits to be looked at: it proves nothing yet, and is not asked for again."""
    waiting = [one for one in kept if one.document.state in WAITING]
    return {piece for document, subjects in waiting for piece in _keys(document, on, subjects)}


def held_pieces(household: Household, on: date) -> set[str]:
    """Keys of all pieces this household has already proved on that day."""
    return set(proofs(kept_by_household([household.pk], on)[household.pk], on))


def arrived_pieces(household: Household, on: date) -> set[str]:
    """`arrived` of one household."""
    return arrived(kept_by_household([household.pk], on)[household.pk], on)


def kept_by_household(households: Collection[int], on: date) -> dict[int, list[Kept]]:
    """What speaks for each household, by key, as it lives that day; in five queries whatever their number.

    A person's documents follow the person: handed in by one household, they answer for every household the
    person lives in that day. A household's documents answer for it, and for another household of the same
    adults in the same home; a family's own paper does so wherever they live.
    """
    members = _members(households, on)
    living: dict[int, set[int]] = defaultdict(set)
    for household, people in members.items():
        for person in people:
            living[person].add(household)
    documents = _documents(households, living)
    homes = _homes({*households, *(d.household_id for d in documents if not _personal(d))}, on)
    kept: dict[int, list[Kept]] = {household: [] for household in households}
    for document in documents:
        whose = {person.pk: str(person.public_id) for person in document.people.all()}
        for household in {document.household_id, *(h for person in whose for h in living.get(person, ()))}:
            if household in kept and (
                subjects := _subjects(document, whose, household, members[household], homes)
            ):
                kept[household].append(Kept(document, subjects))
    for answer in obtained_from(living):
        for household in living[answer.person_id]:
            kept[household].append(Kept(answer, (answer.subject,)))
    return kept


def _subjects(
    document: SupportingDocument,
    whose: Mapping[int, str],
    household: int,
    members: Mapping[int, MemberRole],
    homes: Mapping[int, Home],
) -> tuple[str, ...]:
    """Of whom this document speaks in that household; nobody: it says nothing there."""
    own, waiting = document.household_id == household, document.state in WAITING
    if waiting and not own:
        return ()
    if _personal(document):
        return tuple(public for person, public in whose.items() if waiting or person in members)
    same_home = household in homes and homes[household] == homes.get(document.household_id)
    adult = any(members.get(person) in ADULTS for person in whose)
    return (HOUSEHOLD,) if own or adult and (_family_paper(document) or same_home) else ()


def _personal(document: SupportingDocument) -> bool:
    return type_of(document.type).whom != Whom.HOUSEHOLD


def _family_paper(document: SupportingDocument) -> bool:
    """A family's own paper follows its people wherever they live; the others speak of one home."""
    return "children" in type_of(document.type).proves


def _members(households: Collection[int], on: date) -> dict[int, dict[int, MemberRole]]:
    """Household → person → role, of those who live there that day."""
    found: dict[int, dict[int, MemberRole]] = {household: {} for household in households}
    lives = Membership.objects.filter(_during(on), household_id__in=households)
    for household, person, role in lives.values_list("household_id", "person_id", "role"):
        found[household][person] = MemberRole(role)
    return found


def _documents(households: Collection[int], people: Iterable[int]) -> list[SupportingDocument]:
    mine = Q(household_id__in=households, state__in=(*PROVING, *WAITING))
    theirs = SupportingDocument.objects.filter(people__in=list(people), state__in=PROVING)
    found = SupportingDocument.objects.filter(mine | Q(pk__in=theirs.values("pk")))
    return list(found.prefetch_related("people").order_by("pk"))


def _homes(households: Collection[int], on: date) -> dict[int, Home]:
    """Addresses as they are compared: line and postcode, whatever the spaces and capitals."""
    found = Address.objects.filter(_during(on), household_id__in=households)
    return {a.household_id: (" ".join(a.line.casefold().split()), a.postcode.strip()) for a in found}


def _during(on: date) -> Q:
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
