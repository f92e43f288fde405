"""What views hand to the components of a page: small values, without any query."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from nps.ui import formats
from nps.ui.icons import icon
from nps.ui.navigation import address
from nps.ui.status import KINDS, status_of

Text = str | Promise


@dataclass(frozen=True)
class Tag:
    """A word with its icon; prints itself as HTML. Sentence case, never a link, one per object.

    `value`: the day the word tells, where it tells one.
    """

    kind: str
    word: Text
    value: dt.date | None = None

    @property
    def plain(self) -> str | dt.date:
        """The tag in a table that leaves the page."""
        return self.value or str(self.word)

    def __str__(self) -> SafeString:
        # The brackets are for paper only: colours and borders do not print.
        return format_html(
            '<span class="nps-tag nps-tag--{}">{}<span class="nps-tag-word">{}</span></span>',
            self.kind,
            icon(KINDS[self.kind]),
            self.word,
        )

    __html__ = __str__

    @classmethod
    def of(cls, machine: str, state: str) -> "Tag":
        status = status_of(machine, state)
        return cls(status.kind, status.word)


@dataclass(frozen=True)
class Link:
    """A link for a table cell or a summary line; `about` is heard, not seen, so that links differ.

    `value`: the day the text tells, where it tells one.
    """

    text: Text
    url: str
    about: Text = ""
    value: dt.date | None = None

    @property
    def plain(self) -> str | dt.date:
        """The link in a table that leaves the page."""
        return self.value or str(self.text)

    def __str__(self) -> SafeString:
        hidden = format_html(' <span class="visually-hidden">{}</span>', self.about) if self.about else ""
        return format_html('<a href="{}">{}{}</a>', self.url, self.text, hidden)

    __html__ = __str__


@dataclass(frozen=True)
class Row:
    """One line of a summary list: what, its value, where it comes from, the page where it is changed."""

    label: Text
    value: object
    source: object = ""
    change_url: str = ""
    change_label: Text = ""


@dataclass(frozen=True)
class Act:
    """One line of « Et maintenant ? »: possible now by me (`url`), by somebody else (`who`),
    or not yet (`reason`).

    `link` is where what blocks can be unblocked. `post` makes the act a button that posts to `url`.
    """

    label: Text
    url: str = ""
    who: Text = ""
    reason: Text = ""
    link: Link | None = None
    post: bool = False
    quiet: bool = False  # never the filled button: leaving the path is not the next step


@dataclass(frozen=True)
class Event:
    """One line of a timeline: `act` in the past participle; `who` with function and site."""

    at: dt.datetime
    act: Text
    who: Text = ""
    reason: Text = ""
    link: Link | None = None


@dataclass(frozen=True)
class Day:
    date: dt.date
    events: tuple[Event, ...]


def by_day(events: Iterable[Event]) -> list[Day]:
    """Newest first, one heading per local day."""
    ordered = sorted(events, key=lambda event: event.at, reverse=True)
    days = groupby(ordered, key=lambda event: timezone.localtime(event.at).date())
    return [Day(date, tuple(lines)) for date, lines in days]


@dataclass(frozen=True)
class Clock:
    """A legal date and what happens on it; `stopped_until` while the law stops the count."""

    due: dt.date
    effect: Text
    stopped_until: dt.date | None = None

    def kind(self, today: dt.date) -> str:
        """wait when stopped, bad once passed, warn within fourteen days, info before."""
        days = (self.due - today).days
        if self.stopped_until and today <= self.stopped_until:
            return "wait"
        return "bad" if days < 0 else "warn" if days <= 14 else "info"


@dataclass(frozen=True)
class Column:
    """A table column; `kind` is text, number or date; `sort` is ascending, descending or empty.

    `leaves`: whether it is in the table one takes away; False for what only serves the page, as its buttons.
    """

    label: Text
    kind: str = "text"
    sort: str = ""
    sort_url: str = ""
    leaves: bool = True


@dataclass(frozen=True)
class Table:
    """A list for people: the first cell of a row is its heading.

    Cells are text, numbers, Tag, Link, or values written for people here: days, and sums as Decimal.
    """

    caption: Text
    columns: tuple[Column, ...]
    rows: Iterable[tuple[object, ...]]
    caption_hidden: bool = False

    def lines(self) -> list[list[tuple[Column, object]]]:
        return [list(zip(self.columns, map(_shown, row), strict=True)) for row in self.rows]


def _shown(cell: object) -> object:
    if isinstance(cell, dt.datetime) and timezone.is_aware(cell):
        cell = timezone.localtime(cell)
    if isinstance(cell, dt.date):
        return formats.date_short(cell)
    return "" if cell is None else formats.money(cell) if isinstance(cell, Decimal) else cell


@dataclass(frozen=True)
class DocumentCard:
    """A supporting document: type and period as title, whose, what it proves and until when."""

    title: Text
    whose: Text
    tag: Tag
    proves: Text = ""
    valid_until: dt.date | None = None
    download_url: str = ""
    media: Text = ""  # "PDF, 210 Ko"
    acts: tuple[Link, ...] = field(default=())


@dataclass(frozen=True)
class CasePage:
    """The banner and side menu shared by all sections of one case file."""

    reference: str
    household: Text  # « foyer Okafor »
    state: str
    referent: Text = ""  # « M. Leroy, Paris 18e »
    clock: Clock | None = None  # the nearest one
    safe_contact: bool = False
    counts: dict[str, int] = field(default_factory=dict)  # section key (navigation.CASE_SECTIONS) → number
    read_only: bool = False  # seen by exceptional access: no act is offered

    @property
    def url(self) -> str:
        return address("cases:case", self.reference)
