"""What is hidden of a page before a copy leaves: who hid it, why, and where. No pixel may enter."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from documents.models import Redaction, SupportingDocument
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.selectors import require_site_agent

Box = tuple[float, float, float, float]  # left, top, right, bottom, from 0 to 1 of the page


def turned(box: Box, turn: int) -> Box:
    """Where a box of the stored page is seen once the page is turned by quarters to the right."""
    for _ in range(turn % 4):
        left, top, right, bottom = box
        box = 1 - bottom, left, 1 - top, right
    return box


def unturned(box: Box, turn: int) -> Box:
    """Where a box seen on the turned page lies on the stored one."""
    return turned(box, -turn % 4)


def boxes_by_page(redactions: Iterable[Redaction]) -> dict[int, list[Box]]:
    """Page (from 0) → what is hidden of it."""
    found: dict[int, list[Box]] = {}
    for redaction in redactions:
        found.setdefault(redaction.page, []).append(redaction.box)
    return found


def redactions_of(document: SupportingDocument) -> list[Redaction]:
    """What is hidden now, page by page."""
    return list(document.redactions.filter(removed_at=None).order_by("page", "pk"))


@transaction.atomic
def hide(
    *, actor: Agent, document: SupportingDocument, page: int, box: Box, why: str, case_reference: str = ""
) -> Redaction:
    """Hide a part of the stored page (before any turn) from every copy that leaves, with a reason."""
    require_site_agent(actor)
    left, top, right, bottom = (round(side, 4) for side in box)
    made = Redaction.objects.create(
        document=document, page=page, left=left, top=top, right=right, bottom=bottom, why=why, made_by=actor
    )
    _told("redact_document", actor, made, case_reference)
    return made


@transaction.atomic
def show_again(*, actor: Agent, redaction: Redaction, case_reference: str = "") -> Redaction:
    """Copies made from now on show this part. Once taken away, it stays so: told twice, written once."""
    require_site_agent(actor)
    current = Redaction.objects.select_for_update().get(pk=redaction.pk)
    if current.removed_at is None:
        current.removed_by, current.removed_at = actor, timezone.now()
        current.save(update_fields=["removed_by", "removed_at"])
        _told("unredact_document", actor, current, case_reference)
    return current


def _told(act: str, actor: Agent, redaction: Redaction, case_reference: str) -> None:
    record(
        act=act,
        actor=actor,
        subject=redaction.document,
        case_reference=case_reference,
        data={"redaction": redaction.pk, "page": redaction.page + 1},
    )
