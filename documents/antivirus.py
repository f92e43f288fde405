"""What ClamAV says of some bytes. "Clean" is said only by a scanner that has just found a known test file.

A daemon without signatures answers OK to everything, and one that is gone answers nothing: neither is a
"clean". No model, no document and no database may enter.
"""

import io
from enum import StrEnum
from typing import Protocol

from clamav_client.clamd import BufferTooLongError, ClamdError
from clamav_client.scanner import ClamdScanner

PATIENCE = 60  # seconds without a sign of the daemon
# The test file every scanner knows; in two halves, so that none finds it in this program.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
GAVE_UP = "Heuristics.Limits.Exceeded"  # how a daemon set to `AlertExceedsMax` says that it did not look
HUNG_UP = (BrokenPipeError, ConnectionResetError)


class Verdict(StrEnum):
    """One scan's end. Only CLEAN lets a document through."""

    CLEAN = "clean"
    INFECTED = "infected"
    SCANNER_DOWN = "scanner_down"
    NO_SIGNATURES = "no_signatures"
    OVER_LIMIT = "over_limit"


class Readable(Protocol):
    """What gives its bytes piece by piece."""

    def read(self, size: int, /) -> bytes: ...


def scan(address: str, document: Readable) -> Verdict:
    """What the daemon at `address` (a socket's path, or host:port) says of `document`, read from where it is.

    Never raises for anything the daemon does or does not do.
    """
    said = _ask(address, document)
    if said not in (Verdict.CLEAN, Verdict.OVER_LIMIT):
        return said
    proof = _ask(address, io.BytesIO(EICAR))  # believed only if it knows a virus, and is there
    if proof == Verdict.INFECTED:
        return said
    return Verdict.NO_SIGNATURES if proof == Verdict.CLEAN else Verdict.SCANNER_DOWN


def _ask(address: str, document: Readable) -> Verdict:
    try:
        told = ClamdScanner({"backend": "clamd", "address": address, "timeout": PATIENCE}).client.instream(
            document
        )
        state, name = told.get("stream", ("", ""))
    except BufferTooLongError:
        return Verdict.OVER_LIMIT
    except (ClamdError, OSError, ValueError) as fault:
        # Over its limit, the daemon hangs up while we still send, and its answer may be lost.
        return Verdict.OVER_LIMIT if isinstance(fault.__cause__ or fault, HUNG_UP) else Verdict.SCANNER_DOWN
    if state == "FOUND":
        return Verdict.OVER_LIMIT if name.startswith(GAVE_UP) else Verdict.INFECTED
    return Verdict.CLEAN if state == "OK" else Verdict.SCANNER_DOWN
