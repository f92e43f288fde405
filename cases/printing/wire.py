"""How the house and the press talk: frames of a length (8 bytes, big-endian) and that many bytes.

To the press: the order (JSON), the page, the style, each attachment.
Back: `{}` and the file, or `{"fault": …}`.
"""

import struct
from collections.abc import Callable

Read = Callable[[int], bytes]
Write = Callable[[bytes], int]
CHUNK = 1 << 20  # bytes


def read_exactly(read: Read, length: int) -> bytearray:
    """`length` bytes. Raises EOFError when the other side is gone."""
    data = bytearray()
    while len(data) < length:
        chunk = read(min(length - len(data), CHUNK))
        if not chunk:
            raise EOFError
        data += chunk
    return data


def read_frame(read: Read) -> bytearray:
    (length,) = struct.unpack(">Q", read_exactly(read, 8))
    return read_exactly(read, length)


def write_all(write: Write, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[write(view) :]


def write_length(write: Write, length: int) -> None:
    write_all(write, struct.pack(">Q", length))


def write_frame(write: Write, data: bytes) -> None:
    write_length(write, len(data))
    write_all(write, data)
