"""What may enter the vault, and refusals that name file, rule and remedy. Nothing is stored here.

Three looks at each upload: its extension, its first and last bytes, and a real parser in a separate limited
process (documents/limited).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import SEEK_END
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext, gettext_noop

from documents import antivirus, inspection
from documents.models import QuarantineReason, ScanVerdict

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 50
MAX_PIXELS = 40_000_000
MAX_NAME = 120  # characters of a file name kept
TAIL = 65_557  # bytes in which the end of a zip directory may lie


@dataclass(frozen=True, slots=True)
class Kind:
    """One admitted format: its media type, its parser, how its files end and how their bytes begin."""

    media_type: str
    parser: str
    extensions: tuple[str, ...]
    signature: re.Pattern[bytes]


KINDS = (
    Kind("application/pdf", "PDF", ("pdf",), re.compile(rb"%PDF-")),
    Kind("image/jpeg", "JPEG", ("jpg", "jpeg"), re.compile(rb"\xff\xd8\xff")),
    Kind("image/png", "PNG", ("png",), re.compile(rb"\x89PNG\r\n\x1a\n")),
    # Brands of still pictures; the length of the first box comes before.
    Kind("image/heic", "HEIF", ("heic", "heif"), re.compile(rb"\0\0..ftyp(hei[cxms]|mif1)", re.DOTALL)),
)
# Code of a refusal → rule and remedy. The file's name comes in front.
RULES = {
    "no_file": gettext_noop("Aucun fichier n’est arrivé. Choisissez le fichier de nouveau."),
    "empty": gettext_noop("Le fichier est vide. Scannez la pièce de nouveau."),
    "too_large": gettext_noop(
        "Le fichier dépasse 20 Mo. Scannez en 200 points par pouce, ou en plusieurs fichiers."
    ),
    "wrong_type": gettext_noop(
        "Seuls les fichiers PDF, JPEG, PNG et HEIC sont acceptés. "
        "Enregistrez la pièce en PDF, puis déposez-la."
    ),
    "disguised": gettext_noop(
        "Le contenu ne correspond pas à l’extension du fichier. "
        "Scannez la pièce de nouveau en PDF, JPEG ou PNG."
    ),
    "several_pictures": gettext_noop(
        "Le fichier contient plusieurs images, on n’en verrait qu’une. Déposez-les une à une."
    ),
    "encrypted": gettext_noop(
        "Le PDF est protégé par un mot de passe. Imprimez-le en PDF sans mot de passe, puis déposez-le."
    ),
    "active_content": gettext_noop(
        "Le PDF contient un programme, un formulaire actif ou un fichier joint. "
        "Imprimez-le en PDF, puis déposez la copie."
    ),
    "too_many_pages": gettext_noop("Le PDF compte plus de 50 pages. Déposez-le en plusieurs fichiers."),
    "too_many_pixels": gettext_noop(
        "Une image dépasse 40 millions de points. Scannez en 200 points par pouce, puis déposez-la."
    ),
    "too_heavy": gettext_noop(
        "Le fichier demande trop de mémoire ou de temps pour être ouvert. Scannez la pièce de nouveau."
    ),
    "unreadable": gettext_noop("Le fichier est abîmé : il ne s’ouvre pas. Scannez la pièce de nouveau."),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file may not enter. `code` is a key of RULES."""

    code: str
    filename: str

    def __str__(self) -> str:
        """In the reader's language: « file : rule. remedy. »"""
        # Translators: a file name, then the rule it breaks.
        return gettext("« {file} » : {rule}").format(file=self.filename, rule=gettext(RULES[self.code]))


class Refused(Exception):
    """The upload may not enter; `refusal` says why. Nothing was kept."""

    def __init__(self, code: str, filename: str):
        self.refusal = Refusal(code, filename)
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Scan:
    """What the antivirus said; with a `reason` the document goes into quarantine. By default: nothing."""

    verdict: ScanVerdict = ScanVerdict.NOT_SCANNED
    reason: QuarantineReason | str = ""

    def told(self) -> dict[str, str]:
        """For the journal: nothing when no antivirus is configured."""
        return {} if self == Scan() else {"scan": str(self.reason or self.verdict)}


