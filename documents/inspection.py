"""The door to the limited process (documents/limited), which waits with its parsers loaded and forks.

Nothing of a document is parsed on this side: bytes go in, one JSON line and maybe bytes come out. Loading the
parsers takes longer than most documents, forking does not.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

LIMITED = Path(__file__).with_name("limited")
BLOCK = 1 << 16  # bytes given to the parser at a time
PATIENCE = 30  # seconds a document may take, waiting included; one byte holds it
ANSWER = 4 << 20  # bytes the line of an answer may have


class Died(Exception):
    """The parser ended without an answer: memory, time, or a fault of its own."""


class Refused(Exception):
    """The limited process will not do it; `code` is the rule."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


class _Waiting:
    """The waiting process of this one: started when first needed, again when it is gone or after a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._door: socket.socket | None = None
        self._owner = 0

    def give(self, descriptors: list[int]) -> None:
        """Hand over one job. Raises OSError when no process can be started."""
        with self._lock:
            for attempt in (1, 2):  # the process may have been killed since the last upload
                self._start_if_gone()
                try:
                    socket.send_fds(self._door, [bytes([PATIENCE])], descriptors)
                    if self._door.recv(1):
                        return
                except OSError:
                    if attempt == 2:
                        raise
                self.stop()
            raise OSError("the parser does not answer")

    def stop(self) -> None:
        """End the waiting process, if it is this process's own."""
        if self._process and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
            self._door.close()
        self._process = None

    def _start_if_gone(self) -> None:
        if self._owner != os.getpid():
            self._process = None  # the parent's
        if self._process and self._process.poll() is None:
            return
        self.stop()
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        here.settimeout(PATIENCE)
        command = [sys.executable, "-I", "-B", str(LIMITED)]
        with there:
            self._process = subprocess.Popen(
                command, env={}, cwd="/", stdin=there, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        self._door, self._owner = here, os.getpid()


_waiting = _Waiting()
atexit.register(_waiting.stop)


def ask(act: str, document: Iterable[bytes], **options: Any) -> tuple[dict[str, Any], bytes]:
    """What one act of the limited process finds in `document` (its bytes, in order), and the bytes it makes.

    Raises Refused when a rule is broken, Died when no answer came.
    """
    told, tell = os.pipe()
    read, write = os.pipe()
    try:
        with os.fdopen(told, "rb") as answer, os.fdopen(write, "wb", buffering=0) as bytes_in:
            try:
                _waiting.give([read, tell])
            finally:  # only the parser holds the other ends now: when it dies, ours say so
                os.close(read)
                os.close(tell)
            _write(bytes_in, json.dumps([act, options]).encode() + b"\n")
            for block in document:
                _write(bytes_in, block)
            bytes_in.close()
            found = json.loads(answer.readline(ANSWER))
            made = b"".join(blocks(answer))
    except (OSError, ValueError):
        raise Died from None
    if code := found.get("refused"):
        raise Refused(code)
    return found, made


def blocks(upload: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file from where it stands."""
    return iter(lambda: upload.read(BLOCK), b"")


def _write(pipe: BinaryIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[pipe.write(view) :]
