"""The text a PDF carries by itself, word by word with its place, in the limited process. Images have none."""

import ctypes
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pypdfium2
from pypdfium2 import raw

MOST_SIGNS = 20_000  # of one page: beyond, the rest is left
GRID = 10_000  # the page is measured in so many parts each way


def texts(data: bytes, *, parser: str, pages: int) -> tuple[dict[str, Any], bytes]:
    """`{"pages": [[{"text", "box": [left, top, right, bottom]}]]}`, a box being told from 0 to 1 of the page.

    The first `pages` pages are read, as people see them: a turned page is read turned.
    """
    if parser != "PDF":
        return {"pages": []}, b""
    document = pypdfium2.PdfDocument(data)
    return {"pages": [_words(document[number]) for number in range(min(pages, len(document)))]}, b""


def _words(page: pypdfium2.PdfPage) -> list[dict[str, Any]]:
    found = []
    for blank, signs in groupby(_signs(page), key=lambda sign: sign[0].isspace()):
        if blank:
            continue
        text, boxes = zip(*signs, strict=True)
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        box = [min(lefts), min(tops), max(rights), max(bottoms)]
        found.append({"text": "".join(text), "box": [round(side / GRID, 4) for side in box]})
    return found


def _signs(page: pypdfium2.PdfPage) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    text = page.get_textpage()
    for at in range(min(text.count_chars(), MOST_SIGNS)):
        code = raw.FPDFText_GetUnicode(text, at)
        if code and not 0xD800 <= code < 0xE000:
            yield chr(code), _box(page, text, at)


def _box(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, at: int) -> tuple[int, int, int, int]:
    left, bottom, right, top = text.get_charbox(at)
    corners = [_seen(page, x, y) for x, y in ((left, top), (right, bottom))]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _seen(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[int, int]:
    """A point of the page where people see it: turned and cut as the page is."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, GRID, GRID, 0, x, y, across, down)
    return tuple(min(max(value.value, 0), GRID) for value in (across, down))
