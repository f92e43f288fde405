"""What the vault already proves of a household on a day, as planning's piece keys. Writes nothing."""

from collections.abc import Iterable, Iterator
from datetime import date

from documents.models import State, SupportingDocument
from documents.types import HOUSEHOLD, Whom, catalogue, piece_key, type_of
from nps.people.models import Household, MemberRole
from nps.people.selectors import address_on, members_on

# A family's own paper follows its people wherever they live; the others speak of one home.
FAMILY_PAPERS = tuple(t.code for t in catalogue().values() if "children" in t.proves)
PERSONAL = tuple(t.code for t in catalogue().values() if t.whom != Whom.HOUSEHOLD)
ADULTS = (MemberRole.APPLICANT, MemberRole.PARTNER)


def piece_keys(document: SupportingDocument, on: date, subjects: Iterable[str]) -> set[str]:
    """The pieces this document proves on that day for these subjects (a person's public id, or "household").

    An accepted document proves its own period for ever (`rent_receipt.2023-02:…`, and the year of a month),
    and the piece without a period while it is valid. An expired type the law accepts stays a proof.
    """
    return _keys(document, on, subjects) if document.state == State.ACCEPTED else set()


def arrived_pieces(household: Household, on: date) -> set[str]:
    """Keys of what waits to be looked at: it proves nothing yet, and is not asked for again."""
    found = SupportingDocument.objects.filter(household=household, state=State.TO_CHECK)
    arrived: set[str] = set()
    for document in found.prefetch_related("people"):
        whose = [HOUSEHOLD] if document.type not in PERSONAL else _subjects(document)
        arrived |= _keys(document, on, whose)
    return arrived


def _subjects(document: SupportingDocument) -> list[str]:
    return [str(person.public_id) for person in document.people.all()]


def _keys(document: SupportingDocument, on: date, subjects: Iterable[str]) -> set[str]:
    periods = {document.period, document.period[:4]} - {""}
    begun = document.valid_from is None or document.valid_from <= on
    lasting = document.valid_until is None or on <= document.valid_until
    if begun and (lasting or type_of(document.type).expired_accepted):
        periods.add("")
    return {piece_key(document.type, subject, period) for subject in subjects for period in periods}


def held_pieces(household: Household, on: date) -> set[str]:
    """Keys of all pieces this household has already proved on that day.

    A person's documents follow the person: handed in by one household, they answer for every household the
    person lives in that day. A household's documents answer for it, and for another household of the same
    adults in the same home; a family's own paper does so wherever they live.
    """
    members = members_on(household, on)
    everyone = {member.person_id: str(member.person.public_id) for member in members}
    accepted = SupportingDocument.objects.filter(state=State.ACCEPTED)
    held: set[str] = set()
    for document in accepted.filter(household=household).exclude(type__in=PERSONAL):
        held |= piece_keys(document, on, [HOUSEHOLD])
    for document in _of_the_same_home(household, [m.person_id for m in members if m.role in ADULTS], on):
        held |= piece_keys(document, on, [HOUSEHOLD])
    theirs = accepted.filter(type__in=PERSONAL, people__in=everyone).distinct().prefetch_related("people")
    for document in theirs:
        held |= piece_keys(document, on, [everyone[p.pk] for p in document.people.all() if p.pk in everyone])
    return held


def _of_the_same_home(household: Household, adults: list[int], on: date) -> Iterator[SupportingDocument]:
    """Household documents about these adults, handed in by another household of theirs."""
    found = (
        SupportingDocument.objects.filter(state=State.ACCEPTED, people__in=adults)
        .exclude(household=household)
        .exclude(type__in=PERSONAL)
        .select_related("household")
        .distinct()
    )
    home = _home(household, on)
    for document in found:
        if document.type in FAMILY_PAPERS or (home and home == _home(document.household, on)):
            yield document


def _home(household: Household, on: date) -> tuple[str, str] | None:
    """An address as it is compared: line and postcode, whatever the spaces and capitals."""
    address = address_on(household, on)
    return (" ".join(address.line.casefold().split()), address.postcode.strip()) if address else None
