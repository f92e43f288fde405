"""Sealed bytes in the storage, written whole and read verified. What they prove is known above.

Neither row nor journal is written here: a file is complete before a row names it, and discarded after.
"""

from collections.abc import Iterator
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import storages

from documents import keys, sealing
from documents.models import Content


def write(read: sealing.Reader, reference: UUID) -> tuple[str, bytes]:
    """Seal under a fresh key what `read` gives, a chunk at a time: the name of the file, the key wrapped.

    Raises sealing.KeyMissing before anything is written, OSError (disk full).
    """
    key, context = sealing.new_key(), reference.bytes
    wrapped = keys.wrap(key, context)
    return write_under(f"{reference.hex[:2]}/{reference.hex}", read, key, context), wrapped


def write_under(name: str, read: sealing.Reader, key: bytes, context: bytes) -> str:
    """Seal under this name and this `key`, which must be fresh. Raises OSError."""
    return storages["vault"].save(name, _Sealed(sealing.seal(read, key, context)))


def read(content: Content) -> Iterator[bytes]:
    """The plain bytes, each chunk verified before it is given; key and file are looked for at once.

    Raises sealing.KeyMissing, KeyWrong, Damaged (the file is gone, too).
    """
    return read_under(content.name, keys.unwrap(bytes(content.wrapped_key), content.context), content.context)


def read_under(name: str, key: bytes, context: bytes) -> Iterator[bytes]:
    """The same of the file of this name under this key. Raises sealing.Damaged."""
    try:
        file = storages["vault"].open(name)
    except FileNotFoundError:
        raise sealing.Damaged("the sealed file is not in the storage") from None
    return _plain(file, key, context)


def discard(name: str) -> None:
    """Remove a file no row names. A failure leaves bytes without a key, for the janitor."""
    try:
        storages["vault"].delete(name)
    except OSError:
        pass


class _Sealed(File):
    """What the storage asks of a file: the sealed chunks, once, as they are made."""

    def __init__(self, chunks: Iterator[bytes]):
        super().__init__(None, "sealed")
        self._chunks = chunks

    def chunks(self, chunk_size=None) -> Iterator[bytes]:
        return self._chunks


def _plain(file: File, key: bytes, context: bytes) -> Iterator[bytes]:
    with file:
        yield from sealing.unseal(file.read, key, context)
