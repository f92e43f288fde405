"""The acts on a letter: prepare it, note that it left and how, give it up. What it says is in notices."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import CaseFile, DocumentRequest, Letter, RecoveryKind
from cases.models.letter import NOTIFIES, Channel, Language, LetterKind, Proof
from cases.notices import context, rendering
from cases.notices.from_case import pieces_letter
from cases.notices.head import address, careful
from cases.notices.owed import still_true
from cases.services.files import require_open_work, require_work, unique_reference
from cases.services.moves import AlreadyMoved, MoveRefused
from cases.workflow.request import RequestState
from documents import outgoing
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.selectors import applicant_on

WAITING = (RequestState.TO_SEND, RequestState.SENT, RequestState.REJECTED)  # the household still owes it
PDF = "application/pdf"
VALUES = "application/json"
Told = context.PiecesLetter | context.Notice


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


def said(letter: Letter) -> Told:
    """What the letter says, as sealed when it was prepared. Raises sealing.KeyMissing, KeyWrong, Damaged."""
    return context.read(outgoing.read(letter.said))


def pdf_of(letter: Letter) -> bytes:
    """The exact bytes that left; before that, what would leave. Raises as `said`, and PrintFailed."""
    return outgoing.read(letter.pdf) if letter.pdf else rendering.render(said(letter))


def must_be_handed(letter: Letter, told: Told) -> bool:
    """« Contact prudent », or nowhere to send it: never by post."""
    return told.by_hand or careful(letter.case)


@transaction.atomic
def send_letter(*, actor: Agent, letter: Letter, channel: str) -> Letter:
    """Note that the letter left by post or was handed over; the exact bytes are sealed as evidence.

    Handed over, it notifies what it says that very day. Raises AlreadyMoved (somebody was faster),
    MoveRefused (see `require_sendable`; no post for this household), Blocked in a closed file, PrintFailed,
    what `said` raises.
    """
    locked = _locked(actor, letter)
    told = said(locked)
    if channel not in (Channel.POST, Channel.HAND):
        raise MoveRefused(_("Dites comment le courrier part."))
    require_sendable(locked, told)
    if channel == Channel.POST and must_be_handed(locked, told):
        raise MoveRefused(_("Ce courrier se remet en main propre : il ne part pas par la poste."))
    if channel == Channel.POST and told.address != address(locked.case, timezone.localdate()):
        raise MoveRefused(_("L’adresse a changé depuis : annulez ce courrier, puis préparez-en un autre."))
    note_left(letter=locked, told=told, channel=channel, by=actor)
    if channel == Channel.HAND:
        _in_hands(actor, locked, timezone.localdate(), Proof.HAND)
    return locked


def require_sendable(letter: Letter, told: Told) -> None:
    """Whether the letter is still true and still wanted. Raises MoveRefused saying what to do."""
    if careful(letter.case) and not told.by_hand:
        raise MoveRefused(_("Contact prudent depuis : ce courrier porte une adresse. Préparez-en un autre."))
    if letter.requests.exclude(state__in=WAITING).exists():
        raise MoveRefused(
            _("Une pièce de ce courrier n’est plus attendue. Annulez-le, puis préparez-en un autre.")
        )
    if not still_true(letter):
        raise MoveRefused(_("Ce courrier n’est plus vrai : la situation a changé. Annulez-le."))
    applicant = applicant_on(letter.case.household, timezone.localdate())
    estate = letter.recovery_id and letter.recovery.kind == RecoveryKind.SUCCESSION
    if applicant and applicant.died_on and not estate:
        raise MoveRefused(_("La personne est décédée : ce courrier ne part pas. Annulez-le."))


def note_left(*, letter: Letter, told: Told, channel: str, by: Agent, data: bytes | None = None) -> None:
    """Write that a locked letter left, with the exact bytes (`data`: already printed); journaled."""
    data = data or rendering.render(told)
    letter.pdf = outgoing.keep(data, media_type=PDF)
    letter.sha256 = hashlib.sha256(data).hexdigest()
    letter.channel, letter.sent_by, letter.sent_at, letter.leaving_at = channel, by, timezone.now(), None
    letter.save(update_fields=["pdf", "sha256", "channel", "sent_by", "sent_at", "leaving_at"])
    _record("letter.send", by, letter, channel=str(channel), sha256=letter.sha256)


@transaction.atomic
def cancel_letter(*, actor: Agent, letter: Letter) -> Letter:
    """Give the letter up: it will not leave. The requests stay. Raises AlreadyMoved, Blocked."""
    locked = _locked(actor, letter)
    locked.cancelled_at = timezone.now()
    locked.save(update_fields=["cancelled_at"])
    _record("letter.cancel", actor, locked)
    return locked


@transaction.atomic
def note_printed(*, actor: Agent, letters: Iterable[Letter]) -> int:
    """Note that these letters were printed; how many were not yet. They still have to leave."""
    noted = 0
    for letter in letters:
        locked = _locked(actor, letter)
        if locked.printed_at is None:
            locked.printed_by, locked.printed_at = actor, timezone.now()
            locked.save(update_fields=["printed_by", "printed_at"])
            _record("letter.print", actor, locked)
            noted += 1
    return noted


@transaction.atomic
def note_received(*, actor: Agent, letter: Letter, on: date, how: str) -> Letter:
    """The day the household had the letter in hands, and what proves it: the appeal delay runs from it.

    A letter posted or e-mailed proves no day by itself (CJA R421-1). Raises MoveRefused, NotYours.
    """
    require_work(letter.case, actor)
    locked = Letter.objects.select_for_update(of=("self",)).select_related("case").get(pk=letter.pk)
    if locked.sent_at is None or locked.returned_on:
        raise MoveRefused(_("Ce courrier n’est pas parti, ou il est revenu."))
    if locked.handed_on:
        raise AlreadyMoved(_("La date de réception est déjà notée. Rien n’a été modifié de plus."))
    if not timezone.localdate(locked.sent_at) <= on <= timezone.localdate():
        raise MoveRefused(_("Écrivez un jour entre l’envoi et aujourd’hui."))
    if how not in Proof.values:
        raise MoveRefused(_("Dites ce qui prouve cette date."))
    _in_hands(actor, locked, on, how)
    return locked


def _in_hands(actor: Agent, letter: Letter, on: date, how: str) -> None:
    letter.handed_on, letter.handed_how = on, str(how)
    letter.save(update_fields=["handed_on", "handed_how"])
    told = {"on": on.isoformat(), "how": str(how)}
    if letter.kind in NOTIFIES:
        CaseFile.objects.select_for_update().get(pk=letter.case_id)
        for application in letter.applications.select_for_update(of=("self",)):
            application.notified_on = on
            application.save(update_fields=["notified_on"])
            told["notified"] = application.reference
    _record("letter.received", actor, letter, **told)


@transaction.atomic
def note_returned(*, actor: Agent, letter: Letter, on: date) -> Letter:
    """The letter came back (post, e-mail): it told nobody anything and is owed again. Raises MoveRefused."""
    require_work(letter.case, actor)
    locked = Letter.objects.select_for_update(of=("self",)).select_related("case").get(pk=letter.pk)
    if locked.sent_at is None or locked.handed_on:
        raise MoveRefused(_("Ce courrier n’est pas parti, ou il a été reçu."))
    if locked.returned_on:
        raise AlreadyMoved(_("Le retour est déjà noté. Rien n’a été modifié de plus."))
    if not timezone.localdate(locked.sent_at) <= on <= timezone.localdate():
        raise MoveRefused(_("Écrivez un jour entre l’envoi et aujourd’hui."))
    locked.returned_on = on
    locked.save(update_fields=["returned_on"])
    _record("letter.return", actor, locked, on=on.isoformat())
    return locked


def note_read(*, actor: Agent, letter: Letter) -> None:
    """Opening a letter is journaled, like opening a piece."""
    with transaction.atomic():
        _record("letter.read", actor, letter)


def _locked(actor: Agent, letter: Letter) -> Letter:
    require_open_work(letter.case, actor)
    locked = Letter.objects.select_for_update(of=("self",)).select_related("case").get(pk=letter.pk)
    if locked.sent_at:
        raise AlreadyMoved(_("Ce courrier est déjà parti. Rien n’a été modifié de plus."))
    if locked.state == "leaving":
        raise AlreadyMoved(_("Ce courrier est en cours d’envoi. Attendez, ou dites ce qu’il est devenu."))
    if locked.state == "cancelled":
        raise AlreadyMoved(_("Ce courrier est annulé. Rien n’a été modifié de plus."))
    return locked


def _record(act: str, actor: Agent, letter: Letter, **data: str) -> None:
    told = {"letter": letter.reference, **data}
    record(act=act, actor=actor, subject=letter, case_reference=letter.case.reference, data=told)
