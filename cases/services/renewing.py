"""Asking for a piece before the one held expires, with the letter that asks. No page enters."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import words
from cases.expiring import WINDOWS, Row, expiring_of
from cases.models import CaseFile, DocumentRequest, Letter
from cases.models.letter import Language
from cases.services.files import require_open_work, unique_reference
from cases.services.letters import prepare_letter
from cases.services.moves import MoveRefused, move
from cases.workflow.application import PENDING, ApplicationState
from documents import guard
from documents.holdings import held_pieces
from documents.types import HOUSEHOLD, read_key
from nps.accounts.models import Agent
from nps.journal.services import record


@transaction.atomic
def ask_before_expiry(
    *, actor: Agent, case: CaseFile, pieces: Iterable[str], on: date, language: str = Language.FRENCH
) -> Letter:
    """Ask for these pieces of the file, due on the day those held expire, and prepare one letter.

    All of them or none. Raises MoveRefused: a piece that endangers nothing (any more), asked for already,
    arrived, or that the law forbids to ask; Blocked in a closed file.
    """
    require_open_work(case, actor)
    rows = ending_soon(case, on)
    proved = held_pieces(case.household, on)
    asked = [_ask(actor, case, _row(rows, piece), proved, on) for piece in dict.fromkeys(pieces)]
    return prepare_letter(actor=actor, case=case, requests=asked, language=language)


@transaction.atomic
def ask_for_renewal(
    *, actor: Agent, case: CaseFile, benefit: str, on: date, starts_on: date
) -> list[DocumentRequest]:
    """Ask for what proves today and no longer when the renewed right starts. Raises MoveRefused, Blocked."""
    require_open_work(case, actor)
    rows = ending_soon(case, on, max((starts_on - on).days, 0), (ApplicationState.DRAFT, *PENDING))
    proved = held_pieces(case.household, on)
    return [
        _ask(actor, case, row, proved, on)
        for row in rows.values()
        if not (row.asked or row.arrived) and any(claim.benefit == benefit for claim in row.claims)
    ]


def ending_soon(
    case: CaseFile, on: date, within: int = max(WINDOWS), states: Iterable[str] = PENDING
) -> dict[str, Row]:
    """Piece → its line, of what will expire in this file. Raises MoveRefused when its facts disagree."""
    found, at_fault = expiring_of([case], on, within, states)
    if at_fault:
        raise MoveRefused(_("La situation de ce dossier se contredit : corrigez-la d’abord."))
    return {row.piece: row for row in reversed(found[case.pk])}  # of two ends of one piece, the first


def _row(rows: dict[str, Row], piece: str) -> Row:
    if (row := rows.get(piece)) is None:
        raise MoveRefused(_("Cette pièce ne menace plus aucun droit : elle n’est pas demandée."))
    if row.asked:
        raise MoveRefused(_("%(piece)s : déjà demandée.") % {"piece": _name(piece)})
    if row.arrived:
        raise MoveRefused(_("%(piece)s : arrivée, vérifiez-la d’abord.") % {"piece": _name(piece)})
    return row


def _name(piece: str) -> str:
    return words.piece_name(read_key(piece)[0])


def _ask(actor: Agent, case: CaseFile, row: Row, proved: set[str], on: date) -> DocumentRequest:
    code, _period, subject = read_key(row.piece)
    # The one that expires is no reason not to ask for the next; what else is held may be.
    others = {piece for piece in proved if read_key(piece)[::2] != (code, subject)}
    ruling = guard.may_ask(row.piece, others)
    if ruling.verdict == guard.Verdict.REFUSED:
        told = {"piece": _name(row.piece), "article": ruling.article}
        raise MoveRefused(_("%(piece)s : la loi interdit de la demander (%(article)s).") % told)
    benefits = sorted({claim.benefit for claim in row.claims})
    request = DocumentRequest.objects.create(
        reference=unique_reference(DocumentRequest, "R", on),
        case=case,
        type_code=code,
        person=_person(case, subject),
        benefits=benefits,
        articles=sorted(_articles(row)),
        indispensable=False,  # what is held still proves: nothing waits for this one (CRPA L114-5-1)
        due_on=max(row.until, on + timedelta(days=1)),
        asked_by=actor,
    )
    record(
        act="documentrequest.prepare",
        actor=actor,
        subject=request,
        case_reference=case.reference,
        data={"type": code, "period": "", "benefits": benefits, "due": request.due_on.isoformat()},
    )
    return move(request, "send", actor=actor, at=timezone.now())


def _person(case: CaseFile, subject: str):
    if subject == HOUSEHOLD:
        return None
    lives = case.household.memberships.filter(person__public_id=subject).select_related("person")
    return lives.order_by("-since").first().person


def _articles(row: Row) -> set[str]:
    """The articles of the needs this piece meets."""
    wanted = read_key(row.piece)[::2]
    return {
        requirement.article
        for claim in row.claims
        for requirement in claim.requirements
        if requirement.article
        and any(read_key(piece)[::2] == wanted for pieces in requirement.any_of for piece in pieces)
    }
