"""From a file in the database to the values of its letters, in the language of the letter. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import override

from cases import clocks, words
from cases.expiring import claims_of
from cases.expiry import Claim
from cases.models import Application, CaseFile, DocumentRequest
from cases.notices.context import AskedPiece, PiecesLetter, Received, Service
from cases.workflow.application import PENDING, ApplicationState
from documents.holdings import kept_by_household, proofs
from documents.types import piece_key, read_key
from eligibility.facts import situation_of
from nps.accounts.models import Agent
from nps.people.models import Person
from nps.people.selectors import address_on, applicant_on, members_on

TO_COMPLETE = (ApplicationState.RECEIVED, ApplicationState.INCOMPLETE)


def pieces_letter(
    *, case: CaseFile, requests: Iterable[DocumentRequest], actor: Agent, reference: str, language: str,
    at: datetime,
) -> PiecesLetter:  # fmt: skip
    """A letter that asks for these pieces. Raises SituationFaults."""
    on, requests = localdate(at), list(requests)
    people = [member.person for member in members_on(case.household, on)]
    benefits = {benefit for request in requests for benefit in request.benefits}
    asked_for = claims_of(case, situation_of(case.household, on), on, ("draft", *PENDING))
    claims = [claim for claim in asked_for if claim.benefit in benefits]
    kept = kept_by_household([case.household_id], on)[case.household_id]
    ends = proofs(kept, on)
    with override(language):
        return PiecesLetter(
            reference=reference,
            case=case.reference,
            language=language,
            at=at,
            service=_service(case, actor),
            addressee=_addressee(case, people, on),
            address=_address(case, people, on),
            pieces=tuple(_asked(request, claims, ends) for request in requests),
            held=_held(claims, set(ends) - {request.piece for request in requests}, people),
            received=tuple(_received(case, benefits, on)),
        )


def _service(case: CaseFile, actor: Agent) -> Service:
    site = case.site
    return Service(
        name=site.name, address=site.address, phone=site.phone, hours=site.hours, followed_by=actor.full_name
    )


def _addressee(case: CaseFile, people: list[Person], on: date) -> str:
    applicant = applicant_on(case.household, on) or (people[0] if people else None)
    return words.full_name(applicant) if applicant else case.reference


def _address(case: CaseFile, people: list[Person], on: date) -> tuple[str, ...]:
    """Nothing where somebody asked for no post (« contact prudent »): the letter is then handed over."""
    address = address_on(case.household, on)
    if address is None or any(person.safe_contact for person in people):
        return ()
    return (address.line, f"{address.postcode} {address.city}")


def _asked(request: DocumentRequest, claims: list[Claim], ends: dict[str, date | None]) -> AskedPiece:
    plain = piece_key(request.type_code, read_key(request.piece)[2])
    needs = (
        words.need_words(requirement.reason)
        for claim in claims
        for requirement in claim.requirements
        if any(_same(request.piece, piece) for pieces in requirement.any_of for piece in pieces)
    )
    return AskedPiece(
        reference=request.reference,
        name=words.piece_name(request.type_code, request.period),
        whose=words.full_name(request.person) if request.person else "",
        proves=tuple(dict.fromkeys(needs)),
        aids=tuple(words.benefit_name(benefit) for benefit in request.benefits),
        due_on=request.due_on,
        held_until=ends.get(plain) if not request.period else None,
    )


def _same(asked: str, piece: str) -> bool:
    """Whether an answer to what is asked proves this piece: any period when none is asked."""
    code, period, subject = read_key(asked)
    return read_key(piece) == (code, period, subject) if period else read_key(piece)[::2] == (code, subject)


def _held(claims: list[Claim], held: set[str], people: list[Person]) -> tuple[str, ...]:
    """What is already there and serves these benefits: not to be given again."""
    names = {str(person.public_id): person for person in people}
    needed = {
        piece: None
        for claim in claims
        for requirement in claim.requirements
        for pieces in requirement.any_of
        for piece in pieces
        if piece in held
    }
    told = []
    for piece in needed:
        code, period, subject = read_key(piece)
        person = names.get(subject)
        name = words.piece_name(code, period)
        told.append(f"{name} ({words.full_name(person)})" if person else name)
    return tuple(dict.fromkeys(told))


def _received(case: CaseFile, benefits: set[str], on: date) -> Iterator[Received]:
    """Applications these pieces complete, by their legal dates, while the first of these is still to come."""
    waiting = case.applications.filter(state__in=TO_COMPLETE, benefit__in=benefits)
    dated: dict[tuple[date, date | None], list[str]] = defaultdict(list)
    for application in waiting.select_related("rights_check").order_by("received_on", "pk"):
        dates = (application.received_on, _refused_on(application))
        dated[dates].append(words.benefit_name(application.benefit))
    for (received_on, refused_on), aids in dated.items():
        if (lapses_on := clocks.lapses_on(received_on)) >= on:
            yield Received(
                aids=tuple(aids), received_on=received_on, lapses_on=lapses_on, refused_on=refused_on
            )


def _refused_on(application: Application) -> date | None:
    """Silence refuses what is asked in money (CRPA L231-4 3°); it says nothing of a benefit in kind."""
    return clocks.silence_of(application)
