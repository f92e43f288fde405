"""What changed between two dates: articles word by word, figures with their reference. Pure; no page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from eligibility import law
from eligibility.law import Article, Entry, Text
from eligibility.parameters import Figures, Version

ADDED, REMOVED, MODIFIED, SAME = "added", "removed", "modified", "same"


class Piece(NamedTuple):
    """Some words of an article: the same in both texts, removed from the first, added by the second."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """An article added, removed or modified, with its words; `version`: of the text it can be read in."""

    kind: str
    entry: Entry
    article: Article
    version: date
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that takes another value; `before`: None when it had none."""

    name: str
    before: float | None
    after: Version


def article_changes(first: date, last: date) -> tuple[ArticleChange, ...]:
    """What the text in force on `last` changes in the one in force on `first`, in the by-law's order."""
    return _between(law.in_force(first), law.in_force(last))


@lru_cache(maxsize=16)
def _between(first: date, last: date) -> tuple[ArticleChange, ...]:
    if first == last:
        return ()
    old, new = law.text(first), law.text(last)
    codes = dict.fromkeys([*old.entries, *new.entries])
    return tuple(change for code in sorted(codes, key=_place) for change in _of_entry(old, new, code))


def _place(code: str) -> tuple[int, str]:
    """I before II before IV, then A to D, then 1.1 to 4.5: the by-law's order."""
    title, _, part = code.partition("-")
    return ("I", "II", "III", "IV", "V").index(title), part if part[0].isalpha() else f"Z{part}"


def _of_entry(old: Text, new: Text, code: str) -> Iterator[ArticleChange]:
    """Articles by their place in the entry; what moved to another number is removed and added."""
    was, now = (text.entries.get(code) for text in (old, new))
    before = {article.anchor: article for article in was.articles} if was else {}
    after = {article.anchor: article for article in now.articles} if now else {}
    for anchor in dict.fromkeys([*after, *before]):
        gone, come = before.get(anchor), after.get(anchor)
        if gone and come and gone.words == come.words:
            continue
        kind = MODIFIED if gone and come else ADDED if come else REMOVED
        place = (now, come, new.since) if come else (was, gone, old.since)
        pieces = word_changes(gone.words if gone else [], come.words if come else [])
        yield ArticleChange(kind, *place, pieces)


def word_changes(old: list[str], new: list[str]) -> tuple[Piece, ...]:
    """The two texts as one run of pieces: removed words stand before those that replace them."""
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, " ".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece(REMOVED, " ".join(old[a:b])))
        if d > c:
            pieces.append(Piece(ADDED, " ".join(new[c:d])))
    return tuple(pieces)


def figure_changes(figures: Figures, first: date, last: date) -> tuple[FigureChange, ...]:
    """Every version of a figure that begins after `first` and by `last`, the oldest first."""
    found = []
    for name in figures.names():
        before = None
        for version in figures.history(name):
            if first < version.since <= last and version.value != before:
                found.append(FigureChange(name, before, version))
            before = version.value
    return tuple(sorted(found, key=lambda change: (change.after.since, change.name)))
