"""A message given to a connector: asked by an agent, attempted once by a worker, gone or not. No wording.

The attempt is written and committed before anything leaves: a worker that dies in between can never send the
message again, and an agent is asked what became of it.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases import connectors
from cases.models import CaseFile, Correspondence, Letter, Sending
from cases.models.letter import Channel
from cases.models.sending import By, Failure
from cases.notices import messages, rendering
from cases.notices.head import address, careful
from cases.printing.printer import PrintFailed
from cases.services import letters
from cases.services.files import require_open_work, require_work
from cases.services.moves import AlreadyMoved, MoveRefused
from documents.sealing import Damaged, KeyMissing, KeyWrong
from nps.accounts.acting import acting
from nps.accounts.models import Agent
from nps.jobs import app
from nps.journal.services import record
from nps.people.selectors import applicant_on

SILENCE = timedelta(minutes=10)  # after which an attempt without an end is a doubt an agent settles
ATTEMPTS = 4
UNREADABLE = (Damaged, KeyMissing, KeyWrong, PrintFailed)


def why_not(letter: Letter, by: str) -> str:
    """Why this letter cannot be sent this way, for the agent; empty when it can."""
    if off := connectors.why_not(by):
        return off
    if careful(letter.case):
        return _("Contact prudent : aucun message ne part.")
    if by == By.POST:
        return "" if address(letter.case, timezone.localdate()) else _("Aucune adresse n’est connue.")
    return (
        "" if _address_of(letter.case, by) else _("La personne n’a pas donné son accord pour cette adresse.")
    )


def _address_of(case: CaseFile, by: str) -> str:
    """The address agreed to, while it is still that of a living applicant."""
    known = Correspondence.objects.filter(case=case).first()
    applicant = applicant_on(case.household, timezone.localdate())
    if not (known and applicant) or applicant.died_on:
        return ""
    agreed, present = {By.EMAIL: (known.email, applicant.email), By.SMS: (known.phone, applicant.phone)}[
        By(by)
    ]
    return agreed if agreed == present else ""


@transaction.atomic
def ask_sending(*, actor: Agent, letter: Letter, by: str) -> Sending:
    """Give the letter, or the word that one waits, to a worker. Raises MoveRefused, AlreadyMoved, Blocked."""
    require_open_work(letter.case, actor)
    locked = Letter.objects.select_for_update(of=("self",)).select_related("case").get(pk=letter.pk)
    if locked.state != "to_send":
        raise AlreadyMoved(_("Ce courrier est déjà parti, en cours d’envoi ou annulé."))
    if by not in By.values:
        raise MoveRefused(_("Dites comment le courrier part."))
    if refused := why_not(locked, by):
        raise MoveRefused(refused)
    told = letters.said(locked)
    letters.require_sendable(locked, told)
    known = Correspondence.objects.filter(case=locked.case).first()
    whole = by == By.POST or by == By.EMAIL and bool(known and known.attach)
    sending = Sending.objects.create(
        letter=locked,
        by=by,
        whole=whole,
        sent_to=", ".join(told.address) if by == By.POST else _address_of(locked.case, by),
        message_id=f"<{uuid.uuid4()}@{_domain()}>",
        asked_by=actor,
        asked_at=timezone.now(),
    )
    locked.leaving_at = sending.asked_at
    locked.save(update_fields=["leaving_at"])
    app.configure_task("cases.jobs.send_message", allow_unknown=True).defer(sending=sending.pk)
    _record("letter.ask_sending", actor, sending)
    return sending


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


@dataclass(frozen=True)
class Message:
    """All that a connector is given."""

    to: str
    lines: tuple[str, ...]
    key: str
    subject: str
    words: str
    name: str
    data: bytes | None


def attempt(*, sending: int, last: bool) -> None:
    """Send once. Delivered twice, or again after a crash, it sends nothing more.

    Never inside a transaction: the attempt is committed before the message leaves. Raises Unreachable to be
    tried again, unless it is the `last` time.
    """
    with acting("system"):
        found = _begin(sending)
    if found is None:
        return
    try:
        with acting("system"):
            message = _message(found)
        _give(found.by, message)
    except connectors.Unreachable:
        with acting("system"):
            _fail(found, Failure.UNREACHABLE) if last else _undo(found)
        if not last:
            raise
    except connectors.Refused:
        with acting("system"):
            _fail(found, Failure.REFUSED)
    except UNREADABLE:
        with acting("system"):
            _fail(found, Failure.UNREADABLE)
    else:
        with acting("system"):
            _left(found, message.data)


@transaction.atomic
def _begin(pk: int) -> Sending | None:
    """The sending with its attempt written, or None when somebody attempted it already."""
    sending = Sending.objects.select_for_update(of=("self",)).select_related("letter__case").get(pk=pk)
    if sending.state != "waiting":
        return None
    try:
        letters.require_sendable(sending.letter, letters.said(sending.letter))
        changed = bool(why_not(sending.letter, sending.by)) or not _same_address(sending)
    except MoveRefused:
        changed = True
    except UNREADABLE:
        changed = False  # said when it is printed
    if changed:
        _fail(sending, Failure.CHANGED)
        return None
    sending.attempted_at = timezone.now()
    sending.save(update_fields=["attempted_at"])
    return sending


def _same_address(sending: Sending) -> bool:
    if sending.by == By.POST:
        return sending.sent_to == ", ".join(address(sending.letter.case, timezone.localdate()))
    return sending.sent_to == _address_of(sending.letter.case, sending.by)


def _message(sending: Sending) -> Message:
    letter = sending.letter
    told, site = letters.said(letter), letter.case.site
    with override(letter.language):
        sms = sending.by == By.SMS
        return Message(
            to=sending.sent_to,
            lines=told.address,
            key=sending.message_id,
            subject=messages.subject(),
            words=messages.text(site) if sms else messages.body(site, attached=sending.whole),
            name=f"{letter.reference}.pdf",
            data=rendering.render(told) if sending.whole else None,
        )


def _give(by: str, message: Message) -> None:
    if by == By.SMS:
        connectors.connector(by)(to=message.to, text=message.words, key=message.key)
    elif by == By.POST:
        connectors.connector(by)(to=message.lines, pdf=message.data, key=message.key)
    else:
        connectors.send_email(
            to=message.to,
            subject=message.subject,
            body=message.words,
            message_id=message.key,
            attachment=(message.name, message.data) if message.data else None,
        )


@transaction.atomic
def _left(sending: Sending, data: bytes | None) -> None:
    locked = _locked(sending)
    sending.sent_at = timezone.now()
    sending.save(update_fields=["sent_at"])
    if sending.whole and locked.sent_at is None:
        channel = Channel.EMAIL if sending.by == By.EMAIL else Channel.POST
        letters.note_left(
            letter=locked, told=letters.said(locked), channel=channel, by=sending.asked_by, data=data
        )
    else:
        _free(locked)
        _record("letter.announce", sending.asked_by, sending)


@transaction.atomic
def _undo(sending: Sending) -> None:
    """Nothing was given to anybody: the next try may attempt it."""
    sending.attempted_at = None
    sending.save(update_fields=["attempted_at"])


@transaction.atomic
def _fail(sending: Sending, failure: str, actor: Agent | None = None) -> None:
    locked = _locked(sending)
    sending.failed_at, sending.failure = timezone.now(), failure
    sending.save(update_fields=["failed_at", "failure"])
    _free(locked)
    _record("letter.sending_failed", actor, sending, why=str(failure))


def in_doubt(sending: Sending) -> bool:
    """Whether nothing was heard of it for so long that its worker must have died."""
    begun = sending.attempted_at or sending.asked_at
    return sending.state in ("waiting", "attempted") and begun + SILENCE < timezone.now()


@transaction.atomic
def settle_doubt(*, actor: Agent, sending: Sending, left: bool) -> None:
    """What an agent found out of an attempt cut short. Raises MoveRefused, AlreadyMoved, NotYours."""
    require_work(sending.letter.case, actor)
    locked = Sending.objects.select_for_update(of=("self",)).select_related("letter__case").get(pk=sending.pk)
    if locked.state in ("sent", "failed"):
        raise AlreadyMoved(_("On sait déjà ce que ce message est devenu."))
    if not in_doubt(locked):
        raise MoveRefused(_("L’envoi est peut-être encore en cours : attendez dix minutes."))
    if left and locked.attempted_at:
        _left(locked, None)
    else:
        _fail(locked, Failure.UNKNOWN, actor)


def _locked(sending: Sending) -> Letter:
    locked = Letter.objects.select_for_update(of=("self",)).select_related("case").get(pk=sending.letter_id)
    sending.letter = locked
    return locked


def _free(letter: Letter) -> None:
    letter.leaving_at = None
    letter.save(update_fields=["leaving_at"])


def _record(act: str, actor: Agent | None, sending: Sending, **more: str) -> None:
    letter = sending.letter
    told = {"letter": letter.reference, "by": sending.by, "whole": sending.whole, **more}
    record(act=act, actor=actor, subject=letter, case_reference=letter.case.reference, data=told)
