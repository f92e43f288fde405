"""Which site an address belongs to on a day: dated rules, the most specific wins (BL I-B 1, I-B 2).

Values in, values out: no database, no clock. Nothing about a household may enter but where it lives.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from nps.accounts import written_addresses

ALL_PARIS = 0  # in the place of an arrondissement, for a permanence that receives from all of them
ARRONDISSEMENTS = range(1, 21)


class RuleKind(TextChoices):
    """What a rule speaks of; what is written lower is more specific. Homeless people have rules apart."""

    ARRONDISSEMENT = "arrondissement", _("Un arrondissement entier")
    STREET = "street", _("Une rue d’un arrondissement")
    PART = "part", _("Une partie d’une rue")
    HOMELESS = "homeless", _("Sans domicile fixe")


class Parity(TextChoices):
    BOTH = "both", _("Tous les numéros")
    ODD = "odd", _("Les numéros impairs")
    EVEN = "even", _("Les numéros pairs")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a household lives: what of it the rules look at. No arrondissement: outside Paris."""

    arrondissement: int | None
    street: str = ""
    number: int | None = None
    homeless: bool = False


def place(line: str, arrondissement: int | None, *, homeless: bool = False) -> Place:
    """An address as written. `homeless`: no fixed home can be told, whatever address is written."""
    return Place(arrondissement, *written_addresses.read(line), homeless)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a rule is about, without its site and its days. Numbers are those of the parity, both included."""

    kind: RuleKind
    arrondissement: int
    street: str = ""
    first: int | None = None
    last: int | None = None
    parity: Parity = Parity.BOTH

    def holds(self, here: Place) -> bool:
        """Whether the place lies there. A part of a street holds no address without a number."""
        if here.homeless != (self.kind == RuleKind.HOMELESS):
            return False
        if self.arrondissement not in (here.arrondissement, ALL_PARIS):
            return False
        if self.kind in (RuleKind.ARRONDISSEMENT, RuleKind.HOMELESS):
            return True
        return self.street == here.street and (self.kind == RuleKind.STREET or self._numbered(here.number))

    def _numbered(self, number: int | None) -> bool:
        if number is None or not (self.first or 0) <= number <= (self.last or number):
            return False
        return self.parity == Parity.BOTH or (number % 2 == 1) == (self.parity == Parity.ODD)

    def meets(self, other: "Ground") -> bool:
        """Whether some place lies in both, both being equally specific."""
        same = (self.kind, self.arrondissement, self.street)
        if same != (other.kind, other.arrondissement, other.street):
            return False
        apart = {self.parity, other.parity} == {Parity.ODD, Parity.EVEN}
        start, end = max(self.first or 0, other.first or 0), _least(self.last, other.last)
        return not apart and (end is None or start <= end)


def _least(one: int | None, other: int | None) -> int | None:
    return min((n for n in (one, other) if n is not None), default=None)


def ground(
    kind: RuleKind,
    arrondissement: int,
    street: str = "",
    first: int | None = None,
    last: int | None = None,
    parity: Parity = Parity.BOTH,
) -> Ground:
    """A ground from what somebody wrote: the street plain, the numbers drawn in to those of the parity.

    Raises ValueError when it holds no number.
    """
    if kind != RuleKind.PART:
        return Ground(
            kind, arrondissement, written_addresses.street(street) if kind == RuleKind.STREET else ""
        )
    if parity != Parity.BOTH:
        odd = parity == Parity.ODD
        first = first + (first % 2 != odd) if first is not None else None
        last = last - (last % 2 != odd) if last is not None else None
    elif first is not None and first == last:
        parity = Parity.ODD if first % 2 else Parity.EVEN
    if last is not None and last < (first or 1):
        raise ValueError("no number in this part of a street")
    return Ground(kind, arrondissement, written_addresses.street(street), first, last, parity)


@dataclass(frozen=True, slots=True)
class Rule:
    """A ground belongs to a site from `since` to `until`, that day not included. `key`: its row."""

    ground: Ground
    site: int
    since: date
    until: date | None = None
    key: int | None = None

    def holds_on(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


class Map:
    """The rules of one day, found by arrondissement and street."""

    def __init__(self, rules: Iterable[Rule], on: date):
        self.on = on
        self._rules: dict[tuple, list[Rule]] = {}
        for rule in rules:
            if rule.holds_on(on):
                said = rule.ground
                self._rules.setdefault((said.kind, said.arrondissement, said.street), []).append(rule)

    @property
    def rules(self) -> list[Rule]:
        return [rule for some in self._rules.values() for rule in some]

    @property
    def told_by_street(self) -> set[int]:
        """The arrondissements of which some street has its own rule: elsewhere the street says nothing."""
        return {n for _kind, n, street in self._rules if street}

    def touched_by(self, other: "Map") -> set[int]:
        """The sites here that may lose somebody on the other map: a ground that differs lies in theirs."""
        mine = {(rule.ground, rule.site) for rule in self.rules}
        differ = {said for said, _site in mine ^ {(rule.ground, rule.site) for rule in other.rules}}
        places = {(said.kind == RuleKind.HOMELESS, said.arrondissement) for said in differ}
        return {
            rule.site
            for rule in self.rules
            for homeless, n in places
            if homeless == (rule.ground.kind == RuleKind.HOMELESS)
            and (n == rule.ground.arrondissement or ALL_PARIS in (n, rule.ground.arrondissement))
        }

    def rule_for(self, here: Place) -> Rule | None:
        """The most specific rule; None outside Paris, or where nothing was ever written."""
        kept = (rule for key in _keys(here) for rule in self._rules.get(key, ()) if rule.ground.holds(here))
        return next(kept, None)


def _keys(here: Place) -> Iterator[tuple]:
    """Where to look, the most specific first."""
    n, street = here.arrondissement, here.street
    if here.homeless:
        yield from ((RuleKind.HOMELESS, n, ""), (RuleKind.HOMELESS, ALL_PARIS, ""))
    elif n is not None:
        yield from (
            (RuleKind.PART, n, street),
            (RuleKind.STREET, n, street),
            (RuleKind.ARRONDISSEMENT, n, ""),
        )


def site_for(here: Place, on: date, rules: Iterable[Rule]) -> int | None:
    """The site this place belongs to on that day; None outside Paris, or where no rule was ever written."""
    rule = Map(rules, on).rule_for(here)
    return rule.site if rule else None


# A reorganisation


@dataclass(frozen=True, slots=True)
class Line:
    """One change: a ground goes to a site; without a site, its own rule ends and a wider one takes over.

    `written`: the street as somebody typed it.
    """

    ground: Ground
    site: int | None
    written: str = field(default="", compare=False)

    def as_json(self) -> dict[str, Any]:
        said = self.ground
        named = {"kind": str(said.kind), "arrondissement": said.arrondissement, "street": said.street}
        return named | {
            "first": said.first, "last": said.last, "parity": str(said.parity),
            "site": self.site, "written": self.written,
        }  # fmt: skip

    @classmethod
    def of_json(cls, row: Mapping[str, Any]) -> "Line":
        said = {**row}
        site, written = said.pop("site"), said.pop("written")
        said |= {"kind": RuleKind(said["kind"]), "parity": Parity(said["parity"])}
        return cls(Ground(**said), site, written)


class Clash(ValueError):
    """A line that cannot be drawn on the map; `rule`: the equally specific one it meets, if any."""

    def __init__(self, line: Line, rule: Rule | None = None):
        self.line, self.rule = line, rule
        super().__init__("this line cannot be drawn")


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What a reorganisation writes: rules that end on its day, and those that follow them."""

    ended: tuple[Rule, ...]
    added: tuple[tuple[Rule, Line], ...]

    def upon(self, rules: Iterable[Rule]) -> list[Rule]:
        """The map afterwards, every day of it."""
        ends = {rule.key: rule for rule in self.ended}
        return [ends.get(rule.key, rule) for rule in rules] + [rule for rule, _line in self.added]


