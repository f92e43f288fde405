"""The door to the limited parser: one process waits with its parsers loaded and forks for each upload.

Nothing of a document is read on this side: bytes go in, one JSON answer comes out. Loading the parsers takes
longer than most documents, forking does not.
"""

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

INSPECTOR = Path(__file__).with_name("inspector.py")
BLOCK = 1 << 16  # bytes given to the parser at a time
PATIENCE = 30  # seconds a document may take, waiting included
ANSWER = 4096  # bytes an answer may have


class Died(Exception):
    """The parser ended without an answer: memory, time, or a fault of its own."""


class _Waiting:
    """The waiting process of this one: started when first needed, again when it is gone or after a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._door: socket.socket | None = None
        self._owner = 0

    def give(self, line: str, descriptors: list[int]) -> None:
        """Hand over one job. Raises OSError when no process can be started."""
        with self._lock:
            for attempt in (1, 2):  # the process may have been killed since the last upload
                self._start_if_gone()
                try:
                    socket.send_fds(self._door, [line.encode()], descriptors)
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
        command = [sys.executable, "-I", "-B", str(INSPECTOR)]
        with there:
            self._process = subprocess.Popen(
                command, env={}, cwd="/", stdin=there, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        self._door, self._owner = here, os.getpid()


_waiting = _Waiting()
atexit.register(_waiting.stop)


def inspect(upload: BinaryIO, parser: str, max_pages: int, max_pixels: int) -> dict[str, Any]:
    """What the parser says of `upload`: {"pages": n} or {"refused": code}. Raises Died."""
    told, tell = os.pipe()
    read, write = os.pipe()
    try:
        with os.fdopen(told, "rb") as answer, os.fdopen(write, "wb", buffering=0) as bytes_in:
            try:
                line = json.dumps([parser, max_pages, max_pixels, PATIENCE])
                _waiting.give(line, [read, tell])
            finally:  # only the parser holds the other ends now: when it dies, ours say so
                os.close(read)
                os.close(tell)
            shutil.copyfileobj(upload, bytes_in, BLOCK)
            bytes_in.close()
            return json.loads(answer.read(ANSWER))
    except (OSError, ValueError):
        raise Died from None
