"""The front door: the rights of a household at a date, the best compatible bundle, what would prove them.

No database, no clock, no settings must enter: the date is given, the result depends on nothing else.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from documents.planning import Requirement
from eligibility import national
from eligibility.bundles import Bundle, best_bundle, possible_bundle
from eligibility.computed import completed, depends, marked
from eligibility.failures import failure
from eligibility.legal_first import to_claim_first
from eligibility.parameters import Figures
from eligibility.rules import BENEFITS, proofs
from eligibility.rules.case import Case
from eligibility.rules.title import Benefit, decide
from eligibility.rules.verdict import UNDETERMINED, Right
from eligibility.situation import Situation, SituationFaults
from eligibility.versions import FIRST_DAY, law
from eligibility.wording import NAMES

__all__ = ["CODES", "Bundle", "Result", "Right", "check", "check_many", "law", "requirements"]

CHUNK = 4000  # households whose national rights are held at once
_BY_CODE: dict[str, Benefit] = {benefit.code: benefit for benefit in BENEFITS}
CODES: tuple[str, ...] = (*_BY_CODE, *national.CODES)


@dataclass(frozen=True, slots=True)
class Result:
    """An immutable answer. `bundle`: the best compatible by-law rights; `possible`: what more might be.

    `first`: national rights found, neither received nor claimed, to be claimed before the by-law's (I-A 4).
    `computed`: facts the by-law was given from national rights, as nobody stated them (path → euros a month).
    """

    on: date
    law: dict[str, str | None]
    rights: tuple[Right, ...]
    bundle: Bundle
    possible: Bundle
    first: tuple[str, ...] = ()
    computed: dict[str, float] = field(default_factory=dict)

    def right(self, code: str) -> Right:
        """The right of this code. Raises KeyError."""
        return next((right for right in self.rights if right.code == code), None) or _unknown(code)

    def to_json(self) -> dict[str, Any]:
        """The output of `check_rights` (CONTRACTS), with `possible`, `first` and `computed` added."""
        return {
            "on": self.on.isoformat(),
            "law": dict(self.law),
            "rights": [right.to_json() for right in self.rights],
            "bundle": self.bundle.to_json(),
            "possible": self.possible.to_json(),
            "first": list(self.first),
            "computed": dict(self.computed),
        }


def check(
    situation: Situation,
    *,
    on: date | None = None,
    national: bool = True,
    figures: Figures | None = None,
) -> Result:
    """Every right of the household at `on` (by default the household's own date), by-law then national.

    National rights come first: what they tell and nobody stated (housing benefit…) completes the household
    for the by-law, marked as computed. `figures`: those of the by-law when they are not the published ones.

    Raises SituationFaults without a date, before the first by-law, or when a birth date lies after it.
    """
    return check_many((situation,), on=on, national=national, figures=figures)[0]


def check_many(
    situations: Sequence[Situation],
    *,
    on: date | None = None,
    national: bool = True,
    figures: Figures | None = None,
) -> list[Result]:
    """`check` for each household, in order, national rights calculated together.

    Raises SituationFaults as soon as one has faults.
    """
    days = [_day(situation, on) for situation in situations]
    results: dict[int, Result] = {}
    for day in dict.fromkeys(days):
        texts = law(day, national, figures)
        places = [n for n, its in enumerate(days) if its == day]
        for start in range(0, len(places), CHUNK):
            chunk = places[start : start + CHUNK]
            found = _national([situations[n] for n in chunk], day) if national else [()] * len(chunk)
            for n, rights in zip(chunk, found, strict=True):
                results[n] = _result(situations[n], day, rights, figures, texts)
    return [results[n] for n in range(len(situations))]


def _result(
    situation: Situation,
    day: date,
    national: tuple[Right, ...],
    figures: Figures | None,
    texts: dict[str, str | None],
) -> Result:
    whole, added = completed(situation, national)
    by_law = {right.code: right for right in _by_law(whole, day, figures)}
    if added:
        rest_on_it = [benefit for benefit in BENEFITS if depends(benefit, added, day)]
        for stated in _by_law(situation, day, figures, rest_on_it):
            by_law[stated.code] = marked(by_law[stated.code], stated)
    rights = (*by_law.values(), *national)
    bundle = best_bundle(right for right in rights if right.entitled)
    first = to_claim_first(situation, national, day.isoformat()[:7])
    return Result(day, texts, rights, bundle, possible_bundle(rights, bundle), first, added)


def requirements(
    situation: Situation, codes: Iterable[str], on: date | None = None
) -> tuple[Requirement, ...]:
    """What must be proved to apply for the by-law benefits `codes`, equal needs merged.

    National rights are applied for elsewhere and ask for nothing here. Raises KeyError for an unknown
    code, SituationFaults as `check`.
    """
    day = _day(situation, on)
    cases = _cases(situation, day)
    found: dict[str, Requirement] = {}
    for code in dict.fromkeys(codes):
        if code not in CODES:
            _unknown(code)
        if code not in _BY_CODE:
            continue
        verdict = decide(_BY_CODE[code], cases)
        for one in proofs.requirements(verdict.case, verdict.title.needs):
            known = found.get(one.id, one)
            found[one.id] = known._replace(benefits=(*known.benefits, code))
    return tuple(found.values())


def supposed(situation: Situation, on: date, figures: Figures | None = None) -> Callable[[str], Right]:
    """The by-law right of each code for a household that is only supposed: no fault looked for, no proof."""
    cases = _cases(situation, on, figures)
    return lambda code: decide(_BY_CODE[code], cases).right


def _day(situation: Situation, on: date | None) -> date:
    day = on or situation.on
    if day is None:
        raise SituationFaults(["on: required, the date of the check"])
    faults = situation.faults_on(day)
    if day < FIRST_DAY:
        faults.insert(0, f"on: no by-law at hand before {FIRST_DAY}")
    if faults:
        raise SituationFaults(faults)
    return day


def _cases(situation: Situation, on: date, figures: Figures | None = None) -> list[Case]:
    """The household seen from each adult who may claim; one of a couple is enough (IV-A 2)."""
    persons = situation.persons or ()
    claimants = sorted(
        (n for n, person in enumerate(persons) if person.role in ("applicant", "partner")),
        key=lambda n: persons[n].role,
    )
    first = Case(situation, on, *claimants[:1], figures=figures)
    return [first, *(Case(situation, on, n, figures, beside=first) for n in claimants[1:])]


def _by_law(
    situation: Situation, on: date, figures: Figures | None, benefits: Sequence[Benefit] | None = None
) -> Iterable[Right]:
    cases = _cases(situation, on, figures)
    for benefit in BENEFITS if benefits is None else benefits:
        try:
            yield decide(benefit, cases, proofs.types).right
        except Exception as error:  # one failing rule must not hide the others
            by_law = benefit.titles[0].by_law
            yield _failed(benefit.code, by_law, benefit.every, failure(benefit.code, error))


def _national(situations: Sequence[Situation], on: date) -> Iterable[tuple[Right, ...]]:
    try:
        found = national.rights_of_many(situations, on)
    except Exception as error:  # nor OpenFisca the by-law
        words = failure("national", error)
        failed = tuple(_failed(code, None, national.EVERY[code], words) for code in national.CODES)
        return [failed] * len(situations)
    return [tuple(right._replace(name=NAMES[right.code]) for right in rights) for rights in found]


def _failed(code: str, by_law: str | None, every: str, words: str) -> Right:
    return Right(code, by_law, UNDETERMINED, every, error=words, name=NAMES[code])


def _unknown(code: str) -> Any:
    raise KeyError(f"{code}: no such benefit")
