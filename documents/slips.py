"""The slip of a letter: a QR code that names a request or a file, so that a scan finds its place by itself.

It holds a reference and a proof that this office printed it; no name, no type of piece may enter.
"""

import hmac
import re
from hashlib import sha256

import zxingcpp

from documents import keys

PREFIX = "NPS1"
SHAPE = re.compile(rb"NPS1:([A-Z0-9-]{1,20}):([0-9a-f]{8})")
SEPARATOR = "SEPARATION"  # the reference on a sheet that only tells two pieces apart


def slip_text(reference: str) -> str:
    """What the code of a slip says: `NPS1:<reference>:<8 hexadecimal digits>`. Raises sealing.KeyMissing."""
    return f"{PREFIX}:{reference}:{_proof(reference)}"


def read_slip(data: bytes) -> str | None:
    """The reference on a slip this office printed; None for any other code. Raises sealing.KeyMissing."""
    read = SHAPE.fullmatch(data)
    if not read:
        return None
    reference = read[1].decode()
    return reference if hmac.compare_digest(_proof(reference), read[2].decode()) else None


def slip_svg(reference: str) -> str:
    """The code of a slip, drawn as SVG with its quiet zone, one unit a module. Raises sealing.KeyMissing."""
    code = zxingcpp.create_barcode(slip_text(reference), zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawing = code.to_svg()
    return drawing[drawing.index("<svg") :]  # without its doctype, it stands inside a page


def _proof(reference: str) -> str:
    # A key of its own, so that no slip ever tells anything about the fingerprints of contents.
    key = hmac.digest(keys.secret("documents.index"), b"nps slip of a letter, version 1", sha256)
    return hmac.digest(key, reference.encode(), sha256)[:4].hex()
