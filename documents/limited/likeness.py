"""What a page looks like from afar: its ink at 48 points across, nothing that can be read again.

Runs in the limited process: only parsers and the standard library may enter.
"""

from typing import Any

from PIL import Image, ImageChops, ImageFilter, ImageOps
from rendering import page_image

WIDTH, TALLEST = 48, 96  # points of a sketch
FINE = 4  # the paper is taken away at four times that


def likeness(data: bytes, *, parser: str, pages: int) -> tuple[dict[str, Any], bytes]:
    """`{"heights": [points]}`, and the sketches of the first pages one after the other, a byte a point."""
    drawn = [sketch(page_image(data, parser, page, 900)) for page in range(pages)]
    return {"heights": [one.height for one in drawn]}, b"".join(one.tobytes() for one in drawn)


def sketch(page: Image.Image) -> Image.Image:
    """Where the ink is, whatever the light and the paper."""
    grey = ImageOps.grayscale(page)
    height = max(2, min(TALLEST, round(WIDTH * grey.height / grey.width)))
    grey = grey.resize((WIDTH * FINE, height * FINE), Image.Resampling.BOX)
    paper = grey.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.GaussianBlur(8))
    ink = ImageOps.autocontrast(ImageChops.subtract(paper, grey))
    return ink.resize((WIDTH, height), Image.Resampling.BOX)
