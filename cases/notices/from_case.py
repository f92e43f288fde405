"""From a file in the database to the values of its letters, in the language of the letter. Reads only."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import override

from cases import clocks, words
from cases.expiring import claims_of
from cases.expiry import Claim
from cases.models import Application, CaseFile, DocumentRequest
from cases.notices.context import AskedPiece, PiecesLetter, Received
from cases.notices.head import head
from cases.workflow.application import PENDING, ApplicationState
from documents.holdings import kept_by_household, proofs
from documents.types import piece_key, read_key
from eligibility.facts import situation_of
from nps.accounts.models import Agent
from nps.people.models import Person
from nps.people.selectors import members_on

TO_COMPLETE = (ApplicationState.RECEIVED, ApplicationState.INCOMPLETE)


def pieces_letter(
    *, case: CaseFile, requests: Iterable[DocumentRequest], actor: Agent, reference: str, language: str,
    at: datetime, receipt_of: Iterable[Application] = (),
) -> PiecesLetter:  # fmt: skip
    """A letter that asks for these pieces; with `receipt_of`, the receipt of these applications.

    Raises SituationFaults.
    """
    on, requests, applications = localdate(at), list(requests), list(receipt_of)
    people = [member.person for member in members_on(case.household, on)]
    benefits = {benefit for request in requests for benefit in request.benefits}
    benefits |= {application.benefit for application in applications}
    asked_for = claims_of(case, situation_of(case.household, on), on, ("draft", *PENDING))
    claims = [claim for claim in asked_for if claim.benefit in benefits]
    kept = kept_by_household([case.household_id], on)[case.household_id]
    ends = proofs(kept, on)
    with override(language):
        return PiecesLetter(
            **head(case=case, actor=actor, reference=reference, language=language, at=at),
            pieces=tuple(asked_piece(request, claims, ends) for request in requests),
            held=held_pieces(claims, set(ends) - {request.piece for request in requests}, people),
            received=tuple(_dated(applications) if applications else _still_to_complete(case, benefits, on)),
        )


def asked_piece(request: DocumentRequest, claims: list[Claim], ends: dict[str, date | None]) -> AskedPiece:
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


def held_pieces(claims: list[Claim], held: set[str], people: list[Person]) -> tuple[str, ...]:
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


def _still_to_complete(case: CaseFile, benefits: set[str], on: date) -> list[Received]:
    """Applications these pieces complete, while their legal date is still to come."""
    waiting = case.applications.filter(state__in=TO_COMPLETE, benefit__in=benefits)
    found = _dated(waiting.order_by("received_on", "pk"))
    return [one for one in found if one.lapses_on and one.lapses_on >= on]


def _dated(applications: Iterable[Application]) -> list[Received]:
    """Applications by their legal dates, each date told once.

    Silence refuses what is asked in money (CRPA L231-4 3°); it says nothing of a benefit in kind.
    """
    dated: dict[tuple[date, date | None, date | None], list[str]] = defaultdict(list)
    for one in applications:
        lapses_on = clocks.lapses_on(one.received_on) if one.state in TO_COMPLETE else None
        dated[(one.received_on, lapses_on, clocks.silence_of(one))].append(words.benefit_name(one.benefit))
    return [
        Received(aids=tuple(aids), received_on=received_on, lapses_on=lapses_on, refused_on=refused_on)
        for (received_on, lapses_on, refused_on), aids in dated.items()
    ]
