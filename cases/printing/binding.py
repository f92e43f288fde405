"""Letters of one day bound into one file for the printer, each on its own sheets. Nothing is kept."""

import io
from collections.abc import Iterable

import pypdfium2


def bind(pdfs: Iterable[bytes]) -> bytes:
    """One PDF of our own PDFs; printed on both sides, no letter begins on the back of another."""
    bound, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for data in pdfs:
        one = pypdfium2.PdfDocument(data)
        bound.import_pages(one)
        if len(one) % 2:
            width, height = one[0].get_size()
            bound.new_page(width, height)
    bound.save(out)
    return out.getvalue()
