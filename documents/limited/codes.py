"""Codes printed on a page, in the limited process: the slip of a letter (QR), 2D-Doc seals (DataMatrix)."""

import base64
from typing import Any

import zxingcpp
from refusal import Refusal  # noqa: F401 - raised by page_image
from rendering import page_image

FORMATS = {"QR": zxingcpp.BarcodeFormat.QRCode, "DataMatrix": zxingcpp.BarcodeFormat.DataMatrix}
WIDTH = 2000  # pixels: a small DataMatrix on an A4 page has enough of them
MOST = 16  # codes told of one page


def codes(data: bytes, *, parser: str, pages: int) -> tuple[dict[str, Any], bytes]:
    """`{"codes": [{"page", "format", "bytes" (base64), "box": [left, top, right, bottom]}]}`.

    A box is told from 0 to 1 of the page. The first `pages` pages are read. A code that is seen but whose
    signs cannot be read has no bytes. Raises Refusal.
    """
    found = []
    for number in range(pages):
        image = page_image(data, parser, number, WIDTH)
        for name, kind in FORMATS.items():
            for code in zxingcpp.read_barcodes(image, formats=kind, return_errors=True)[:MOST]:
                found.append(_told(number, name, code, image.size))
    return {"codes": found}, b""


def _told(page: int, name: str, code: zxingcpp.Barcode, size: tuple[int, int]) -> dict[str, Any]:
    corners = [getattr(code.position, c) for c in ("top_left", "top_right", "bottom_left", "bottom_right")]
    xs, ys = [c.x / size[0] for c in corners], [c.y / size[1] for c in corners]
    return {
        "page": page,
        "format": name,
        # .text would spell the control characters of 2D-Doc as names
        "bytes": base64.b64encode(bytes(code.bytes) if code.valid else b"").decode(),
        "box": [round(v, 4) for v in (min(xs), min(ys), max(xs), max(ys))],
    }
