"""A 2D-Doc as it is written: header, data, signature. Pure: nothing is trusted here, nothing is looked up.

Form: France Titres, « Spécifications techniques des codes à barres 2D-Doc », headers 01 to 04 in C40 signs.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from documents.seal_fields import FIXED, LONGEST

GS, RS, US = "\x1d", "\x1e", "\x1f"  # end of a value, end of a value that was cut, end of what is signed
HEADERS = {"01": 22, "02": 22, "03": 24, "04": 26}  # version → signs
LONGEST_SEAL = 4_000  # bytes: more than a DataMatrix holds
MOST_FIELDS = 100
FIRST_DAY = date(2000, 1, 1)
NO_DAY = "FFFF"


class Unreadable(ValueError):
    """These bytes are no 2D-Doc, or not a whole one."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a seal says. `message`: the signed bytes; `cut`: fields whose value did not fit whole."""

    version: int
    authority: str
    certificate: str
    issued_on: date | None
    signed_on: date | None
    kind: str
    perimeter: str
    country: str
    fields: Mapping[str, str]
    cut: frozenset[str]
    message: bytes
    signature: bytes


def is_seal(data: bytes) -> bool:
    """Whether a DataMatrix claims to be a 2D-Doc."""
    return data[:2] == b"DC" and data[2:4].isdigit()


def read_seal(data: bytes) -> Seal:
    """The seal these bytes spell. Raises Unreadable, and nothing else."""
    if len(data) > LONGEST_SEAL:
        raise Unreadable("longer than a code can be")
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise Unreadable("signs that are not of the C40 form") from None
    signed, mark, rest = text.partition(US)
    if text[:2] != "DC" or text[2:4] not in HEADERS or len(signed) < HEADERS[text[2:4]]:
        raise Unreadable("not the header of a known version")
    if not mark:
        raise Unreadable("cut before its signature")
    length = HEADERS[text[2:4]]
    fields, cut = _fields(signed[length:])
    return Seal(
        version=int(text[2:4]),
        authority=text[4:8],
        certificate=text[8:12],
        issued_on=read_day(text[12:16]),
        signed_on=read_day(text[16:20]),
        kind=text[20:22],
        perimeter=signed[22:24] if length > 22 else "",
        country=signed[24:26] if length > 24 else "",
        fields=MappingProxyType(fields),
        cut=cut,
        message=signed.encode(),
        signature=_signature(rest.partition(GS)[0]),  # what follows is an annex that nobody signed
    )


def read_day(written: str) -> date | None:
    """A day as hexadecimal days since 2000; None for « no day ». Raises Unreadable."""
    if written == NO_DAY:
        return None
    if len(written) != 4 or not all(sign in "0123456789ABCDEF" for sign in written):
        raise Unreadable("a day that is no day")
    return FIRST_DAY + timedelta(days=int(written, 16))


def _fields(written: str) -> tuple[dict[str, str], frozenset[str]]:
    found: dict[str, str] = {}
    cut: set[str] = set()
    at = 0
    while at < len(written):
        name, at = written[at : at + 2], at + 2
        if len(name) < 2 or not (name.isalnum() and name.isupper() or name.isdigit()):
            raise Unreadable("a value without a name")
        if name in found or len(found) == MOST_FIELDS:
            raise Unreadable("the same data twice")
        found[name], at, whole = _value(name, written, at)
        if not whole:
            cut.add(name)
    return found, frozenset(cut)


def _value(name: str, written: str, at: int) -> tuple[str, int, bool]:
    """The value that begins at `at`, where the next data begins, and whether it is whole."""
    if name in FIXED:
        value = written[at : at + FIXED[name]]
        if len(value) < FIXED[name] or GS in value or RS in value:
            raise Unreadable("a value shorter than it must be")
        at += len(value)
        return value, at + (written[at : at + 1] == GS), True
    longest = LONGEST.get(name, len(written))
    ends = [end for end in (written.find(GS, at), written.find(RS, at)) if end >= 0]
    end = min(ends, default=len(written))
    if end - at > longest:
        return written[at : at + longest], at + longest, True
    return written[at:end], end + 1, written[end : end + 1] != RS


def _signature(written: str) -> bytes:
    try:
        return base64.b32decode(written + "=" * (-len(written) % 8))
    except (binascii.Error, ValueError):
        raise Unreadable("a signature that is not in base 32") from None
