"""Pages photographed again: documents of one household that look alike are suggested, never merged.

A sketch of each page is kept with the content and dies with it; what people said of two is kept for ever.
"""

import logging
from typing import NamedTuple

import numpy as np
from django.db import IntegrityError, transaction
from PIL import Image

from documents import inspection, sealing, vault
from documents.models import Content, Resemblance, State, SupportingDocument
from documents.previewing import NEVER, PARSERS
from nps.accounts.acting import acting
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.selectors import require_site_agent

PAGES = 3  # sketched of a document, from its first
WIDTH, CANVAS, SHIFT = 48, 96, 8  # points: of a sketch, of what two are laid on, of a slide
ANGLES, SCALES = range(-4, 5), (0.92, 0.96, 1.0, 1.04, 1.08)
# Measured (docs/explanation/vault.md): a page photographed again scores 0.58 to 0.89, other pages under 0.62.
ALIKE, ALIKE_OF_ANOTHER_TYPE, VERY = 0.62, 0.70, 0.85
COMPARED = 12  # documents of the household, the latest first: 20 ms each

logger = logging.getLogger(__name__)


class Suggestion(NamedTuple):
    """A document that came before and looks alike. `score`: 0 to 1; `page`: of that document, from 0."""

    other: SupportingDocument
    score: float
    page: int

    @property
    def very(self) -> bool:
        return self.score >= VERY


def look(content_id: int) -> None:
    """Sketch the first pages of a content. Sketched already, erased or unreadable: nothing happens."""
    with acting("system"):
        document = (
            SupportingDocument.objects.filter(content_id=content_id, content__likeness=None)
            .exclude(state__in=NEVER)
            .select_related("content")
            .order_by("pk")
            .first()
        )
        if document is None or document.content.media_type not in PARSERS:
            return
        try:
            data = vault.read_document(document)
        except (sealing.Damaged, sealing.KeyMissing, sealing.KeyWrong):
            logger.error("content %s cannot be opened to be looked at", content_id)
            return
        content = document.content
    asked = {"parser": PARSERS[content.media_type], "pages": min(content.pages, PAGES)}
    try:
        told, sketches = inspection.ask("likeness", [data], **asked)
    except (inspection.Refused, inspection.Died):
        told, sketches = {"heights": []}, b""  # looked at, nothing seen: not tried again
    with acting("system"):
        open_ = Content.objects.filter(pk=content_id, erased_at=None)
        open_.update(likeness=bytes([len(told["heights"]), *told["heights"]]) + sketches)


def look_at_what_is_new(limit: int = 200) -> int:
    """Sketch contents nobody looked at yet, the oldest first; how many."""
    with acting("system"):
        waiting = SupportingDocument.objects.exclude(state__in=NEVER).filter(
            content__likeness=None, content__media_type__in=PARSERS
        )
        found = [*waiting.order_by("content_id").values_list("content_id", flat=True).distinct()[:limit]]
    for content in found:
        look(content)
    return len(found)


def suggestions(document: SupportingDocument) -> list[Suggestion]:
    """Documents of the same household that came before and look alike, the most alike first.

    Only when both were sketched, of content of their own, nobody judged the two, and their periods may be
    the same: two receipts of one form and two months are as alike as two photographs of one.
    """
    own = sketches_of(document.content)
    if not own:
        return []
    judged = Resemblance.objects.filter(document=document).values("other_id")
    before = (
        SupportingDocument.objects.filter(household_id=document.household_id, pk__lt=document.pk)
        .exclude(state__in=(*NEVER, State.REJECTED))
        .exclude(content_id=document.content_id)
        .exclude(content__likeness=None)
        .exclude(pk__in=judged)
        .select_related("content")
        .order_by("-pk")
    )
    found = [_compared(own, document, other) for other in before[:COMPARED] if _one_period(document, other)]
    return sorted((one for one in found if one), key=lambda one: -one.score)


def _one_period(one: SupportingDocument, other: SupportingDocument) -> bool:
    return one.period == other.period or not one.period or not other.period


