"""Reads images by Debian's tesseract, in a process with little memory, time and nothing to write to.

Only images that the limited process drew come here, never a byte somebody sent. No Django model enters.
"""

import csv
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

from django.conf import settings

MEMORY = 1 << 30  # bytes of address space
SECONDS = 20  # of processor time, a page
PATIENCE = 40  # seconds, a page
LANGUAGES = "fra+eng"
WORD = "5"  # the level of a word among the lines that tesseract writes
MOST_WORDS = 5_000  # of one page


class Absent(Exception):
    """There is no tesseract here, or not its French."""


class Failed(Exception):
    """Tesseract gave no answer: time, memory, or an image it does not like."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place, told from 0 to 1 of its page (from 0); `sure` in percent."""

    text: str
    page: int
    box: tuple[float, float, float, float]  # left, top, right, bottom
    sure: int = 100


def recognise(jpeg: bytes, page: int, size: tuple[int, int]) -> list[Word]:
    """The words of one drawn page of `size` pixels. Raises Absent or Failed."""
    program = engine()
    if not program:
        raise Absent
    command = [*_limits(), program, "stdin", "stdout", "-l", LANGUAGES, "--psm", "3", "tsv"]
    one = {"OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(command, input=jpeg, env=one, cwd="/", capture_output=True, timeout=PATIENCE)
    except (subprocess.TimeoutExpired, OSError):
        raise Failed from None
    if done.returncode:
        raise Failed
    return read_table(done.stdout.decode("utf-8", "replace"), page, size)


@cache
def engine() -> str:
    """Where tesseract is, with French; "" when it is absent."""
    program = shutil.which(settings.TESSERACT) if settings.TESSERACT else None
    if not program:
        return ""
    try:
        told = subprocess.run(
            [program, "--list-langs"], env={}, cwd="/", capture_output=True, text=True, timeout=PATIENCE
        )
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return program if {*LANGUAGES.split("+")} <= {*told.stdout.split()} else ""


def read_table(table: str, page: int, size: tuple[int, int]) -> list[Word]:
    """The words of the table that tesseract writes; a line that is not as expected is left out."""
    found = []
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in rows:
        text = (row.get("text") or "").strip()
        if row.get("level") != WORD or not text or len(found) == MOST_WORDS:
            continue
        try:
            left, top, width, height = (int(row[n]) for n in ("left", "top", "width", "height"))
            sure = round(float(row["conf"]))
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        across, down = size
        sides = (left / across, top / down, (left + width) / across, (top + height) / down)
        box = tuple(round(min(max(side, 0.0), 1.0), 4) for side in sides)
        found.append(Word(text, page, box, min(max(sure, 0), 100)))
    return found


@cache
def _limits() -> tuple[str, ...]:
    """The programs of Debian's util-linux that hold tesseract: limits, and no network where that is possible.

    Not from within the child: a process with several threads may do nothing there. Raises Absent.
    """
    prlimit, unshare = shutil.which("prlimit"), shutil.which("unshare")
    if not prlimit:
        raise Absent
    limits = (prlimit, f"--as={MEMORY}", f"--cpu={SECONDS}", "--fsize=0", "--core=0", "--nofile=32")
    alone = (unshare, "--map-root-user", "--net")
    if unshare and not subprocess.run([*alone, "/bin/true"], env={}, cwd="/", capture_output=True).returncode:
        return (*limits, *alone)
    return limits