SCANS = {
    antivirus.Verdict.CLEAN: Scan(ScanVerdict.CLEAN),
    antivirus.Verdict.INFECTED: Scan(ScanVerdict.INFECTED, QuarantineReason.INFECTED),
    antivirus.Verdict.SCANNER_DOWN: Scan(reason=QuarantineReason.SCANNER_DOWN),
    antivirus.Verdict.NO_SIGNATURES: Scan(reason=QuarantineReason.NO_SIGNATURES),
    antivirus.Verdict.OVER_LIMIT: Scan(reason=QuarantineReason.OVER_LIMIT),
}


@dataclass(frozen=True, slots=True)
class Admitted:
    """What an admitted upload is. `size` in bytes."""

    filename: str
    media_type: str
    size: int
    pages: int
    scan: Scan


def examine(upload: BinaryIO, filename: str) -> Admitted:
    """Decide whether `upload` (seekable, at its beginning) may enter; it is rewound afterwards.

    Its real length counts, never the announced one. Raises Refused.
    """
    name = clean_name(filename)
    upload.seek(0)
    head = upload.read(16)
    if not head:
        raise Refused("empty", name)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = next((kind for kind in KINDS if extension in kind.extensions), None)
    if kind is None:
        raise Refused("wrong_type", name)
    if not kind.signature.match(head):
        raise Refused("disguised", name)
    size = upload.seek(0, SEEK_END)
    if size > MAX_BYTES:
        raise Refused("too_large", name)
    upload.seek(max(0, size - TAIL))
    if _ends_as_something_else(kind, upload.read()):
        raise Refused("disguised", name)
    upload.seek(0)
    pages = _inspect(kind, upload, name)
    upload.seek(0)
    found = scan(upload)
    upload.seek(0)
    return Admitted(name, kind.media_type, size, pages, found)


def scan(document: antivirus.Readable) -> Scan:
    """What the configured antivirus says of the bytes; without one, nothing."""
    return SCANS[antivirus.scan(settings.CLAMD, document)] if settings.CLAMD else Scan()


class Pieces:
    """Bytes that come in pieces, read as a file is; opened when they are first read."""

    def __init__(self, opened: Callable[[], Iterator[bytes]]):
        self._opened, self._left = opened, memoryview(b"")
        self._pieces: Iterator[bytes] | None = None

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end."""
        if not self._left:
            self._pieces = self._pieces or self._opened()
            self._left = memoryview(next(self._pieces, b""))
        given, self._left = self._left[:size], self._left[size:]
        return bytes(given)


def clean_name(raw: str) -> str:
    """A file name safe to keep, show and send: no folder, control, direction mark or lone surrogate.

    At most MAX_NAME characters, its extension kept; « document » when nothing is left.
    """
    last = re.split(r"[/\\]", str(raw))[-1]
    spaced = "".join(" " if unicodedata.category(c)[0] == "Z" or c in "\t\r\n" else c for c in last)
    seen = "".join(c for c in spaced if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    tidy = re.sub(r" +", " ", unicodedata.normalize("NFC", seen)).strip()
    stem, _, extension = tidy.rpartition(".")
    if not stem.strip(" .") and not extension or "." not in tidy or len(extension) > 8:
        return tidy.strip(" .")[:MAX_NAME].strip() or "document"
    return f"{stem.strip(' .')[: MAX_NAME - len(extension) - 1] or 'document'}.{extension}"


def _ends_as_something_else(kind: Kind, tail: bytes) -> bool:
    """Whether another program would read the file as something else: an archive or a page glued on."""
    for found in re.finditer(rb"PK\x05\x06", tail):  # end of a zip directory, whose comment ends the file
        comment = tail[found.start() + 20 : found.start() + 22]
        if len(comment) == 2 and found.start() + 22 + int.from_bytes(comment, "little") == len(tail):
            return True
    if kind.parser == "PDF":
        return b"%%EOF" not in tail[-2048:]
    if kind.parser == "PNG":
        return not tail.endswith(b"IEND\xaeB`\x82")
    return b"<script" in tail.lower()


def _inspect(kind: Kind, upload: BinaryIO, name: str) -> int:
    """Pages found by the parser, in a process that may hold little and write nothing. Raises Refused."""
    limits = {"parser": kind.parser, "max_pages": MAX_PAGES, "max_pixels": MAX_PIXELS}
    try:
        found, _ = inspection.ask("inspect", inspection.blocks(upload), **limits)
    except inspection.Died:
        raise Refused("too_heavy", name) from None
    except inspection.Refused as refused:
        raise Refused(refused.code if refused.code in RULES else "unreadable", name) from None
    return int(found["pages"])
