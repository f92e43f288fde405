"""Who cites what: the articles named by a condition or a figure's reference, and the way back. No page."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from eligibility import law
from eligibility.parameters import Figures
from eligibility.rules import BENEFITS
from eligibility.rules.case import Case
from eligibility.rules.title import Benefit
from eligibility.situation import Situation

# "IV-2.2 d/2, d/3", "I-A 2", and as annexes write it "II 2.1 b/3", "II 4.1 to 4.4 c/2".
_NUMBERS = r"(?:[a-g]/)?\d+(?:(?:, | and )[a-g]/\d+(?!\.))*"
_CITED = re.compile(
    rf"\b(?P<title>[IV]+)[- ](?P<part>[A-D]|\d\.\d)(?: to \d\.(?P<last>\d))?\s(?P<numbers>{_NUMBERS})"
)


class Citation(NamedTuple):
    """An article of the by-law: entry "IV-2.2", number "d/2"."""

    entry: str
    number: str


def citations(words: str) -> tuple[Citation, ...]:
    """The articles named in `words`, in order: those of a condition, or of the reference of a figure."""
    found = (
        Citation(f"{match['title']}-{part}", number)
        for match in _CITED.finditer(words)
        for part in _parts(match["part"], match["last"])
        for number in re.split(", | and ", match["numbers"])
    )
    return tuple(dict.fromkeys(found))


def _parts(part: str, last: str | None) -> list[str]:
    """ "4.1" up to "4" → "4.1", "4.2", "4.3", "4.4"."""
    if last is None:
        return [part]
    chapter, _, first = part.partition(".")
    return [f"{chapter}.{n}" for n in range(int(first), int(last) + 1)]


@lru_cache(maxsize=16)
def benefits_citing(on: date) -> dict[Citation, tuple[str, ...]]:
    """Article → the codes of the benefits with a condition that cites it on that day."""
    found: dict[Citation, dict[str, None]] = {}
    nobody = Case(Situation(), on)
    for benefit in BENEFITS:
        for citation in _cited_by(benefit, nobody):
            found.setdefault(citation, {})[benefit.code] = None
    return {citation: tuple(codes) for citation, codes in found.items()}


def _cited_by(benefit: Benefit, case: Case) -> Iterator[Citation]:
    """Every title is read, whoever it is written for: conditions cite their article before they are known."""
    for title in benefit.titles:
        if (title.since or date.min) <= case.on <= (title.until or date.max):
            for condition in (*title.population(case), *title.conditions(case)):
                yield from citations(condition.article)


def figures_citing(figures: Figures, on: date) -> dict[Citation, tuple[str, ...]]:
    """Article → the figures at hand on that day that cite it, by the latest of their references that does:
    later ones often say only where the value was read.
    """
    found: dict[Citation, list[str]] = {}
    for name in figures.names():
        told = [citations(v.reference) for v in figures.history(name) if v.since <= on]
        for citation in next(filter(None, reversed(told)), ()):
            found.setdefault(citation, []).append(name)
    return {citation: tuple(names) for citation, names in found.items()}


def stands(citation: Citation, text: law.Text) -> bool:
    """Whether this version has the article."""
    entry = text.entries.get(citation.entry)
    return entry is not None and any(article.number == citation.number for article in entry.articles)
