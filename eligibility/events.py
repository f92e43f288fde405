"""What happens to a household: children at once, care, works, hardship; how each is read. No rule here."""

from dataclasses import dataclass
from datetime import date

from eligibility import readers as read
from eligibility import vocabulary as words


@dataclass(frozen=True, slots=True)
class Arrival:
    """Several children born or adopted at once (IV-1.4); `on`: the births, or the adoption judgment."""

    kind: str | None = None
    on: date | None = None
    children: int | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """Work given up for a sick relative (IV-1.5). Euros per month lost, and received in its place.

    `close_relative`: one of a/1; `months_received`: of this aid, in a row; `months_since_last`: since its
    end.
    """

    patient: str | None = None
    close_relative: bool | None = None
    stopped_work: bool | None = None
    income_lost: float | None = None
    compensation: float | None = None
    months_received: int | None = None
    months_since_last: int | None = None


@dataclass(frozen=True, slots=True)
class Works:
    """Works planned in the home (II-2.2, IV-2.6, V-3.2). `adaptation`: to a handicap.

    `landlord_duty`: owed by the landlord (decent home); `voted`: by the co-owners; `stays`: the owner
    undertakes to stay three years; `aided_before`: works were already paid by this aid, which ended
    `months_since_last` ago; `opah`: within a planned operation, or an exceptional situation.
    """

    part: str | None = None
    purpose: str | None = None
    begun: bool | None = None
    finished: bool | None = None
    landlord_duty: bool | None = None
    voted: bool | None = None
    stays: bool | None = None
    aided_before: bool | None = None
    months_since_last: int | None = None
    opah: bool | None = None


@dataclass(frozen=True, slots=True)
class Hardship:
    """`temporary`: money troubles for a time (V-2.1 a/1); `disaster`: fire, flood (V-2.1 b/2).

    The sums: euros of each discretionary aid within the last twelve months.
    """

    temporary: bool | None = None
    disaster: bool | None = None
    homeless_aid: float | None = None
    exceptional_aid: float | None = None
    disaster_aid: float | None = None


ARRIVAL: dict[str, read.Reader] = {
    "kind": read.one_of(words.ARRIVALS),
    "on": read.day,
    "children": read.whole(read.LONGEST),
}
CARE: dict[str, read.Reader] = {
    "patient": read.one_of(words.PATIENTS),
    **dict.fromkeys(("close_relative", "stopped_work"), read.flag),
    **dict.fromkeys(("income_lost", "compensation"), read.euros),
    **dict.fromkeys(("months_received", "months_since_last"), read.whole(1440)),
}
WORKS: dict[str, read.Reader] = {
    "part": read.one_of(words.PARTS),
    "purpose": read.one_of(words.PURPOSES),
    **dict.fromkeys(("begun", "finished", "landlord_duty", "voted", "stays"), read.flag),
    **dict.fromkeys(("aided_before", "opah"), read.flag),
    "months_since_last": read.whole(1440),
}
HARDSHIP: dict[str, read.Reader] = {
    **dict.fromkeys(("temporary", "disaster"), read.flag),
    **dict.fromkeys(("homeless_aid", "exceptional_aid", "disaster_aid"), read.euros),
}
