"""The by-law's text as published, version by version: entries, articles. No rule or figure must enter.

How the files of `texts/` were made from the official acts: texts/README.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

LIST_MARKS = ("-", ".", "o")
_LINE = re.compile(
    r"(?:= (?P<name>.+)|# (?P<title>[IV]+) (?P<title_name>.+)|## (?P<chapter>[IV]+-\d) (?P<chapter_name>.+)"
    r"|### (?P<entry>[IV]+-[A-D1-9.]+) (?P<entry_name>.+)|#### (?P<heading>.+)"
    r"|\[(?P<article>[a-g/0-9]+)\] (?P<first>.+)|(?P<more>.+))"
)


class NoText(LookupError):
    """No version, entry or article is known under this name."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article: number "b/3" or, in the general parts, "2"; `heading`: of the group it stands in.

    `anchor`: its place in the page of its entry, "b-3"; unlike the number, it stands once in an entry.
    """

    number: str
    anchor: str
    heading: str
    paragraphs: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """Its words, without line breaks nor the marks of lists: the PDFs do not always have these."""
        return [word for word in " ".join(self.paragraphs).split() if word not in LIST_MARKS]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: code "II-2.1" or "I-A", name, place; `lead`: what stands before the first article."""

    code: str
    name: str
    title: str
    chapter: str = ""
    lead: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()

    def article(self, number: str) -> Article:
        """The article "b/3". Raises NoText."""
        for article in self.articles:
            if article.number == number:
                return article
        raise NoText(f"{self.code} {number}")


@dataclass(frozen=True, slots=True)
class Text:
    """One version of the by-law. `titles`, `chapters`: code → name, in the by-law's order."""

    since: date
    name: str
    titles: dict[str, str]
    chapters: dict[str, str]
    entries: dict[str, Entry]

    def entry(self, code: str) -> Entry:
        """The entry "II-2.1". Raises NoText."""
        try:
            return self.entries[code]
        except KeyError:
            raise NoText(f"{self.since}: {code}") from None

    def of_title(self, title: str) -> list[Entry]:
        """The entries of one title, in order."""
        return [entry for entry in self.entries.values() if entry.title == title]


def anchor(number: str) -> str:
    """ "b/3" → "b-3", "2" → "article-2": an id of HTML."""
    return number.replace("/", "-") if "/" in number else f"article-{number}"


@cache
def versions() -> tuple[date, ...]:
    """The days from which the texts at hand apply, oldest first."""
    names = (file.name for file in (files(__name__) / "texts").iterdir())
    return tuple(sorted(date.fromisoformat(name[:10]) for name in names if name.endswith(".txt")))


def in_force(on: date) -> date:
    """The latest text at hand on that day; the oldest one before."""
    return max((day for day in versions() if day <= on), default=versions()[0])


@cache
def text(since: date) -> Text:
    """The version that applies from `since`. Raises NoText."""
    if since not in versions():
        raise NoText(str(since))
    lines = (files(__name__) / "texts" / f"{since}.txt").read_text(encoding="utf-8").splitlines()
    return _read(since, filter(None, lines))


def _read(since: date, lines: Iterator[str]) -> Text:
    found = Text(since, "", {}, {}, {})
    title = chapter = code = heading = ""
    for line in lines:
        part = _LINE.fullmatch(line).groupdict()
        if part["name"]:
            found = replace(found, name=part["name"])
        elif part["title"]:
            title, chapter = part["title"], ""
            found.titles[title] = part["title_name"]
        elif part["chapter"]:
            chapter = part["chapter"]
            found.chapters[chapter] = part["chapter_name"]
        elif part["entry"]:
            code, heading = part["entry"], ""
            found.entries[code] = Entry(code, part["entry_name"], title, chapter)
        elif part["heading"]:
            heading = part["heading"]
        else:
            found.entries[code] = _with_line(found.entries[code], part, heading)
    return found


def _with_line(entry: Entry, part: dict[str, str], heading: str) -> Entry:
    if number := part["article"]:
        again = any(article.number == number for article in entry.articles)  # V-1.1 has two c/2
        place = anchor(number) + "-bis" * again
        return replace(entry, articles=(*entry.articles, Article(number, place, heading, (part["first"],))))
    if not entry.articles:
        return replace(entry, lead=(*entry.lead, part["more"]))
    *before, last = entry.articles
    return replace(entry, articles=(*before, replace(last, paragraphs=(*last.paragraphs, part["more"]))))
