"""Files on their way in: received in parts that survive a bad line, sealed at once, examined when whole.

Never in clear on a disk: a part is sealed before it is kept, the whole (20 MB at most) is put together in
memory only. What a file answers, and who may bring it, is known above.
"""

import base64
import hmac
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from documents import contents, dividing, inspection, intake, keys, sealing, slips
from documents.models import State, SupportingDocument, Upload, UploadPart, UploadPiece, UploadState
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.models import Household

PART = 1 << 20  # bytes of one part
AT_ONCE = 60  # files of one household under way or waiting
SURVEYED = 8  # pages looked at in one go: a minute of paper, a second of work
KEPT = {  # how long what nobody goes on with is kept
    UploadState.RECEIVING: timedelta(days=7),
    UploadState.REFUSED: timedelta(days=7),
    UploadState.WAITING: timedelta(days=30),
}
S = UploadState


class TooMany(Exception):
    """Too many files of this household wait already: sort them first."""


class WrongOffset(Exception):
    """The part does not follow what was received; `expected`: the byte it must begin with."""

    def __init__(self, expected: int):
        self.expected = expected
        super().__init__(str(expected))


class Gone(Exception):
    """The file does not wait any more: it was sorted, refused or removed."""


@transaction.atomic
def begin(
    *, actor: Agent, household: Household, filename: str, size: int, reference: UUID | None = None
) -> Upload:
    """Announce a file of `size` bytes; announced again under the same `reference`, it is the same upload.

    Raises intake.Refused, TooMany, Gone (that reference is somebody else's), sealing.KeyMissing.
    """
    name = intake.clean_name(filename)
    if size <= 0:
        raise intake.Refused("empty", name)
    if size > intake.MAX_BYTES:
        raise intake.Refused("too_large", name)
    if not any(name.lower().endswith(f".{end}") for kind in intake.KINDS for end in kind.extensions):
        raise intake.Refused("wrong_type", name)
    Household.objects.select_for_update().get(pk=household.pk)  # two at once do not pass the limit together
    known = Upload.objects.filter(reference=reference).first() if reference else None
    if known and (known.agent_id, known.household_id, known.size) != (actor.pk, household.pk, size):
        raise Gone
    if known:
        return known
    if household.uploads.filter(state__in=(S.RECEIVING, S.WAITING)).count() >= AT_ONCE:
        raise TooMany
    reference = reference or uuid4()
    return Upload.objects.create(
        reference=reference,
        household=household,
        agent=actor,
        filename=name,
        size=size,
        wrapped_key=keys.wrap(sealing.new_key(), reference.bytes),
    )


@transaction.atomic
def receive(*, upload: Upload, offset: int, data: bytes) -> Upload:
    """Keep one part, sealed; sent twice it is kept once. The upload as it now stands.

    The sealed part is complete in the storage before the row that names it. Raises WrongOffset, Gone,
    intake.Refused (more than was announced), sealing.KeyMissing, OSError (disk full).
    """
    current = _locked(upload)
    if 0 <= offset < offset + len(data) <= current.received:
        return current  # all of it is here: the answer to the first sending was lost
    if current.state != S.RECEIVING:
        raise Gone
    if offset != current.received or not data:
        raise WrongOffset(current.received)
    if len(data) > PART or offset + len(data) > current.size:
        raise intake.Refused("too_large", current.filename)
    part = UploadPart(upload=current, offset=offset, size=len(data))
    name, key = f"uploads/{part.reference.hex}", _part_key(current, part)
    part.name = contents.write_under(name, BytesIO(data).read, key, part.reference.bytes)
    part.save()
    current.received, current.touched_at = offset + len(data), timezone.now()
    current.save(update_fields=["received", "touched_at"])
    return current