def _compared(
    own: list[Image.Image], document: SupportingDocument, other: SupportingDocument
) -> Suggestion | None:
    score, page = max((closeness(own[0], theirs), n) for n, theirs in enumerate(sketches_of(other.content)))
    least = ALIKE if other.type == document.type else ALIKE_OF_ANOTHER_TYPE
    return Suggestion(other, score, page) if score >= least else None


def sketches_of(content: Content) -> list[Image.Image]:
    """The sketches kept with a content."""
    kept, found = bytes(content.likeness or b"\0"), []
    at = 1 + kept[0]
    for height in kept[1:at]:
        found.append(Image.frombytes("L", (WIDTH, height), kept[at : at + WIDTH * height]))
        at += WIDTH * height
    return found


def closeness(one: Image.Image, other: Image.Image) -> float:
    """0 to 1: the best correlation of two sketches, one of them turned, scaled and slid a little."""
    fixed = np.fft.rfft2(_laid(one, 0, 1.0))
    best = 0.0
    for scale in SCALES:
        for angle in ANGLES:
            moved = np.conj(np.fft.rfft2(_laid(other, angle, scale)))
            slid = np.fft.irfft2(fixed * moved, (CANVAS, CANVAS))
            near = np.roll(slid, (SHIFT, SHIFT), (0, 1))[: 2 * SHIFT, : 2 * SHIFT]
            best = max(best, float(near.max()))
    return min(best, 1.0)


def _laid(sketch: Image.Image, angle: int, scale: float) -> np.ndarray:
    size = (round(sketch.width * scale), round(sketch.height * scale))
    turned = sketch.resize(size, Image.Resampling.BILINEAR).rotate(angle, Image.Resampling.BILINEAR)
    ink = np.sqrt(np.asarray(turned, float))[:CANVAS, :CANVAS]
    canvas = np.zeros((CANVAS, CANVAS))
    canvas[: ink.shape[0], : ink.shape[1]] = ink - ink.mean()
    return canvas / (np.linalg.norm(canvas) or 1.0)


@transaction.atomic
def judge(
    *,
    actor: Agent,
    document: SupportingDocument,
    other: SupportingDocument,
    same: bool,
    case_reference: str = "",
) -> None:
    """What an agent says of two that look alike: kept, never suggested again. Said twice, the first holds."""
    require_site_agent(actor)
    if document.household_id != other.household_id or document.pk == other.pk:
        raise ValueError("not two documents of one household")
    try:
        with transaction.atomic():
            Resemblance.objects.create(document=document, other=other, same=same, said_by=actor)
    except IntegrityError:
        return
    told = {"other": str(other.reference), "same": same}
    record(act="judge_documents", actor=actor, subject=document, case_reference=case_reference, data=told)


def replaceable(document: SupportingDocument) -> list[SupportingDocument]:
    """Accepted documents this one, accepted too, may replace: same type and people, older or said the same.

    Nothing once it took a place: a chain has no fork.
    """
    if document.state != State.ACCEPTED or document.supersedes_id:
        return []
    people = {person.pk for person in document.people.all()}
    same = {*Resemblance.objects.filter(document=document, same=True).values_list("other_id", flat=True)}
    found = (
        SupportingDocument.objects.filter(
            household_id=document.household_id, type=document.type, state=State.ACCEPTED
        )
        .exclude(pk=document.pk)
        .prefetch_related("people")
        .order_by("-period", "-pk")
    )
    return [
        old
        for old in found
        if {person.pk for person in old.people.all()} == people and (old.pk in same or _older(old, document))
    ]


def _older(old: SupportingDocument, new: SupportingDocument) -> bool:
    if old.period and new.period:
        return old.period < new.period
    return bool(old.valid_from and new.valid_from and old.valid_from < new.valid_from)


def chain(document: SupportingDocument) -> list[SupportingDocument]:
    """The documents it took the place of, the latest first."""
    found = []
    while document.supersedes_id:
        document = document.supersedes
        found.append(document)
    return found
