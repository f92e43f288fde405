"""The limited process: waits with its parsers loaded and forks for each document; the child limits itself.

Only the parsers and the standard library may enter: no Django, no settings, no path. A document comes through
a pipe behind one JSON line `[act, options]`; one JSON line and maybe bytes go out: what the act found, or
`{"refused": code}`. Anything else means the child died.
"""

import json
import os
import resource
import signal
import socket
import sys
import warnings

import codes
import cutting
import likeness
import opening
import pillow_heif
import rendering
import texts
from PIL import Image, MpoImagePlugin, TiffImagePlugin  # noqa: F401 - what a phone writes beside its picture
from refusal import Refusal

MEMORY = 768 << 20  # bytes of address space, libraries included
SECONDS = 15  # of processor time
ACTS = {
    "inspect": opening.inspect,
    "render": rendering.render,
    "copy": rendering.copy,
    "codes": codes.codes,
    "cut": cutting.cut,
    "survey": cutting.survey,
    "texts": texts.texts,
    "likeness": likeness.likeness,
}


def limit() -> None:
    """No more memory, time, written byte, or new file: without a descriptor to be had there is no network."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def answer(act: str, options: dict, data: bytes) -> tuple[dict, bytes]:
    """What this process says of the bytes, whatever they do to the parser."""
    try:
        return ACTS[act](data, **options)
    except Refusal as refusal:
        return {"refused": str(refusal)}, b""
    except MemoryError:
        return {"refused": "too_heavy"}, b""
    except Exception:  # whatever a parser raises, the file does not open
        return {"refused": "unreadable"}, b""


def work(patience: int, given: int, out: int) -> None:
    """One document in its own process: read, limit, act, answer. The alarm ends what takes too long."""
    signal.alarm(patience)
    with os.fdopen(given, "rb") as pipe:
        act, options = json.loads(pipe.readline())
        data = pipe.read()
    limit()
    told, found = answer(act, options, data)
    view = memoryview(json.dumps(told).encode() + b"\n" + found)
    while view:
        view = view[os.write(out, view) :]


def serve(door: socket.socket) -> None:
    """Fork for each document until the other side is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
    while True:
        line, descriptors, _flags, _from = socket.recv_fds(door, 1, 2)
        if not line:
            return
        if os.fork() == 0:
            door.close()
            try:
                work(line[0], *descriptors)
            finally:
                os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)
        door.sendall(b".")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # our own limits, where images are opened
    pillow_heif.register_heif_opener()
    Image.preinit()  # what is imported later could not be opened any more
    serve(socket.socket(fileno=sys.stdin.fileno()))
