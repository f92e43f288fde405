"""Storing a 20 MB scan: the whole act, against reading it, AES-GCM and SHA-256 in memory, and writing it."""

import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.storage import storages
from django.db import transaction

from documents import intake, sealing, vault
from nps.accounts.acting import acting
from tests.support.accounts import make_agent
from tests.support.people import make_household, make_person

SIZE, ROUNDS = 20 * 1024 * 1024 - 4096, 7


def scan(size: int) -> bytes:
    """A PDF of one page carrying `size` bytes that do not compress."""
    blob = os.urandom(size)
    out = BytesIO(b"%PDF-1.7\n")
    out.seek(0, os.SEEK_END)
    places = []
    for number, body in enumerate(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            b"<< /Length %d >>\nstream\n" % size + blob + b"\nendstream",
        ),
        start=1,
    ):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    table = out.tell()
    out.write(b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table)
    return out.getvalue()


def run() -> dict[str, Any]:
    """Median seconds in turn. Ours: vault.store, nothing left out; baseline: QUALITY's, without fsync.

    Needs a database; everything it writes there is rolled back, and its sealed files are removed.
    """
    times: dict[str, list[float]] = {"ours": [], "plain": [], "durable": [], "inspect": []}
    with tempfile.TemporaryDirectory() as name, acting("system"):
        folder = Path(name)
        agent = make_agent()
        person = make_person(agent)
        scene = {
            "actor": agent,
            "people": [person],
            "household": make_household(agent, (person, "applicant")),
        }
        source, target = folder / "scan.pdf", folder / "plain"
        acts = {
            "plain": lambda: _plain(source, target, durable=False),
            "durable": lambda: _plain(source, target, durable=True),
            "inspect": lambda: _examine(source),
            "ours": lambda: _store(source, scene),
        }
        for number in range(ROUNDS + 1):
            source.write_bytes(scan(SIZE))  # new bytes each round: equal content would be kept once
            for act, work in acts.items():
                seconds = _timed(work)
                if number:  # the first round warms the cache of the disk
                    times[act].append(seconds)
        transaction.set_rollback(True)
    median = {act: statistics.median(values) for act, values in times.items()}
    kept = median["ours"] - median["inspect"]
    return {
        "name": "storing a 20 MB scan",
        "ours": round(median["ours"], 4),
        "baseline": round(median["plain"], 4),
        "ratio": round(median["ours"] / median["plain"], 3),
        "unit": "s",
        "n": ROUNDS,
        "note": "ours: vault.store whole (limited parser, fingerprint, sealing, fsync, rows, journal); the "
        f"parser alone {median['inspect']:.3f} s, the rest by subtraction {kept / median['plain']:.2f} times "
        f"the baseline; baseline without fsync, with it {median['durable']:.3f} s",
    }


def _store(source: Path, scene: dict[str, Any]) -> None:
    with source.open("rb") as upload:
        document = vault.store(type_code="tax_notice", upload=upload, filename=source.name, **scene)
    storages["vault"].delete(document.content.name)


def _examine(source: Path) -> None:
    with source.open("rb") as upload:
        intake.examine(upload, source.name)


def _plain(source: Path, target: Path, *, durable: bool) -> None:
    data = source.read_bytes()
    sealed = AESGCM(sealing.new_key()).encrypt(os.urandom(12), data, hashlib.sha256(data).digest())
    with target.open("wb") as file:
        file.write(sealed)
        if durable:
            file.flush()
            os.fsync(file.fileno())


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