@transaction.atomic
def finish(*, actor: Agent, upload: Upload, case_reference: str = "") -> Upload:
    """Examine a file that is whole: it then waits to be sorted, or is refused and forgotten. Harmless twice.

    An upload still missing bytes stays as it is. Raises sealing.Damaged, KeyMissing.
    """
    current = _locked(upload)
    if current.state != S.RECEIVING or current.received < current.size:
        return current
    data = plain(current)
    try:
        admitted = intake.examine(BytesIO(data), current.filename)
    except intake.Refused as refused:
        return _end(current, S.REFUSED, actor, case_reference, refusal=refused.refusal.code)
    current.media_type, current.pages = admitted.media_type, admitted.pages
    blocked = str(admitted.scan.reason)  # nobody looks into it: it becomes one piece, held in quarantine
    current.state, current.found = S.WAITING, {"blocked": blocked} if blocked else _survey(current, data)
    current.save(update_fields=["media_type", "pages", "state", "found"])
    told = {"size": current.size, "pages": current.pages}
    record(act="upload.received", actor=actor, subject=current, case_reference=case_reference, data=told)
    return current


@transaction.atomic
def take(
    *, actor: Agent, household: Household, filename: str, data: bytes, case_reference: str = ""
) -> Upload:
    """A whole file in one go, as a form sends it. Raises like begin; refused later, its state says so."""
    upload = begin(actor=actor, household=household, filename=filename, size=len(data))
    for offset in range(0, len(data), PART):
        receive(upload=upload, offset=offset, data=data[offset : offset + PART])
    return finish(actor=actor, upload=upload, case_reference=case_reference)


def require_waiting(upload: Upload) -> Upload:
    """The upload as it stands, locked until the transaction ends. Raises Gone unless it waits."""
    current = _locked(upload)
    if current.state != S.WAITING:
        raise Gone
    return current


def plain(upload: Upload) -> bytes:
    """All bytes received, verified. Raises sealing.Damaged, KeyMissing, KeyWrong."""
    found = []
    for part in upload.parts.order_by("offset"):
        found += contents.read_under(part.name, _part_key(upload, part), part.reference.bytes)
    data = b"".join(found)
    if len(data) != upload.received:
        raise sealing.Damaged("a part is missing")
    return data


def page_image(upload: Upload, page: int, width: int) -> bytes:
    """One page (from 0), drawn again as a JPEG. Raises inspection.Refused, Died, sealing.Damaged."""
    if upload.found.get("blocked"):
        raise inspection.Refused("blocked")
    told = {"parser": _parser(upload), "page": page, "width": width}
    return inspection.ask("render", [plain(upload)], **told)[1]


def piece_bytes(upload: Upload, data: bytes, pages: list[int]) -> bytes:
    """The bytes of one piece: these pages of a PDF as a new PDF, or the file as it came when it is whole.

    Raises inspection.Refused, Died.
    """
    if pages == [*range(upload.pages)]:
        return data
    return inspection.ask("cut", [data], pages=pages)[1]


def division(upload: Upload) -> dividing.Division:
    """How it is cut: as an agent said, else as blank pages and slips propose."""
    blank = upload.found.get("blank", ())
    if upload.found.get("blocked"):
        return [[*range(upload.pages)]]
    return upload.division or dividing.proposed(upload.pages, blank, slips_of(upload))


def slips_of(upload: Upload) -> dict[int, str]:
    """Page (from 0) → the reference on its slip."""
    return {int(page): reference for page, reference in upload.found.get("slips", {}).items()}


@transaction.atomic
def divide(*, upload: Upload, division: dividing.Division) -> Upload:
    """Note where an agent cuts it. Raises Gone, ValueError (pages it has not)."""
    current = require_waiting(upload)
    if not division or not {p for piece in division for p in piece} <= {*range(current.pages)}:
        raise ValueError("not pages of this file")
    current.division = division
    current.save(update_fields=["division"])
    return current


@transaction.atomic
def move(*, actor: Agent, upload: Upload, household: Household, case_reference: str = "") -> Upload:
    """Another household's after all. Raises Gone."""
    current = require_waiting(upload)
    current.household, current.division = household, None
    current.save(update_fields=["household", "division"])
    record(act="upload.moved", actor=actor, subject=current, case_reference=case_reference)
    return current


