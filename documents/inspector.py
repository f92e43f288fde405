"""Opens one upload with a real parser and says what it is; run by path, alone in a limited process.

Only the parsers and the standard library may enter: no Django, no settings. The process waits with its
parsers loaded and forks for each upload; the child limits itself. The bytes come through a pipe (never from
a path), one JSON line goes out: {"pages": n} or {"refused": code}. Anything else means it died.
"""

import io
import json
import os
import resource
import signal
import socket
import sys
import warnings

import pypdfium2
from PIL import Image, JpegImagePlugin, PngImagePlugin  # noqa: F401
from pypdfium2 import raw

MEMORY = 768 << 20  # bytes of address space, libraries included
SECONDS = 15  # of processor time
LINE = 4096  # bytes of a job’s line
LONGEST_SIDE = 14_400  # points, the largest page of the PDF standard
XFA_FORMS = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)  # forms that are programs
ACTIVE = (  # PDF names that act, carry other files or send data away
    b"/JavaScript",
    b"/Launch",
    b"/EmbeddedFile",
    b"/FileAttachment",
    b"/RichMedia",
    b"/SubmitForm",
    b"/ImportData",
    b"/GoToE",
    b"/GoToR",
    b"/Rendition",
)


class Refusal(Exception):
    """The code of the rule that was broken."""


def limit() -> None:
    """No more memory, time, written byte, or new file: without a descriptor to be had there is no network."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def read_pdf(data: bytes, max_pages: int, max_pixels: int) -> int:
    """Pages of a PDF that opens without a password and does nothing by itself. Raises Refusal."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        locked = raw.FPDF_GetLastError() in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise Refusal("encrypted" if locked else "unreadable") from None
    if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
        raise Refusal("encrypted")
    if not len(document):
        raise Refusal("unreadable")
    if len(document) > max_pages:
        raise Refusal("too_many_pages")
    if document.count_attachments() or raw.FPDF_GetFormType(document) in XFA_FORMS:
        raise Refusal("active_content")
    # Written again by the parser, every object is in clear: nothing hides in compressed object streams or
    # behind names spelled with #xx.
    again = io.BytesIO()
    document.save(again)
    clear = again.getvalue()
    if any(name in clear for name in ACTIVE):
        raise Refusal("active_content")
    for page in document:  # loading a page reads its content
        if not all(0 < side <= LONGEST_SIDE for side in page.get_size()):
            raise Refusal("too_many_pixels")
        for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            width, height = image.get_px_size()
            if width * height > max_pixels:
                raise Refusal("too_many_pixels")
        page.close()
    return len(document)


def read_image(name: str, data: bytes, max_pixels: int) -> int:
    """One page: an image of this very format, decoded whole. Raises Refusal."""
    if name == "JPEG" and b"%PDF-" in data:
        raise Refusal("disguised")
    with Image.open(io.BytesIO(data), formats=[name]) as image:
        if image.width * image.height > max_pixels:
            raise Refusal("too_many_pixels")
        image.load()
    return 1


def answer(data: bytes, kind: str, max_pages: int, max_pixels: int) -> dict[str, int | str]:
    """What this process says of the bytes, whatever they do to the parser."""
    try:
        pages = read_pdf(data, max_pages, max_pixels) if kind == "PDF" else read_image(kind, data, max_pixels)
        return {"pages": pages}
    except Refusal as refusal:
        return {"refused": str(refusal)}
    except MemoryError:
        return {"refused": "too_heavy"}
    except Exception:  # whatever a parser raises, the file does not open
        return {"refused": "unreadable"}


def inspect(line: bytes, upload: int, out: int) -> None:
    """One upload in its own process: read, limit, parse, answer. The alarm ends what takes too long."""
    kind, max_pages, max_pixels, patience = json.loads(line)
    signal.alarm(patience)
    with os.fdopen(upload, "rb") as given:
        data = given.read()
    limit()
    os.write(out, json.dumps(answer(data, kind, max_pages, max_pixels)).encode())


def serve(door: socket.socket) -> None:
    """Fork for each job until the other side is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
    while True:
        line, descriptors, _flags, _from = socket.recv_fds(door, LINE, 2)
        if not line:
            return
        if os.fork() == 0:
            door.close()
            try:
                inspect(line, *descriptors)
            finally:
                os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)
        door.sendall(b".")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # our own limit, in read_image
    Image.preinit()  # what is imported later could not be opened any more
    serve(socket.socket(fileno=sys.stdin.fileno()))
