"""How bytes are sealed: a fresh key a document, AES-256-GCM in chunks, keys wrapped by one kept elsewhere.

Pure functions over bytes: no settings, no file, no database. The format is in docs/explanation/vault.md.
"""

import hashlib
import os
from collections.abc import Callable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 1 << 20  # bytes of plain text a chunk
TAG = 16
MAGIC = b"NPSVAULT\x01"  # name and version of the format
PREFIX = 7  # random bytes of the nonce; then 4 bytes of counter and 1 of end mark
HEADER = len(MAGIC) + PREFIX
WRAPPED = b"NPSKEY\x01"

Reader = Callable[[int], bytes]


class Damaged(Exception):
    """The stored bytes are not the bytes that were sealed."""


class KeyMissing(Exception):
    """There is no key to open this: never given, not configured, or destroyed."""


class KeyWrong(Exception):
    """The key-encryption key at hand is not the one that wrapped this document's key."""


def new_key() -> bytes:
    """A fresh 256-bit key, for one document only."""
    return AESGCM.generate_key(256)


def key_id(kek: bytes) -> str:
    """Short public name of a key-encryption key: 16 hexadecimal digits, telling nothing of the key."""
    return hashlib.blake2b(kek, digest_size=8, person=b"nps kek id").hexdigest()


def wrap(key: bytes, kek: bytes, context: bytes) -> bytes:
    """`key` encrypted under the 32-byte `kek`, bound to `context` (which document it opens)."""
    head = WRAPPED + bytes.fromhex(key_id(kek))
    nonce = os.urandom(12)
    return head + nonce + AESGCM(kek).encrypt(nonce, key, head + context)


def wrapped_by(wrapped: bytes) -> str:
    """The short name of the key that made `wrapped`; whatever stands there when it is damaged."""
    return wrapped[len(WRAPPED) : len(WRAPPED) + 8].hex()


def unwrap(wrapped: bytes, kek: bytes, context: bytes) -> bytes:
    """The key in `wrapped`. Raises KeyMissing, KeyWrong or Damaged."""
    if not wrapped:
        raise KeyMissing("the key of this document was destroyed")
    cut = len(WRAPPED) + 8
    head, nonce, sealed = wrapped[:cut], wrapped[cut : cut + 12], wrapped[cut + 12 :]
    if len(wrapped) != cut + 12 + 32 + TAG or not head.startswith(WRAPPED):
        raise Damaged("the wrapped key is not in the expected format")
    if head[len(WRAPPED) :].hex() != key_id(kek):
        raise KeyWrong(f"this document needs the key {head[len(WRAPPED) :].hex()}, not {key_id(kek)}")
    try:
        return AESGCM(kek).decrypt(nonce, sealed, head + context)
    except InvalidTag:
        raise Damaged("the wrapped key was altered") from None


def seal(read: Reader, key: bytes, context: bytes) -> Iterator[bytes]:
    """The sealed form of what `read` gives, a chunk at a time; `key` must be fresh."""
    header = MAGIC + os.urandom(PREFIX)
    yield header
    cipher, prefix, counter = AESGCM(key), header[-PREFIX:], 0
    block = _block(read, CHUNK)
    while True:
        following = _block(read, CHUNK) if len(block) == CHUNK else b""
        yield cipher.encrypt(_nonce(prefix, counter, last=not following), block, header + context)
        if not following:
            return
        block, counter = following, counter + 1


def unseal(read: Reader, key: bytes, context: bytes) -> Iterator[bytes]:
    """The plain bytes again, each chunk verified before it is given.

    Raises Damaged at the first byte flipped, cut, added, reordered or taken from elsewhere: a caller that
    gets the exception has received a true beginning, and must not use it as the whole.
    """
    header = _block(read, HEADER)
    if len(header) != HEADER or not header.startswith(MAGIC):
        raise Damaged("this is no sealed document")
    cipher, prefix, counter = AESGCM(key), header[-PREFIX:], 0
    block = _block(read, CHUNK + TAG)
    while True:
        following = _block(read, CHUNK + TAG) if len(block) == CHUNK + TAG else b""
        try:
            yield cipher.decrypt(_nonce(prefix, counter, last=not following), block, header + context)
        except (InvalidTag, ValueError):
            raise Damaged(f"chunk {counter} was altered, moved or cut") from None
        if not following:
            return
        block, counter = following, counter + 1


def _nonce(prefix: bytes, counter: int, *, last: bool) -> bytes:
    return prefix + counter.to_bytes(4, "big") + bytes([last])


def _block(read: Reader, size: int) -> bytes:
    """Exactly `size` bytes unless the end comes first: `read` may give less than it is asked."""
    block = read(size)
    if len(block) in (0, size):
        return block
    parts = [block]
    missing = size - len(block)
    while missing and (part := read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
