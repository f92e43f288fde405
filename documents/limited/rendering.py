"""Pages as images, in the limited process: what people look at is drawn again, never the original bytes.

A drawn page carries no metadata: no place, no camera, no author; and nothing is left under a black box.
"""

import io
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw, ImageFont, ImageOps
from refusal import Refusal

WHITE, BLACK, GREY = (255, 255, 255), (0, 0, 0), (90, 90, 90)
OUTLINE = (11, 85, 99)  # the colour of links
COPY_WIDTH = 1240  # pixels: 150 dots an inch on A4
COPY_DPI = 150
MARK_EVERY = 210  # pixels between two lines of the mark
MARK_OPACITY = 96  # of 255: the page stays readable under it
FONTS = (  # Debian's fonts-inter, fonts-noto-core
    "/usr/share/fonts/opentype/inter/Inter-Regular.otf",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
)
QUARTERS = (None, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)


def _font() -> tuple[ImageFont.FreeTypeFont, bool]:
    """The font of the mark, and whether it has more than plain letters. Kept in memory: files close later."""
    for path in FONTS:
        try:
            return ImageFont.truetype(io.BytesIO(Path(path).read_bytes()), 26), True
        except OSError:
            continue
    return ImageFont.load_default(26), False


FONT, ALL_LETTERS = _font()  # before the limits fall: no file can be opened after them

Box = tuple[float, float, float, float]


def page_image(data: bytes, parser: str, page: int, width: int) -> Image.Image:
    """One page (from 0) of a PDF or an image, upright, `width` pixels wide at most. Raises Refusal."""
    if parser == "PDF":
        return _pdf_page(pypdfium2.PdfDocument(data), page, width)
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


def _pdf_page(document: pypdfium2.PdfDocument, page: int, width: int) -> Image.Image:
    if not 0 <= page < len(document):
        raise Refusal("no_page")
    drawn = document[page]
    points, height = drawn.get_size()
    scale = min(width / points, 3 * width / height)
    return drawn.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")


def render(
    data: bytes,
    *,
    parser: str,
    page: int,
    width: int,
    turn: int = 0,
    boxes: list[Box] = (),
    marks: list[Box] = (),
    clearer: bool = False,
) -> tuple[dict[str, Any], bytes]:
    """`{"width", "height"}` in pixels, and the page as a JPEG. Raises Refusal.

    `turn`: quarter turns to the right, after `boxes` (from 0 to 1 of the page) are blackened and
    `marks` outlined. `clearer`: the contrast of a dark photo is stretched.
    """
    image = page_image(data, parser, page, width)
    if clearer:
        image = ImageOps.autocontrast(image, cutoff=1)
    image = turned(outlined(redacted(image, boxes), marks), turn)
    return {"width": image.width, "height": image.height}, _jpeg(image)


def outlined(image: Image.Image, marks: list[Box]) -> Image.Image:
    """The page with a frame a little outside each box: where a value was read."""
    pen, (width, height) = ImageDraw.Draw(image), image.size
    for left, top, right, bottom in marks:
        frame = (left * width - 4, top * height - 4, right * width + 4, bottom * height + 4)
        pen.rectangle(frame, outline=OUTLINE, width=3)
    return image


def copy(
    data: bytes, *, parser: str, pages: int, turns: list[int], boxes: dict[str, list[Box]], mark: str
) -> tuple[dict[str, Any], bytes]:
    """`{"pages": n}` and a PDF made of images only, each page marked. Raises Refusal.

    `turns`: quarter turns by page; `boxes`: page → what is blackened; `mark`: the words written across.
    """
    original = pypdfium2.PdfDocument(data) if parser == "PDF" else None
    made = pypdfium2.PdfDocument.new()
    for number in range(pages):
        image = (
            _pdf_page(original, number, COPY_WIDTH) if original else page_image(data, parser, 0, COPY_WIDTH)
        )
        turn = turns[number] if number < len(turns) else 0
        image = marked(turned(redacted(image, boxes.get(str(number), ())), turn), mark)
        _add_page(made, image)
    out = io.BytesIO()
    made.save(out)
    return {"pages": pages}, out.getvalue()


def redacted(image: Image.Image, boxes: list[Box]) -> Image.Image:
    """Black where the boxes are, the last touched pixel included."""
    pen = ImageDraw.Draw(image)
    for left, top, right, bottom in boxes:
        corners = (
            int(left * image.width),
            int(top * image.height),
            -int(-right * image.width // 1),
            -int(-bottom * image.height // 1),
        )
        pen.rectangle(corners, fill=BLACK)
    return image


def turned(image: Image.Image, turn: int) -> Image.Image:
    """Turned to the right by quarters."""
    how = QUARTERS[turn % 4]
    return image if how is None else image.transpose(how)


def marked(image: Image.Image, mark: str) -> Image.Image:
    """The words across the whole page, slanted, grey enough to read through."""
    side = int((image.width**2 + image.height**2) ** 0.5)
    left, top = (side - image.width) // 2, (side - image.height) // 2
    veil = _slanted(side, mark).crop((left, top, left + image.width, top + image.height))
    image.paste(GREY, mask=veil)
    return image


@lru_cache(maxsize=2)
def _slanted(side: int, mark: str) -> Image.Image:
    """Opacity of the mark on a square of this many pixels."""
    veil = Image.new("L", (side, side), 0)
    pen, words = ImageDraw.Draw(veil), _drawable(mark) + "      "
    line = words * (int(side // max(1, FONT.getlength(words))) + 2)
    for row, y in enumerate(range(0, side, MARK_EVERY)):
        pen.text((-(row % 2) * MARK_EVERY, y), line, font=FONT, fill=MARK_OPACITY)
    return veil.rotate(30, resample=Image.Resampling.BILINEAR)


def _drawable(text: str) -> str:
    """The text in letters the font has; spaces of print as plain ones."""
    text = " ".join(text.split())
    if ALL_LETTERS:
        return text
    plain = unicodedata.normalize("NFKD", text.replace("–", "-").replace("’", "'"))
    return "".join(sign for sign in plain if sign.isascii())


def _add_page(document: pypdfium2.PdfDocument, image: Image.Image) -> None:
    width, height = (side * 72 / COPY_DPI for side in image.size)
    page = document.new_page(width, height)
    picture = pypdfium2.PdfImage.new(document)
    picture.load_jpeg(io.BytesIO(_jpeg(image)), inline=True)
    picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page.insert_obj(picture)
    page.gen_content()
    page.close()


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()
