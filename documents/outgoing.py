"""What the service itself wrote (letters), sealed and kept as the vault keeps: never a piece, never shared.

Each content is its own, even for equal bytes: erasing a household's document can never destroy a letter.
"""

import hmac
import uuid
from io import BytesIO

from documents import contents, keys
from documents.models import Content


def keep(data: bytes, *, media_type: str, pages: int = 1) -> Content:
    """Seal these bytes and name them; inside the caller's transaction.

    The sealed file is complete before the row: killed or rolled back in between, the janitor removes it.
    Raises sealing.KeyMissing, OSError (disk full).
    """
    reference = uuid.uuid4()
    name, wrapped = contents.write(BytesIO(data).read, reference)
    return Content.objects.create(
        reference=reference,
        name=name,
        # Of the reference, not of the bytes: it never equals another, nor what a household hands in.
        fingerprint=hmac.digest(keys.secret("documents.index"), b"nps outgoing" + reference.bytes, "sha256"),
        wrapped_key=wrapped,
        size=len(data),
        media_type=media_type,
        pages=pages,
    )


def read(content: Content) -> bytes:
    """The bytes, verified whole. Raises sealing.KeyMissing, KeyWrong, Damaged (the file gone, too)."""
    return b"".join(contents.read(content))
