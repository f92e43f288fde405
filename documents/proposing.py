"""What the words of a document suggest, each with its place on the page. Pure: an agent confirms or not.

The cues are data (fixtures/reading_cues.json). No database, no clock; nothing is applied here.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from documents import written
from documents.recognition import Word
from nps.people.names import normalise, within_one

CUES = Path(__file__).resolve().parent.parent / "fixtures" / "reading_cues.json"
SURE = 80  # percent a word must be read with
CLEAR = 3  # the weight the best type needs, and what must separate it from the next to be sure
NEARLY = 5  # letters a word has when one of them may be misread
AROUND = 90  # signs shown around a value
MONTHLY = ("rent_receipt", "pay_slip", "utility_bill", "benefit_statement", "unemployment_statement")
YEARLY = ("tax_notice",)


class How(StrEnum):
    """How much a value may be relied on."""

    READ = "read"
    TO_CONFIRM = "to_confirm"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value that may be right. `field`: type, issuer, person, issued_on, stated_until, period, address or
    the name of a sum. `value`: a code, an ISO day, a period, euros with two decimals, a person’s public id.
    `page` from 0 and `box` from 0 to 1 (empty when the place is unknown); `around`: the words it stands in.
    """

    field: str
    value: str
    page: int
    box: tuple[float, ...]
    how: How
    around: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody whose name may be written: public id, family names, given names."""

    id: str
    family: tuple[str, ...]
    given: str


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one line of a page, from left to right, and the text they make."""

    words: tuple[Word, ...]
    text: str
    starts: tuple[int, ...]
    keys: tuple[tuple[str, int], ...]  # normalised word, number of the word it comes from

    def proposal(self, field: str, value: str, start: int, end: int, *, sure: bool = True) -> Proposal:
        """A proposal whose place is the words between two places of the text."""
        held = [
            w for w, at in zip(self.words, self.starts, strict=True) if at < end and at + len(w.text) > start
        ]
        lefts, tops, rights, bottoms = zip(*(w.box for w in held), strict=True)
        how = How.READ if sure and min(w.sure for w in held) >= SURE else How.TO_CONFIRM
        box = (min(lefts), min(tops), max(rights), max(bottoms))
        begin = max(0, start - AROUND // 2)
        return Proposal(field, value, held[0].page, box, how, self.text[begin : begin + AROUND].strip())

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the words from key `first` to key `last` stand in the text."""
        one, other = self.keys[first][1], self.keys[last][1]
        return self.starts[one], self.starts[other] + len(self.words[other].text)


@cache
def cues() -> Mapping:
    """The table of cues, with every cue already split into normalised words."""
    table = json.loads(CUES.read_text(encoding="utf-8"))

    def split(texts: Iterable[str]) -> list[tuple[str, ...]]:
        return [tuple(normalise(text).split()) for text in texts]

    return {
        "types": {
            code: [(tuple(normalise(c).split()), weight) for c, weight in rows]
            for code, rows in table["types"].items()
        },
        "issuers": list(zip(table["issuers"], split(table["issuers"]), strict=True)),
        **{name: {k: split(v) for k, v in table[name].items()} for name in ("dates", "periods", "amounts")},
    }


def lines_of(words: Iterable[Word]) -> list[Line]:
    """The lines people see, page after page, from the top: a word continues the line it stands behind."""
    found: list[list[Word]] = []
    for page_words in _by_page(words).values():
        page_lines: list[list[Word]] = []
        for word in sorted(page_words, key=lambda w: w.box[0]):
            near = [(abs(_middle(word) - _middle(line[-1])), n) for n, line in enumerate(page_lines)]
            gap, nearest = min(near, default=(1.0, 0))
            if gap <= 0.5 * max(word.box[3] - word.box[1], 0.002):
                page_lines[nearest].append(word)
            else:
                page_lines.append([word])
        found += sorted(page_lines, key=lambda line: line[0].box[1])
    return [_line(words) for words in found]


def propose(words: Iterable[Word], members: Collection[Member]) -> list[Proposal]:
    """Everything these words suggest, the surest of each field first, a value once a field."""
    lines = lines_of(words)
    kinds = _types(lines)
    found = [
        *kinds,
        *_issuers(lines),
        *_people(lines, members),
        *_days(lines),
        *_periods(lines, kinds[0].value if kinds else ""),
        *_amounts(lines),
    ]
    found.sort(key=lambda proposal: proposal.how != How.READ)
    return once_each(found)


def once_each(found: Iterable[Proposal]) -> list[Proposal]:
    """The first proposal of each value of a field, in order."""
    kept: dict[tuple[str, str], Proposal] = {}
    for proposal in found:
        kept.setdefault((proposal.field, proposal.value), proposal)
    return list(kept.values())


# --- one field each ---


def _types(lines: Sequence[Line]) -> list[Proposal]:
    """The type whose cues weigh most, and the next one when it weighs nearly as much."""
    scores: dict[str, int] = {}
    places: dict[str, tuple[int, Proposal]] = {}
    for code, rows in cues()["types"].items():
        for cue, weight in rows:
            place = next(((line, *found) for line in lines for found in _met(line, cue)), None)
            if place:
                line, first, last = place
                scores[code] = scores.get(code, 0) + weight
                if weight > places.get(code, (0, None))[0]:
                    places[code] = weight, line.proposal("type", code, *line.span(first, last))
    ranked = sorted(scores, key=lambda code: -scores[code])[:2]
    if not ranked or scores[ranked[0]] < CLEAR:
        return []
    best = places[ranked[0]][1]
    clear = len(ranked) == 1 or scores[ranked[0]] - scores[ranked[1]] >= CLEAR
    if clear:
        return [best]
    return [_doubtful(best), _doubtful(places[ranked[1]][1])]


def _issuers(lines: Sequence[Line]) -> list[Proposal]:
    return [
        line.proposal("issuer", name, *line.span(*met))
        for name, cue in cues()["issuers"]
        for line in lines
        for met in _met(line, cue)
    ][:3]


def _people(lines: Sequence[Line], members: Collection[Member]) -> Iterator[Proposal]:
    """Members whose family name and first given name stand on one line, in any order, accents or not."""
    for member in members:
        given = normalise(member.given).split()[:1]
        for family in (normalise(name).split() for name in member.family if normalise(name)):
            whole = [*family, *given]
            for line in lines:
                places = [_where(line, word) for word in whole]
                if None not in places:
                    sure = all(exact for _at, exact in places) and bool(given)
                    at = [at for at, _exact in places]
                    yield line.proposal("person", member.id, *line.span(min(at), max(at)), sure=sure)


def _days(lines: Sequence[Line]) -> Iterator[Proposal]:
    for field, texts in cues()["dates"].items():
        for line, end, _cue in _after(lines, texts):
            day = next((d for d in written.days(line.text) if d.on and d.start >= end), None)
            if day and day.start - end <= AROUND // 2:
                yield line.proposal(field, day.on.isoformat(), day.start, day.end)


def _periods(lines: Sequence[Line], kind: str) -> Iterator[Proposal]:
    """The month of what is monthly, the year of what is yearly; unsure when the type is."""
    if kind not in YEARLY:
        for line, _end, _cue in _after(lines, cues()["periods"]["month"]):
            for day in written.days(line.text)[:1]:
                yield line.proposal("period", day.period, day.start, day.end, sure=kind in MONTHLY)
    if kind not in MONTHLY:
        for line, end, _cue in _after(lines, cues()["periods"]["year"]):
            year = next((y for y in written.years(line.text) if y.start >= end), None)
            if year:
                yield line.proposal("period", year.period, year.start, year.end, sure=kind in YEARLY)


def _amounts(lines: Sequence[Line]) -> Iterator[Proposal]:
    """The first sum behind its name on a line; else the first one on the next line, to be confirmed."""
    following = dict(zip((id(line) for line in lines), lines[1:], strict=False))
    for field, texts in cues()["amounts"].items():
        for line, end, cue in _after(lines, texts):
            own = next((s for s in _sums(line) if s.start >= end), None)
            if own:
                sure = own.certain or len(cue) > 1
                yield line.proposal(field, _euros(own.value), own.start, own.end, sure=sure)
            elif (below := following.get(id(line))) and (sums := [s for s in _sums(below) if s.certain]):
                yield below.proposal(field, _euros(sums[0].value), sums[0].start, sums[0].end, sure=False)


# --- words and cues ---


def _after(lines: Sequence[Line], texts: Iterable[tuple[str, ...]]) -> Iterator[tuple[Line, int, tuple]]:
    """Every line with one of these cues, the longest cue it has, and where the cue ends in its text."""
    ranked = sorted(texts, key=len, reverse=True)
    for line in lines:
        found = next(((met, cue) for cue in ranked for met in _met(line, cue)), None)
        if found:
            (first, last), cue = found
            yield line, line.span(first, last)[1], cue


def _met(line: Line, cue: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """First and last key of each place where the words of the cue follow each other."""
    for at in range(len(line.keys) - len(cue) + 1):
        if all(_same(line.keys[at + n][0], word) for n, word in enumerate(cue)):
            yield at, at + len(cue) - 1


def _where(line: Line, word: str) -> tuple[int, bool] | None:
    """The first key that is this word, or nearly so, and whether it is exactly."""
    near = None
    for at, (key, _number) in enumerate(line.keys):
        if key == word:
            return at, True
        if near is None and _same(key, word):
            near = at, False
    return near


def _same(read: str, word: str) -> bool:
    return read == word or len(word) >= NEARLY and within_one(read, word)


def _sums(line: Line) -> list[written.Sum]:
    """Sums of a line, days and years of its days left out."""
    taken = written.days(line.text)
    return [s for s in written.sums(line.text) if not any(d.start < s.end and s.start < d.end for d in taken)]


def _euros(value: Decimal) -> str:
    return f"{value:.2f}"


def _doubtful(proposal: Proposal) -> Proposal:
    return Proposal(
        proposal.field, proposal.value, proposal.page, proposal.box, How.TO_CONFIRM, proposal.around
    )


def _by_page(words: Iterable[Word]) -> dict[int, list[Word]]:
    found: dict[int, list[Word]] = {}
    for word in words:
        found.setdefault(word.page, []).append(word)
    return dict(sorted(found.items()))


def _middle(word: Word) -> float:
    return (word.box[1] + word.box[3]) / 2


def _line(words: Sequence[Word]) -> Line:
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word.text) + 1
    keys = ((key, number) for number, word in enumerate(words) for key in normalise(word.text).split())
    return Line(tuple(words), " ".join(word.text for word in words), tuple(starts), tuple(keys))