def redraw(lines: Iterable[Line], rules: Iterable[Rule], on: date) -> Redrawn:
    """What `lines` change from the day `on`: days before are untouched, rules already to come are kept.

    A line that says what the map says already writes nothing. Raises Clash.
    """
    ended: list[Rule] = []
    added: list[tuple[Rule, Line]] = []
    known = list(rules)
    for line in lines:
        own = next((rule for rule in known if rule.ground == line.ground and rule.holds_on(on)), None)
        if own is None and line.site is None:
            raise Clash(line)
        if own and own.site == line.site:
            continue
        until = own.until if own else _next(known, line.ground, on)
        if own:
            ended.append(replace(own, until=on))
            known[known.index(own)] = ended[-1]
        if line.site is None:
            continue
        rule = Rule(line.ground, line.site, on, until)
        if met := next((one for one in known if _together(one, rule)), None):
            raise Clash(line, met)
        added.append((rule, line))
        known.append(rule)
    return Redrawn(tuple(ended), tuple(added))


def _next(rules: Iterable[Rule], said: Ground, on: date) -> date | None:
    later = (
        rule.since for rule in rules if rule.ground == said and rule.since > on and rule.since != rule.until
    )
    return min(later, default=None)


def _together(one: Rule, other: Rule) -> bool:
    if not one.ground.meets(other.ground):
        return False
    start, end = max(one.since, other.since), min(one.until or date.max, other.until or date.max)
    return start < end


def moved(here: Place, before: Map, after: Map) -> tuple[int, int] | None:
    """(former site, new site) when the two maps place it differently; None when nothing moves."""
    then, now = before.rule_for(here), after.rule_for(here)
    return (then.site, now.site) if then and now and then.site != now.site else None
