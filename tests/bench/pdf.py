"""Audit PDF of a 500-entry file, signed, against bare WeasyPrint on the same HTML, both in a warm process."""

import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML

from cases.exports.identity import ensure_demo_identity, read_identity
from cases.exports.rendering import STYLE, page, render
from cases.exports.signature import sign
from tests.support.export_specimen import specimen

ENTRIES, ROUNDS = 500, 5


def run(rounds: int = ROUNDS) -> dict[str, Any]:
    """Median seconds of each, measured in turn. Ours: values to signed PDF/A-3a + UA-1 with attachments."""
    export, contents = specimen(ENTRIES)
    html = page(export, hashlib.sha256(export.to_json()).hexdigest())
    with tempfile.TemporaryDirectory() as folder:
        ensure_demo_identity(Path(folder) / "export")
        identity = read_identity(Path(folder) / "export")

        def ours() -> bytes:
            return sign(render(export, contents), identity)

        def bare() -> bytes:
            return HTML(string=html).write_pdf(stylesheets=[CSS(string=STYLE)])

        def tagged() -> bytes:
            return HTML(string=html).write_pdf(stylesheets=[CSS(string=STYLE)], pdf_variant="pdf/a-3a")

        times: dict[str, list[float]] = {"ours": [], "bare": [], "tagged": []}
        for number in range(rounds + 1):
            for name, work in (("bare", bare), ("ours", ours), ("tagged", tagged)):
                seconds = _timed(work)
                if number:  # the first round warms all three
                    times[name].append(seconds)
    median = {name: statistics.median(values) for name, values in times.items()}
    # Of each round's pair: a machine that slows down in between weighs on both.
    ratio = statistics.median(our / bare for our, bare in zip(times["ours"], times["bare"], strict=True))
    return {
        "name": "audit PDF, 500 entries",
        "ours": round(median["ours"], 3),
        "baseline": round(median["bare"], 3),
        "ratio": round(ratio, 3),
        "unit": "s",
        "n": rounds,
        "note": "ours: limited process, PDF/A-3a + UA-1, attachments, signature; baseline: untagged PDF; "
        f"WeasyPrint alone with tags (pdf/a-3a): {median['tagged']:.3f} s",
    }


def _timed(work: Callable[[], bytes]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
