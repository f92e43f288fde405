"""The front door of reading: what a document says of itself, proposed to the agent, never applied by itself.

Text comes from the file or from tesseract, seals from its DataMatrix codes. What was read is kept sealed.
"""

import logging
from base64 import b64decode
from dataclasses import dataclass

from django.db import transaction

from documents import inspection, recognition, sealing, trust, vault
from documents.models import Content, Method, Reading, State, SupportingDocument
from documents.previewing import NEVER, PARSERS
from documents.proposing import Member, Proposal, lines_of, once_each, propose
from documents.reading_kept import Code, Found, open_found, seal_found
from documents.recognition import Word
from documents.seal_reading import Seal, Unreadable, is_seal, read_seal
from documents.seal_values import proposals_of
from documents.seal_verdicts import Verdict, verdict_of
from nps.accounts.acting import acting

logger = logging.getLogger(__name__)

PAGES = 5  # read of a document, from its first
WIDTH = 1654  # pixels of a page given to tesseract: 200 dots an inch on A4
ENOUGH = 3  # words: a file with fewer of its own on its pages is a scan


@dataclass(frozen=True, slots=True)
class ReadSeal:
    """A 2D-Doc of a document: what it is worth, what it says (None: illegible), where it stands."""

    verdict: Verdict
    seal: Seal | None
    page: int
    box: tuple[float, ...]


def read(content_id: int) -> None:
    """Read a content and keep what was found; read already, or erased, nothing happens.

    No transaction is open while tesseract works: a job calls this, never a page.
    """
    with acting("system"):
        document = _document_of(content_id)
        if document is None or Reading.objects.filter(content_id=content_id).exists():
            return
        try:
            data = vault.read_document(document)
        except (sealing.Damaged, sealing.KeyMissing, sealing.KeyWrong):
            logger.error("content %s cannot be opened to be read", content_id)
            return
        content = document.content
    method, found = _find(data, PARSERS[content.media_type], min(content.pages, PAGES))
    with acting("system"), transaction.atomic():
        locked = Content.objects.select_for_update().get(pk=content_id)
        if locked.erased_at is None:
            kept = {"method": method, "sealed": seal_found(found, locked)}
            Reading.objects.update_or_create(content=locked, defaults=kept)


def method_of(document: SupportingDocument) -> Method | None:
    """How this document was read; None: not yet."""
    kept = Reading.objects.filter(content_id=document.content_id).only("method").first()
    return Method(kept.method) if kept else None


def proposals(document: SupportingDocument) -> list[Proposal]:
    """What the document suggests, from its seals first, then from its words; a value once a field.

    Nothing when it was not read, or is erased. Raises sealing.Damaged or KeyWrong.
    """
    found = _found(document)
    if found is None:
        return []
    members = members_of(document)
    suggested = []
    for one in _seals(found):
        if one.seal:
            suggested += proposals_of(one.seal, one.verdict, members, one.page, one.box)
    suggested += propose(found.words, members)
    return once_each(suggested)


def printed(document: SupportingDocument) -> list[Proposal]:
    """What the words alone suggest, whatever a seal says: the two are compared. Raises like `proposals`."""
    found = _found(document)
    return propose(found.words, members_of(document)) if found else []


def text_of(document: SupportingDocument, page: int) -> str:
    """The lines read on a page (from 0), for who cannot see its image. Raises like `proposals`."""
    found = _found(document)
    words = [word for word in found.words if word.page == page] if found else []
    return "\n".join(line.text for line in lines_of(words))


def seals(document: SupportingDocument) -> list[ReadSeal]:
    """The 2D-Doc of the document against the certificates trusted today. Raises like `proposals`."""
    found = _found(document)
    return _seals(found) if found else []


def members_of(document: SupportingDocument) -> list[Member]:
    """The people of the document's household, as their names may be written."""
    return [
        Member(str(p.public_id), tuple(filter(None, (p.usage_name, p.birth_name))), p.given_names)
        for p in document.household.people.distinct()
    ]


# --- within reading ---


def _document_of(content_id: int) -> SupportingDocument | None:
    """One document with this content that may be opened."""
    found = SupportingDocument.objects.filter(content_id=content_id).exclude(state__in=NEVER)
    document = found.exclude(state=State.ERASED).select_related("content").first()
    return document if document and document.content.media_type in PARSERS else None


def _found(document: SupportingDocument) -> Found | None:
    kept = Reading.objects.filter(content_id=document.content_id).select_related("content").first()
    if kept is None:
        return None
    try:
        return open_found(bytes(kept.sealed), kept.content)
    except sealing.KeyMissing:
        return None


def _seals(found: Found) -> list[ReadSeal]:
    signers = trust.signers() if found.codes else []
    return [_judged(code, signers) for code in found.codes if not code.data or is_seal(code.data)]


def _judged(code: Code, signers: list) -> ReadSeal:
    try:
        seal = read_seal(code.data)
    except Unreadable:
        return ReadSeal(Verdict.UNREADABLE, None, code.page, code.box)
    return ReadSeal(verdict_of(seal, signers), seal, code.page, code.box)


def _find(data: bytes, parser: str, pages: int) -> tuple[Method, Found]:
    """The words and codes of the first pages. What fails leaves less to propose, and says so."""
    codes = _codes(data, parser, pages)
    try:
        words = _text(data, parser, pages)
        if len(words) >= ENOUGH:
            return Method.TEXT, Found(tuple(words), codes)
        words = [word for page in range(pages) for word in _recognised(data, parser, page)]
        return Method.OPTICAL, Found(tuple(words), codes)
    except recognition.Absent:
        return Method.ABSENT, Found((), codes)
    except (recognition.Failed, inspection.Died, inspection.Refused):
        return Method.FAILED, Found((), codes)


def _codes(data: bytes, parser: str, pages: int) -> tuple[Code, ...]:
    try:
        told, _nothing = inspection.ask("codes", [data], parser=parser, pages=pages)
    except (inspection.Died, inspection.Refused):
        return ()
    matrices = [code for code in told["codes"] if code["format"] == "DataMatrix"]
    return tuple(Code(b64decode(c["bytes"]), c["page"], tuple(c["box"])) for c in matrices)


def _text(data: bytes, parser: str, pages: int) -> list[Word]:
    told, _nothing = inspection.ask("texts", [data], parser=parser, pages=pages)
    return [Word(w["text"], n, tuple(w["box"])) for n, page in enumerate(told["pages"]) for w in page]


def _recognised(data: bytes, parser: str, page: int) -> list[Word]:
    told, jpeg = inspection.ask("render", [data], parser=parser, page=page, width=WIDTH)
    return recognition.recognise(jpeg, page, (told["width"], told["height"]))
