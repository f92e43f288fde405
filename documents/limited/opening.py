"""Opens one upload with a real parser and says how many pages it has, or which rule it breaks.

Runs in the limited process: only parsers and the standard library may enter.
"""

import io
from typing import Any

import pypdfium2
from PIL import Image
from pypdfium2 import raw
from refusal import Refusal

LONGEST_SIDE = 14_400  # points, the largest page of the PDF standard
XFA_FORMS = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)  # forms that are programs
PLAIN_PICTURES = ("JPEG", "HEIF")  # may carry other bytes without an end of their own
ACTIVE = (  # PDF names that act, carry other files or send data away
    b"/JavaScript",
    b"/Launch",
    b"/EmbeddedFile",
    b"/FileAttachment",
    b"/RichMedia",
    b"/SubmitForm",
    b"/ImportData",
    b"/GoToE",
    b"/GoToR",
    b"/Rendition",
)


def inspect(data: bytes, *, parser: str, max_pages: int, max_pixels: int) -> tuple[dict[str, Any], bytes]:
    """`{"pages": n}`. `parser`: PDF, JPEG, PNG… Raises Refusal."""
    if parser == "PDF":
        return {"pages": read_pdf(data, max_pages, max_pixels)}, b""
    return {"pages": read_image(parser, data, max_pixels)}, b""


def read_pdf(data: bytes, max_pages: int, max_pixels: int) -> int:
    """Pages of a PDF that opens without a password and does nothing by itself. Raises Refusal."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        locked = raw.FPDF_GetLastError() in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise Refusal("encrypted" if locked else "unreadable") from None
    if not len(document):
        raise Refusal("unreadable")
    if len(document) > max_pages:
        raise Refusal("too_many_pages")
    if document.count_attachments() or raw.FPDF_GetFormType(document) in XFA_FORMS:
        raise Refusal("active_content")
    # Written again by the parser, every object is in clear: nothing hides in compressed object streams or
    # behind names spelled with #xx, or behind a password that only forbids to change or print.
    again = io.BytesIO()
    document.save(again, flags=raw.FPDF_REMOVE_SECURITY)
    clear = again.getvalue()
    if any(name in clear for name in ACTIVE):
        raise Refusal("active_content")
    for page in document:  # loading a page reads its content
        if not all(0 < side <= LONGEST_SIDE for side in page.get_size()):
            raise Refusal("too_many_pixels")
        for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            width, height = image.get_px_size()
            if width * height > max_pixels:
                raise Refusal("too_many_pixels")
        page.close()
    return len(document)


def read_image(name: str, data: bytes, max_pixels: int) -> int:
    """One page: an image of this very format, decoded whole. Raises Refusal.

    A photo's own previews are no pages; a second picture that nobody would see is refused.
    """
    if name in PLAIN_PICTURES and b"%PDF-" in data:
        raise Refusal("disguised")
    with Image.open(io.BytesIO(data), formats=[name]) as image:
        if image.width * image.height > max_pixels:
            raise Refusal("too_many_pixels")
        if name != "JPEG" and getattr(image, "n_frames", 1) > 1:
            raise Refusal("several_pictures")
        image.load()
    return 1
