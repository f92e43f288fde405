"""From the values of a letter to its page, its text on screen and its PDF. No query may enter."""

import hashlib
import json
import re
from datetime import UTC
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.exports.context import plain
from cases.notices.context import Notice, PiecesLetter
from cases.printing.drawable import shown
from cases.printing.printer import Order, printer
from documents.slips import slip_svg

SIZE = re.compile(r'<svg width="(\d+)" height="\d+"([^>]*)>')  # a drawing without viewBox does not scale
SLIPPED = ("reminder", "resumption_end", "suspended")  # notices that ask for pieces
STYLE = (Path(__file__).parent / "letter.css").read_text(encoding="utf-8")


def to_json(letter: PiecesLetter | Notice) -> bytes:
    """The same values always give the same bytes."""
    text = json.dumps(plain(letter), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def render(letter: PiecesLetter | Notice) -> bytes:
    """The PDF, valid as PDF/A-3a and PDF/UA-1; the same values give the same bytes. Raises PrintFailed."""
    return printer.print(
        Order(
            html=page(letter),
            css=STYLE,
            identifier=hashlib.sha256(to_json(letter)).hexdigest()[:32],
            at=letter.at.astimezone(UTC).replace(microsecond=0),
        )
    )


def page(letter: PiecesLetter | Notice) -> str:
    """The whole letter as HTML, slip included; every value escaped, no unprintable character."""
    with override(letter.language):
        asks = isinstance(letter, PiecesLetter) or letter.kind in SLIPPED
        slips = [(piece, _drawn(piece.reference)) for piece in letter.pieces] if asks else []
        told = {"letter": letter, "body": _body(letter), "slips": slips}
        return shown(render_to_string("cases/letters/letter.html", told))


def text(letter: PiecesLetter | Notice) -> SafeString:
    """What the letter says, in its own language, for a page of the site; without the slip."""
    with override(letter.language):
        # Already escaped by its template; `shown` only takes characters away.
        return mark_safe(shown(render_to_string(_body(letter), {"letter": letter})))  # noqa: S308


def _body(letter: PiecesLetter | Notice) -> str:
    return f"cases/letters/{'pieces' if isinstance(letter, PiecesLetter) else letter.kind}.html"


def _drawn(reference: str) -> SafeString:
    """The code of a slip with the words that stand for it; the reference is our own, letters and digits."""
    told = _("Code du bon %(reference)s") % {"reference": reference}
    drawn = SIZE.sub(rf'<svg viewBox="0 0 \1 \1"\2><title>{told}</title>', slip_svg(reference), count=1)
    return mark_safe(drawn)  # noqa: S308
