"""Where a scan of many pages is cut into pieces: what blank pages and slips propose, what an agent marked.

Pure functions over page numbers, from 0. No file, no database.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

Division = list[list[int]]


class Mark(StrEnum):
    """What a page does: begins a piece, goes on with it, or is left out."""

    BEGIN = "begin"
    FOLLOW = "follow"
    DROP = "drop"


def proposed(pages: int, blank: Collection[int], slips: Collection[int]) -> Division:
    """Pieces between separators: blank pages and slips are left out, what comes after one begins a piece.

    When exactly the backs are blank, they are backs: left out, and nothing is cut there. Nothing but
    separators is one piece with everything, for somebody to look at.
    """
    backs = pages > 2 and set(blank) == set(range(1, pages, 2))
    marks, begin = [], True
    for page in range(pages):
        if page in slips or page in blank:
            begin = begin or page in slips or not backs
            marks.append(Mark.DROP)
        else:
            marks.append(Mark.BEGIN if begin else Mark.FOLLOW)
            begin = False
    return divided(marks) or [[*range(pages)]]


def divided(marks: Sequence[Mark]) -> Division:
    """The pieces of these marks, one a page; the first page kept begins one whatever it says."""
    pieces: Division = []
    for page, mark in enumerate(marks):
        if mark == Mark.BEGIN or mark == Mark.FOLLOW and not pieces:
            pieces.append([page])
        elif mark == Mark.FOLLOW:
            pieces[-1].append(page)
    return pieces


def marks_of(division: Division, pages: int) -> list[Mark]:
    """The mark of each page in this division."""
    kept = {page: Mark.FOLLOW for piece in division for page in piece}
    kept |= {piece[0]: Mark.BEGIN for piece in division}
    return [kept.get(page, Mark.DROP) for page in range(pages)]


def slip_of(division: Division, number: int, slips: Mapping[int, str]) -> str:
    """The reference of the slip that came with a piece: on one of its pages, or just before it; or empty."""
    after = -1 if not number else division[number - 1][-1]
    near = [slips[page] for page in sorted(slips) if after < page <= division[number][-1]]
    return near[-1] if near else ""


def page_range(pages: Sequence[int]) -> str:
    """Pages as people write them, from 1: « 1-3, 5 »."""
    starts = [page for before, page in pairwise([-2, *pages]) if page != before + 1]
    ends = [page for page, after in pairwise([*pages, -2]) if after != page + 1]
    return ", ".join(f"{a + 1}" if a == b else f"{a + 1}-{b + 1}" for a, b in zip(starts, ends, strict=True))
