"""Specimen scans, drawn: visibly invented, one per piece asked. No real document may enter."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

PAGE = (1240, 1754)  # A4 at 150 dots an inch
INK, PALE = (27, 36, 48), (213, 218, 225)
FONT = "/usr/share/fonts/opentype/inter/Inter-Regular.otf"  # Debian's fonts-inter; the built-in lacks accents


def draw(title: str, whose: str, period: str) -> bytes:
    """A one-page PDF that says SPÉCIMEN across, with a title, a name and a period."""
    page = Image.new("RGB", PAGE, "white")
    pen = ImageDraw.Draw(page)
    for height in range(150, PAGE[1], 420):
        pen.text((120, height), "SPÉCIMEN  SPÉCIMEN", font=_font(110), fill=PALE)
    pen.text((120, 220), title, font=_font(52), fill=INK)
    lines = (whose, period, "Document inventé pour la démonstration : il ne prouve rien.")
    for n, line in enumerate(filter(None, lines)):
        pen.text((120, 340 + 70 * n), line, font=_font(36), fill=INK)
    pen.rectangle((100, 200, PAGE[0] - 100, 640), outline=INK, width=3)
    file = BytesIO()
    page.save(file, "PDF", resolution=150)
    return file.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(FONT, size)
    except OSError:
        return ImageFont.load_default(size)
