"""Scans come into a file, wait, are cut and filed as pieces; which requests and needs each piece answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import CaseFile, DocumentRequest
from cases.services import pieces as acts
from cases.services.files import require_open_work
from cases.services.moves import AlreadyMoved
from documents import dividing, inspection, intake, planning, uploads, vault
from documents.models import SupportingDocument, Upload
from documents.types import HOUSEHOLD, read_key
from nps.accounts.models import Agent
from nps.people.models import Person


@dataclass(frozen=True)
class Said:
    """What an agent says of one piece of an upload: its pages (from 0), its type, whose it is, its dates."""

    upload: Upload
    pages: list[int]
    type_code: str
    people: tuple[Person, ...]
    period: str = ""
    issued_on: date | None = None
    stated_until: date | None = None


class PieceFault(Exception):
    """One piece cannot be filed as it was said, and nothing was; `number` in the list, `fault` why."""

    def __init__(self, number: int, fault: intake.Refused | vault.BadDescription):
        self.number, self.fault = number, fault
        super().__init__(f"{number}: {fault}")


@transaction.atomic
def begin_upload(
    *, actor: Agent, case: CaseFile, filename: str, size: int, reference: UUID | None = None
) -> Upload:
    """Announce a file. `reference`: the browser's own, so that asking twice begins one upload.

    Raises NotYours, Blocked (closed file), intake.Refused, uploads.TooMany, uploads.Gone (not this agent's).
    """
    require_open_work(case, actor)
    return uploads.begin(
        actor=actor, household=case.household, filename=filename, size=size, reference=reference
    )


@transaction.atomic
def receive_part(*, actor: Agent, case: CaseFile, upload: Upload, offset: int, data: bytes) -> Upload:
    """Keep one part; the last one has the file examined. Raises like uploads.receive, NotYours, Blocked."""
    require_open_work(case, actor)
    current = uploads.receive(upload=upload, offset=offset, data=data)
    return uploads.finish(actor=actor, upload=current, case_reference=case.reference)


@transaction.atomic
def take_file(*, actor: Agent, case: CaseFile, filename: str, data: bytes) -> Upload:
    """A whole file sent by a form. Raises like begin_upload; refused later, its state says so."""
    require_open_work(case, actor)
    told = {"filename": filename, "data": data, "case_reference": case.reference}
    return uploads.take(actor=actor, household=case.household, **told)


@transaction.atomic
def move_upload(*, actor: Agent, case: CaseFile, upload: Upload, to: CaseFile) -> Upload:
    """The scan belongs to another file the agent works, as its slip says. Raises NotYours, Blocked, Gone."""
    for file in sorted((case, to), key=lambda file: file.pk):  # two crossing moves lock in one order
        require_open_work(file, actor)
    return uploads.move(actor=actor, upload=upload, household=to.household, case_reference=to.reference)


@transaction.atomic
def sort_uploads(*, actor: Agent, case: CaseFile, said: Sequence[Said]) -> UUID:
    """File every piece, all or none; the batch they make, to look at what they answered.

    Raises PieceFault, AlreadyMoved (somebody was faster), NotYours, Blocked, sealing.Damaged.
    """
    require_open_work(case, actor)
    batch, made = uuid4(), {}
    for upload in {piece.upload.pk: piece.upload for piece in said}.values():
        try:
            current = uploads.require_waiting(upload)
            if current.household_id != case.household_id:
                raise uploads.Gone  # moved to another file since the page was read
            data = uploads.plain(current)
        except uploads.Gone:
            raise AlreadyMoved(_("Un de ces fichiers est déjà rangé. Rien n’a été fait deux fois.")) from None
        made[upload] = []
        for number, piece in enumerate(said):
            if piece.upload == upload:
                made[upload].append((_filed(actor, case, piece, data, number), piece.pages))
    for upload, filed in made.items():
        told = {"pieces": filed, "batch": batch, "case_reference": case.reference}
        uploads.mark_sorted(actor=actor, upload=upload, **told)
    return batch


def _filed(actor: Agent, case: CaseFile, piece: Said, data: bytes, number: int) -> SupportingDocument:
    try:
        return acts.file_document(
            actor=actor,
            case=case,
            people=piece.people,
            type_code=piece.type_code,
            upload=BytesIO(uploads.piece_bytes(piece.upload, data, piece.pages)),
            filename=_name(piece),
            period=piece.period,
            issued_on=piece.issued_on,
            stated_until=piece.stated_until,
        )
    except (inspection.Died, inspection.Refused) as fault:
        raise PieceFault(number, intake.Refused("unreadable", piece.upload.filename)) from fault
    except (intake.Refused, vault.BadDescription) as fault:
        raise PieceFault(number, fault) from fault


def _name(piece: Said) -> str:
    if len(piece.pages) == piece.upload.pages:
        return piece.upload.filename
    stem, _dot, extension = piece.upload.filename.rpartition(".")
    return f"{stem[:90]} p. {dividing.page_range(piece.pages)}"[:110] + f".{extension}"


@dataclass(frozen=True)
class Answered:
    """A piece just filed, the requests it answered and the needs of the file's applications it may meet."""

    document: SupportingDocument
    requests: tuple[DocumentRequest, ...]
    needs: tuple[planning.Requirement, ...]


def answered_by(documents: Iterable[SupportingDocument], lines: Iterable) -> list[Answered]:
    """For each piece, what it answered. `lines`: those of the file's ledger."""
    documents, lines = list(documents), list(lines)
    found = DocumentRequest.objects.filter(answer_document__in=documents).select_related("person")
    requests = list(found.order_by("pk"))
    return [
        Answered(
            document,
            tuple(r for r in requests if r.answer_document_id == document.pk),
            tuple(line.requirement for line in lines if any(_is(document, piece) for piece in line.pieces)),
        )
        for document in documents
    ]


def _is(document: SupportingDocument, piece: str) -> bool:
    """Whether the document is this piece, once accepted."""
    code, period, subject = read_key(piece)
    whose = {HOUSEHOLD, *(str(person.public_id) for person in document.people.all())}
    return code == document.type and period in ("", document.period, document.period[:4]) and subject in whose
