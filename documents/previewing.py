"""Pages of a piece as people look at them, and the marked copies that leave. Never the original bytes.

Everything is drawn in the limited process. Who may look, and the journal of it, are the caller's business.
"""

from collections.abc import Iterable

from django.db import transaction

from documents import inspection, intake, vault
from documents.models import Redaction, State, SupportingDocument
from documents.redacting import Box, boxes_by_page
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.selectors import require_site_agent

WIDTHS = (900, 1400, 2000)  # pixels of a page at each step of the zoom
PARSERS = {kind.media_type: kind.parser for kind in intake.KINDS}
NEVER = ("quarantined", State.ERASED)  # states whose bytes no parser opens any more


class NoPreview(Exception):
    """This piece, or this page of it, cannot be drawn."""


def page_image(
    document: SupportingDocument,
    page: int,
    *,
    zoom: int = 0,
    clearer: bool = False,
    boxes: Iterable[Box] = (),
    marks: Iterable[Box] = (),
) -> bytes:
    """One page (from 0), as it was turned, as a JPEG. `zoom`: a place in WIDTHS; `boxes` are blackened,
    `marks` outlined.

    Every byte of the piece is verified first. Raises NoPreview, and what `vault.open_document` raises.
    """
    if not 0 <= page < document.content.pages:
        raise NoPreview("no such page")
    asked = {
        "page": page,
        "width": WIDTHS[max(0, min(zoom, len(WIDTHS) - 1))],
        "turn": turn_of(document, page),
        "clearer": clearer,
        "boxes": [*boxes],
        "marks": [*marks],
    }
    return _asked("render", document, asked)


def marked_copy(document: SupportingDocument, mark: str) -> bytes:
    """A PDF of images, without any text, its redactions black and `mark` across every page.

    Raises NoPreview, and what `vault.open_document` raises.
    """
    seen = Redaction.objects.filter(document_id=document.pk, removed_at=None)
    boxes = boxes_by_page(seen.only("page", "left", "top", "right", "bottom").order_by("pk"))
    asked = {
        "pages": document.content.pages,
        "turns": document.turns,
        "boxes": {str(page): found for page, found in boxes.items()},
        "mark": mark,
    }
    return _asked("copy", document, asked)


def _asked(act: str, document: SupportingDocument, options: dict) -> bytes:
    if document.state in NEVER or document.content.media_type not in PARSERS:
        raise NoPreview(document.state)
    try:
        parser = PARSERS[document.content.media_type]
        return inspection.ask(act, vault.open_document(document), parser=parser, **options)[1]
    except (inspection.Refused, inspection.Died) as fault:
        raise NoPreview(str(fault)) from None


def turn_of(document: SupportingDocument, page: int) -> int:
    """Quarter turns to the right that make this page upright."""
    return document.turns[page] if page < len(document.turns) else 0


@transaction.atomic
def turn_page(
    *, actor: Agent, document: SupportingDocument, page: int, by: int = 1, case_reference: str = ""
) -> SupportingDocument:
    """Turn one page by quarters to the right, for every reader after this one. Raises NoPreview."""
    require_site_agent(actor)
    current = SupportingDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not 0 <= page < current.content.pages:
        raise NoPreview("no such page")
    turns = [turn_of(current, number) for number in range(max(page + 1, len(current.turns)))]
    turns[page] = (turns[page] + by) % 4
    current.turns = turns
    current.save(update_fields=["turns"])
    record(
        act="turn_document",
        actor=actor,
        subject=current,
        case_reference=case_reference,
        data={"page": page + 1, "turn": turns[page]},
    )
    return current
