"""What cutting a scan needs, in the limited process: pages that say nothing, slips, chosen pages as a PDF."""

import base64
import io
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image
from refusal import Refusal
from rendering import page_image

WIDTH = 1240  # pixels: a slip of 3 cm has six a module
SMALL = 310  # pixels: dust and the grain of paper are gone
EDGE = 0.04  # of each side, where feeders and covers leave a shadow
DARKER = 48  # of 255: how much darker than its paper ink is
DARKNESS = 96  # of 255: a page as dark as this is a failed scan, not a blank one
INK = 0.0004  # of the page: about one short word


def survey(data: bytes, *, parser: str, first: int, count: int) -> tuple[dict[str, Any], bytes]:
    """`{"blank": [page], "codes": [[page, bytes in base64]]}` of `count` pages. Raises Refusal."""
    blank, codes = [], []
    for number in range(first, first + count):
        image = page_image(data, parser, number, WIDTH)
        found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
        codes += [[number, base64.b64encode(bytes(code.bytes)).decode()] for code in found]
        if is_blank(image):
            blank.append(number)
    return {"blank": blank, "codes": codes}, b""


def is_blank(image: Image.Image) -> bool:
    """Whether nothing is written on this page: hardly a point is darker than its own paper."""
    small = image.convert("L").resize(
        (SMALL, max(1, SMALL * image.height // image.width)), Image.Resampling.BOX
    )
    aside, above = round(EDGE * small.width), round(EDGE * small.height)
    inner = small.crop((aside, above, small.width - aside, small.height - above))
    shades = inner.histogram()
    paper = _median(shades)
    if paper < DARKNESS:
        return False
    return sum(shades[: max(0, paper - DARKER)]) < INK * sum(shades)


def _median(shades: list[int]) -> int:
    seen, half = 0, sum(shades) / 2
    for shade, points in enumerate(shades):
        seen += points
        if seen >= half:
            return shade
    return 0


def cut(data: bytes, *, pages: list[int]) -> tuple[dict[str, Any], bytes]:
    """A new PDF of these pages (from 0) of a PDF, in this order, without its metadata. Raises Refusal."""
    source = pypdfium2.PdfDocument(data)
    if not pages or not all(0 <= page < len(source) for page in pages):
        raise Refusal("no_page")
    made, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    made.import_pages(source, pages)
    made.save(out)
    return {"pages": len(made)}, out.getvalue()
