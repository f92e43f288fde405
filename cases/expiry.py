"""What will expire and which rights it endangers: pure functions of dates. No database, no present day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from documents.planning import Requirement

ONE_DAY = timedelta(days=1)


class Span(NamedTuple):
    """Days on which a document proves a piece, both included; None: since always, for ever."""

    since: date | None
    until: date | None
    document: int  # its key


class Claim(NamedTuple):
    """A right open or asked for, and what it rests on. `ends_on`: its last day, None when none is known."""

    reference: str
    benefit: str
    ends_on: date | None
    requirements: tuple[Requirement, ...]


class Expiring(NamedTuple):
    """A piece held, the last day it proves anything, the document it is, the rights it then endangers."""

    piece: str
    until: date
    document: int
    claims: tuple[Claim, ...]


def expiring(
    held: Mapping[str, Sequence[Span]], claims: Iterable[Claim], on: date, within: int
) -> tuple[Expiring, ...]:
    """Pieces whose last day comes in the `within` days from `on`, and without which a claim is unproved.

    A claim already unproved on that day is no news here, and one that ends with its piece loses nothing.
    A piece that another document, another alternative or a later paper replaces in time endangers nothing.
    """
    last, found = on + timedelta(days=within), {}
    for claim in claims:
        horizon = min(last, claim.ends_on - ONE_DAY) if claim.ends_on else last
        for requirement in claim.requirements:
            for piece, span in _first_lost(requirement, held, on, horizon):
                known = found.setdefault((span.until, piece), (span, []))
                if claim not in known[1]:
                    known[1].append(claim)
    return tuple(
        Expiring(piece, until, span.document, tuple(claims))
        for (until, piece), (span, claims) in sorted(found.items(), key=lambda one: one[0])
    )


def _first_lost(
    requirement: Requirement, held: Mapping[str, Sequence[Span]], on: date, horizon: date
) -> list[tuple[str, Span]]:
    """The pieces whose end, by the horizon, leaves this requirement unmet; none when it lasts longer."""
    day, lost = on, []
    while day <= horizon:
        runs = [run for pieces in requirement.any_of if (run := _run(pieces, held, day)) is not None]
        if not runs:
            return lost
        if any(run == {} for run in runs):
            return []
        best = max(runs, key=lambda run: min(span.until for span in run.values()))
        until = min(span.until for span in best.values())
        lost = [(piece, span) for piece, span in sorted(best.items()) if span.until == until]
        day = until + ONE_DAY
    return lost if lost and lost[0][1].until <= horizon and not _met(requirement, held, day) else []


def unproved_since(requirement: Requirement, held: Mapping[str, Sequence[Span]], on: date) -> date | None:
    """The first day of those, up to `on`, on which nothing held proves it any more.

    None while it is proved, and when nothing held ever proved it.
    """
    if _met(requirement, held, on):
        return None
    named = {piece for pieces in requirement.any_of for piece in pieces}
    ends = {span.until for piece in named for span in held.get(piece, ()) if span.until and span.until < on}
    last = next((day for day in sorted(ends, reverse=True) if _met(requirement, held, day)), None)
    return None if last is None else last + ONE_DAY


def first_gap(
    requirement: Requirement, held: Mapping[str, Sequence[Span]], since: date, until: date
) -> date | None:
    """The first day from `since` to `until`, both included, on which nothing held proves it; None: none."""
    day = since
    while day <= until:
        runs = [run for pieces in requirement.any_of if (run := _run(pieces, held, day)) is not None]
        if not runs:
            return day
        if {} in runs:
            return None
        day = max(min(span.until for span in run.values()) for run in runs) + ONE_DAY
    return None


def _run(pieces: Iterable[str], held: Mapping[str, Sequence[Span]], day: date) -> dict[str, Span] | None:
    """Of an alternative proved that day, its pieces that have an end, each with the span that lasts longest.

    None when it is not proved that day.
    """
    ending = {}
    for piece in pieces:
        spans = [span for span in held.get(piece, ()) if _covers(span, day)]
        if not spans:
            return None
        longest = max(spans, key=lambda span: (span.until or date.max, span.document))
        if longest.until:
            ending[piece] = longest
    return ending


def _met(requirement: Requirement, held: Mapping[str, Sequence[Span]], day: date) -> bool:
    return any(_run(pieces, held, day) is not None for pieces in requirement.any_of)


def _covers(span: Span, day: date) -> bool:
    return (span.since is None or span.since <= day) and (span.until is None or day <= span.until)
