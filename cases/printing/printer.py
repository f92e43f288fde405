"""Orders to the press, a process apart, and what comes back. No template, no case may enter."""

import atexit
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cases.printing.wire import read_frame, write_all, write_frame, write_length

SECONDS = 180
ROOT = Path(__file__).resolve().parents[2]
# All the press inherits: where programs and fonts are. No secret, no database address.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME")
INHERITED += ("XDG_DATA_DIRS", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "DYLD_FALLBACK_LIBRARY_PATH")


class PrintFailed(RuntimeError):
    """The page was not printed: refused, too large or too slow. Nothing was written."""


class ContentDiffers(ValueError):
    """A piece is not the one the file describes: nothing may be printed, nothing may be signed."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """A file to attach: `chunks` are read once and passed on, `size` (bytes) and `sha256` (hex) are checked.

    `relationship`: Data, Source, Supplement (ISO 32000-2 §7.11.3).
    """

    name: str
    relationship: str
    description: str
    size: int
    sha256: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, kw_only=True)
class Order:
    """What to print. `identifier`: 32 hex digits; `at`: aware, in UTC, the only time the file will carry.

    `mark`: a name written in the clear near the start of the file, for those who look for it; "" for none.
    """

    html: str
    css: str
    identifier: str
    at: datetime
    contents: tuple[Content, ...] = ()
    mark: str = ""


class Printer:
    """One press for this process, started when first needed, kept warm; orders wait for each other."""

    def __init__(self, seconds: int = SECONDS):
        self.seconds = seconds
        self._lock = threading.Lock()
        self._press: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def print(self, order: Order) -> bytes:
        """The PDF. Raises PrintFailed, or ContentDiffers when a content is not what it was said to be."""
        with self._lock:
            press = self._running()
            late = threading.Timer(self.seconds, _kill, (press,))
            late.start()
            try:
                return _exchange(press, order)
            except (EOFError, BrokenPipeError):
                self._forget(press)
                raise PrintFailed("the press stopped: the page needs too much memory or time") from None
            except PrintFailed:
                raise
            except BaseException:
                self._forget(press)  # half an order was written: this press cannot be used again
                raise
            finally:
                late.cancel()

    def close(self) -> None:
        """Stop the press. The next order starts another."""
        with self._lock:
            if self._press is not None and self._owner == os.getpid():
                self._forget(self._press)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._press is not None and self._owner != os.getpid():
            self._press = None  # a forked worker must not speak into its parent's press
        if self._press is not None and self._press.poll() is not None:
            self._forget(self._press)
        if self._press is None:
            self._owner = os.getpid()
            self._press = subprocess.Popen(
                [sys.executable, "-m", "cases.printing.press"],
                cwd=ROOT,
                env={n: os.environ[n] for n in INHERITED if n in os.environ} | {"PYTHONHASHSEED": "0"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # WeasyPrint's messages quote the page
                bufsize=0,
                start_new_session=True,
            )
        return self._press

    def _forget(self, press: subprocess.Popen[bytes]) -> None:
        _kill(press)
        press.wait()
        press.stdin.close()
        press.stdout.close()
        self._press = None


def _exchange(press: subprocess.Popen[bytes], order: Order) -> bytes:
    write, read = press.stdin.write, press.stdout.read
    described = [
        {"name": c.name, "relationship": c.relationship, "description": c.description} for c in order.contents
    ]
    sizes = [content.size for content in order.contents]
    head = {
        "identifier": order.identifier,
        "at": order.at.isoformat(),
        "attachments": described,
        "sizes": sizes,
        "mark": order.mark,
    }
    write_frame(write, json.dumps(head).encode())
    write_frame(write, order.html.encode())
    write_frame(write, order.css.encode())
    for content in order.contents:
        _pass_on(write, content)
    answer = json.loads(read_frame(read))
    if "fault" in answer:
        raise PrintFailed(f"the press refused the page: {answer['fault']}")
    return bytes(read_frame(read))


def _pass_on(write, content: Content) -> None:
    digest, left = hashlib.sha256(), content.size
    write_length(write, content.size)
    for chunk in content.chunks:
        digest.update(chunk)
        left -= len(chunk)
        if left < 0:
            break
        write_all(write, chunk)
    if left or digest.hexdigest() != content.sha256:
        raise ContentDiffers(f"{content.name}: not the content whose fingerprint is in the file")


def _kill(press: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(press.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


printer = Printer()
atexit.register(printer.close)
