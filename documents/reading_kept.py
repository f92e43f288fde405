"""What was read on a document, kept sealed: its words are as personal as its bytes. Nothing is judged here.

The key comes from the content's own: no row and no key of its own to lose, rotate or destroy.
"""

import hmac
import json
import os
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from documents import keys
from documents.models import Content
from documents.recognition import Word
from documents.sealing import Damaged

NONCE = 12


@dataclass(frozen=True, slots=True)
class Code:
    """A DataMatrix seen on a page (from 0), its place told from 0 to 1; without bytes: not decoded."""

    data: bytes
    page: int
    box: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Everything read on a content."""

    words: tuple[Word, ...]
    codes: tuple[Code, ...]


def seal_found(found: Found, content: Content) -> bytes:
    """What was found, for the row that keeps it. Raises like keys.unwrap: sealing.KeyMissing when erased."""
    told = {
        "words": [[w.text, w.page, *w.box, w.sure] for w in found.words],
        "codes": [[b64encode(c.data).decode(), c.page, *c.box] for c in found.codes],
    }
    nonce = os.urandom(NONCE)
    packed = zlib.compress(json.dumps(told, ensure_ascii=False).encode())
    return nonce + AESGCM(_key(content)).encrypt(nonce, packed, content.context)


def open_found(sealed: bytes, content: Content) -> Found:
    """What was found, again. Raises sealing.KeyMissing once the content is erased, KeyWrong or Damaged."""
    try:
        packed = AESGCM(_key(content)).decrypt(sealed[:NONCE], sealed[NONCE:], content.context)
    except (InvalidTag, ValueError):
        raise Damaged("what was read on this document was altered") from None
    told = json.loads(zlib.decompress(packed))
    return Found(
        tuple(Word(text, page, tuple(box), sure) for text, page, *box, sure in told["words"]),
        tuple(Code(b64decode(data), page, tuple(box)) for data, page, *box in told["codes"]),
    )


def _key(content: Content) -> bytes:
    key = keys.unwrap(bytes(content.wrapped_key), content.context)
    return hmac.digest(key, b"nps what was read, version 1", sha256)
