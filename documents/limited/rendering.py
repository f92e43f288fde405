"""Pages as images, in the limited process: what people look at is drawn again, never the original bytes.

A drawn page carries no metadata: no place, no camera, no author.
"""

import io
from typing import Any

import pypdfium2
from PIL import Image, ImageOps
from refusal import Refusal

WHITE = (255, 255, 255)


def page_image(data: bytes, parser: str, page: int, width: int) -> Image.Image:
    """One page (from 0) of a PDF or an image, upright, `width` pixels wide at most. Raises Refusal."""
    if parser == "PDF":
        document = pypdfium2.PdfDocument(data)
        if not 0 <= page < len(document):
            raise Refusal("no_page")
        drawn = document[page]
        points, height = drawn.get_size()
        scale = min(width / points, 3 * width / height)
        return drawn.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    if page != 0:
        raise Refusal("no_page")
    with Image.open(io.BytesIO(data), formats=[parser]) as image:
        upright = ImageOps.exif_transpose(image)
        if upright.mode in ("RGBA", "LA", "P"):
            upright = upright.convert("RGBA")
            flat = Image.new("RGB", upright.size, WHITE)
            flat.paste(upright, mask=upright.getchannel("A"))
            upright = flat
        upright = upright.convert("RGB")
    upright.thumbnail((width, 3 * width))
    return upright


def render(data: bytes, *, parser: str, page: int, width: int) -> tuple[dict[str, Any], bytes]:
    """`{"width", "height"}` in pixels, and the page as a JPEG. Raises Refusal."""
    image = page_image(data, parser, page, width)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return {"width": image.width, "height": image.height}, out.getvalue()