@transaction.atomic
def remove(*, actor: Agent, upload: Upload, case_reference: str = "") -> Upload:
    """Forget a file under way, waiting or refused. Harmless twice. Raises Gone once it is sorted."""
    current = _locked(upload)
    if current.state == S.SORTED:
        raise Gone
    if current.state == S.REMOVED:
        return current
    return _end(current, S.REMOVED, actor, case_reference)


@transaction.atomic
def mark_sorted(
    *,
    actor: Agent,
    upload: Upload,
    pieces: Collection[tuple[SupportingDocument, list[int]]],
    batch: UUID,
    case_reference: str = "",
) -> Upload:
    """It became these pieces. Kept for proof when it was cut; else the piece is all of it. Raises Gone."""
    current = require_waiting(upload)
    for document, pages in pieces:
        UploadPiece.objects.create(upload=current, document=document, pages=pages)
    cut = [pages for _, pages in pieces] != [[*range(current.pages)]]
    if not cut:
        _forget(current)
    current.state, current.batch, current.touched_at = S.SORTED, batch, timezone.now()
    current.save()
    told = {"pieces": len(pieces), "cut": cut}
    record(act="upload.sorted", actor=actor, subject=current, case_reference=case_reference, data=told)
    return current


def forget_original(document: SupportingDocument) -> None:
    """The scan an erased document was cut from goes with the last of its pieces."""
    piece = UploadPiece.objects.filter(document=document).select_related("upload").first()
    if piece is None:
        return
    upload = _locked(piece.upload)
    if not upload.pieces.exclude(document__state=State.ERASED).exists():
        _forget(upload)
        upload.filename, upload.found, upload.division = "", {}, None
        upload.save()


def expire(*, now: datetime) -> int:
    """Remove what nobody went on with for as long as KEPT says; how many. A job of the system."""
    count = 0
    for state, kept in KEPT.items():
        for upload in Upload.objects.filter(state=state, touched_at__lt=now - kept).order_by("pk"):
            with transaction.atomic():
                current = _locked(upload)
                if current.state == state and current.touched_at < now - kept:
                    _end(current, S.REMOVED, None, "")
                    count += 1
    return count


# --- within ---


def _locked(upload: Upload) -> Upload:
    return Upload.objects.select_for_update().get(pk=upload.pk)


def _part_key(upload: Upload, part: UploadPart) -> bytes:
    """A fresh key for each part, from the upload's own, so that one wrapped key opens and ends them all."""
    return hmac.digest(keys.unwrap(bytes(upload.wrapped_key), upload.context), part.reference.bytes, sha256)


def _parser(upload: Upload) -> str:
    return next(kind.parser for kind in intake.KINDS if kind.media_type == upload.media_type)


def _survey(upload: Upload, data: bytes) -> dict:
    """Blank pages and our slips. A page that cannot be drawn proposes nothing: people look anyway."""
    blank, found, parser = [], {}, _parser(upload)
    for first in range(0, upload.pages, SURVEYED):
        count = min(SURVEYED, upload.pages - first)
        try:
            told, _ = inspection.ask("survey", [data], parser=parser, first=first, count=count)
        except (inspection.Died, inspection.Refused):
            continue
        blank += told["blank"]
        read = {str(page): slips.read_slip(base64.b64decode(code)) for page, code in told["codes"]}
        found |= {page: reference for page, reference in read.items() if reference}
    return {"blank": blank, "slips": found}


def _end(
    upload: Upload, state: UploadState, actor: Agent | None, case_reference: str, refusal: str = ""
) -> Upload:
    _forget(upload)
    upload.state, upload.refusal, upload.found, upload.division = state, refusal, {}, None
    upload.filename = upload.filename if state == S.REFUSED else ""
    upload.touched_at = timezone.now()
    upload.save()
    record(
        act=f"upload.{state}",
        actor=actor,
        subject=upload,
        case_reference=case_reference,
        data={"rule": refusal} if refusal else {},
    )
    return upload


def _forget(upload: Upload) -> None:
    """Destroy the parts, and the key once the caller saves; the janitor sweeps what a crash leaves."""
    names = [*upload.parts.values_list("name", flat=True)]
    upload.parts.all().delete()
    upload.wrapped_key = b""
    transaction.on_commit(lambda: [contents.discard(name) for name in names])
