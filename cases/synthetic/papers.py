"""Small real PDF for a synthetic caseload, sealed and stored as every piece is. No household enters."""

import hashlib
import hmac
import random
import uuid
from io import BytesIO

from documents import contents, keys
from documents.models import Content

PAGE = b"BT /F1 28 Tf 60 760 Td (SPECIMEN) Tj /F1 14 Tf 0 -40 Td (%s) Tj 0 -24 Td (%s) Tj ET"


def pdf(title: str, said: str) -> bytes:
    """One page that says SPECIMEN, a title and a line."""
    lines = [_safe(text) for text in (title, said)]
    drawn = PAGE % tuple(lines)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, end)


def content(data: bytes, draw: random.Random) -> Content:
    """A content whose sealed bytes are in the storage; the row is still to write."""
    reference = uuid.UUID(int=draw.getrandbits(128), version=4)
    name, wrapped = contents.write(BytesIO(data).read, reference)
    return Content(
        reference=reference,
        name=name,
        fingerprint=hmac.digest(keys.secret("documents.index"), data, hashlib.sha256),
        wrapped_key=wrapped,
        size=len(data),
        media_type="application/pdf",
        pages=1,
    )


def _safe(text: str) -> bytes:
    """Text as Helvetica's own encoding writes it, parentheses taken away."""
    return "".join(c for c in text if c not in "()\\").encode("latin-1", "replace")
