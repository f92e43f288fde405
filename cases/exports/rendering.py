"""From the values of a case to the bytes of its PDF, not yet signed. WeasyPrint lives in the press."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC
from operator import attrgetter
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import override

from cases.exports.context import CaseExport, Piece
from cases.exports.presentation import sections
from cases.exports.wording import long_moment
from cases.printing.drawable import shown
from cases.printing.printer import Content, Order, printer

DATA = "case.json"
MARK = "NPSCaseExport"  # near the start of the file: a damaged export is still recognised as one of ours
STYLE = (Path(__file__).parent / "case.css").read_text(encoding="utf-8")
FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,80}\.[a-z0-9]{2,5}")  # no name of a person ever fits the habit


def render(export: CaseExport, contents: Mapping[str, Iterable[bytes]], *, language: str = "fr") -> bytes:
    """The PDF, valid as PDF/A-3a and PDF/UA-1, with `case.json` and every piece attached.

    `contents`: for each `file_name` of `export.pieces`, its bytes in chunks, read once, never kept here.
    The same values give the same bytes. Raises ContentDiffers when a piece has not the size or SHA-256 the
    export says, KeyError when one is missing, PrintFailed when the page cannot be printed within limits.
    """
    data = export.to_json()
    html = page(export, hashlib.sha256(data).hexdigest(), language=language)
    attached = [_data(data), *(_piece(piece, contents) for piece in export.pieces if piece.file_name)]
    return printer.print(
        Order(
            html=html,
            css=STYLE,
            identifier=hashlib.sha256(data).hexdigest()[:32],
            at=export.generated_at.astimezone(UTC).replace(microsecond=0),
            mark=MARK,
            contents=tuple(sorted(attached, key=attrgetter("name"))),  # a name tree is sorted
        )
    )


def page(export: CaseExport, data_sha256: str, *, language: str = "fr") -> str:
    """The page as HTML, every value escaped, every unprintable character shown as U+FFFD."""
    with override(language):
        html = render_to_string(
            "cases/exports/case.html",
            {
                "reference": export.reference,
                "on": long_moment(export.generated_at),
                "sections": sections(export, data_sha256),
            },
        )
    return shown(html)


def _data(data: bytes) -> Content:
    digest = hashlib.sha256(data).hexdigest()
    # The fingerprint in the description lets a verifier name case.json itself when it was changed.
    return Content(
        name=DATA,
        relationship="Data",
        description=f"SHA-256 {digest}",
        size=len(data),
        sha256=digest,
        chunks=[data],
    )


def _piece(piece: Piece, contents: Mapping[str, Iterable[bytes]]) -> Content:
    if not FILE_NAME.fullmatch(piece.file_name) or piece.file_name == DATA:
        raise ValueError(f"{piece.reference}: not a name for an attached file")
    return Content(
        name=piece.file_name,
        relationship="Source",
        description=f"SHA-256 {piece.sha256}",
        size=piece.size,
        sha256=piece.sha256,
        chunks=contents[piece.file_name],
    )
