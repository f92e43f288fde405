"""The acts on a letter: prepare it, note that it left and how, give it up. What it says is in notices."""

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import CaseFile, DocumentRequest, Letter
from cases.models.letter import Channel, Language, LetterKind
from cases.notices import context, rendering
from cases.notices.from_case import pieces_letter
from cases.services.files import require_open_work, unique_reference
from cases.services.moves import AlreadyMoved, MoveRefused
from cases.workflow.request import RequestState
from documents import outgoing
from nps.accounts.models import Agent
from nps.journal.services import record

WAITING = (RequestState.TO_SEND, RequestState.SENT, RequestState.REJECTED)  # the household still owes it
PDF = "application/pdf"
VALUES = "application/json"


@transaction.atomic
def prepare_letter(
    *, actor: Agent, case: CaseFile, requests: Iterable[DocumentRequest], language: str = Language.FRENCH
) -> Letter:
    """A letter that asks for these pieces, ready to print; what it says is sealed now.

    The same letter, not sent yet, is not made twice. Raises MoveRefused, Blocked in a closed file,
    SituationFaults, sealing.KeyMissing.
    """
    require_open_work(case, actor)
    wanted = {request.pk for request in requests}
    found = case.requests.filter(pk__in=wanted, state__in=WAITING).select_related("person")
    asked = list(found.order_by("due_on", "pk"))
    if not asked:
        raise MoveRefused(_("Choisissez au moins une pièce encore attendue."))
    if (known := _same(case, {request.pk for request in asked}, language)) is not None:
        return known
    at = timezone.now()
    reference = unique_reference(Letter, "L", timezone.localdate(at))
    letter = pieces_letter(
        case=case, requests=asked, actor=actor, reference=reference, language=str(language), at=at
    )
    made = Letter.objects.create(
        reference=reference,
        case=case,
        kind=LetterKind.PIECES,
        language=language,
        said=outgoing.keep(rendering.to_json(letter), media_type=VALUES),
        prepared_by=actor,
        prepared_at=at,
    )
    made.requests.set(asked)
    told = {"letter": reference, "requests": [request.reference for request in asked], "language": language}
    record(act="letter.prepare", actor=actor, subject=made, case_reference=case.reference, data=told)
    return made


def _same(case: CaseFile, asked: set[int], language: str) -> Letter | None:
    waiting = case.letters.filter(sent_at=None, cancelled_at=None, language=language).order_by("-pk")
    for letter in waiting.prefetch_related("requests"):
        if {request.pk for request in letter.requests.all()} == asked:
            return letter
    return None


def said(letter: Letter) -> context.PiecesLetter:
    """What the letter says, as sealed when it was prepared. Raises sealing.KeyMissing, KeyWrong, Damaged."""
    return context.read(outgoing.read(letter.said))


def pdf_of(letter: Letter) -> bytes:
    """The exact bytes that left; before that, what would leave. Raises as `said`, and PrintFailed."""
    return outgoing.read(letter.pdf) if letter.pdf else rendering.render(said(letter))


def must_be_handed(letter: Letter, told: context.PiecesLetter) -> bool:
    """« Contact prudent », or nowhere to send it: never by post."""
    return told.by_hand or _careful(letter.case)


def _careful(case: CaseFile) -> bool:
    return case.household.memberships.filter(until=None, person__safe_contact=True).exists()


@transaction.atomic
def send_letter(*, actor: Agent, letter: Letter, channel: str) -> Letter:
    """Note that the letter left and how; the exact bytes are sealed as evidence.

    Raises AlreadyMoved (somebody was faster), MoveRefused (no post for this household, a piece that came
    since, « contact prudent » since), Blocked in a closed file, PrintFailed, what `said` raises.
    """
    locked = _locked(actor, letter)
    told = said(locked)
    if channel not in Channel.values:
        raise MoveRefused(_("Dites comment le courrier part."))
    if _careful(locked.case) and not told.by_hand:
        raise MoveRefused(_("Contact prudent depuis : ce courrier porte une adresse. Préparez-en un autre."))
    if channel == Channel.POST and must_be_handed(locked, told):
        raise MoveRefused(_("Ce courrier se remet en main propre : il ne part pas par la poste."))
    if locked.requests.exclude(state__in=WAITING).exists():
        raise MoveRefused(
            _("Une pièce de ce courrier n’est plus attendue. Annulez-le, puis préparez-en un autre.")
        )
    data = rendering.render(told)
    locked.pdf = outgoing.keep(data, media_type=PDF)
    locked.sha256 = hashlib.sha256(data).hexdigest()
    locked.channel, locked.sent_by, locked.sent_at = channel, actor, timezone.now()
    locked.save(update_fields=["pdf", "sha256", "channel", "sent_by", "sent_at"])
    _record("letter.send", actor, locked, channel=str(channel), sha256=locked.sha256)
    return locked


@transaction.atomic
def cancel_letter(*, actor: Agent, letter: Letter) -> Letter:
    """Give the letter up: it will not leave. The requests stay. Raises AlreadyMoved, Blocked."""
    locked = _locked(actor, letter)
    locked.cancelled_at = timezone.now()
    locked.save(update_fields=["cancelled_at"])
    _record("letter.cancel", actor, locked)
    return locked


def _locked(actor: Agent, letter: Letter) -> Letter:
    require_open_work(letter.case, actor)
    locked = Letter.objects.select_for_update().get(pk=letter.pk)
    if locked.state == "sent":
        raise AlreadyMoved(_("Ce courrier est déjà parti. Rien n’a été modifié de plus."))
    if locked.state == "cancelled":
        raise AlreadyMoved(_("Ce courrier est annulé. Rien n’a été modifié de plus."))
    return locked


def _record(act: str, actor: Agent, letter: Letter, **data: str) -> None:
    told = {"letter": letter.reference, **data}
    record(act=act, actor=actor, subject=letter, case_reference=letter.case.reference, data=told)
