"""National rights: what each cannot do without, and what OpenFisca-France answers, loaded when first asked.

Never a silent zero; no by-law rule must enter. `feeding` says how, `simulation` calculates.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.failures import failure
from eligibility.feeding import CLAIMANTS, FEEDS, estimates, fed, rated
from eligibility.rules.verdict import (
    ENTITLED,
    NOT_ENTITLED,
    UNDETERMINED,
    Condition,
    Right,
    every_of,
    fact,
    merged,
)
from eligibility.situation import Housing, Person, Situation
from eligibility.tracing import Step, steps

WORKING_AGE = 16  # years; nobody younger is asked what they earn
MAJORITY = 18
RETIREMENT = 67  # years; full pension whatever the career (CSS L351-8), the end of unemployment benefits
Found = dict[str, float | str]  # code → euros per month or year, or why it could not be computed


@dataclass(frozen=True, slots=True)
class National:
    """A national right: its variable, the period it is paid by, the facts it cannot do without."""

    code: str
    variable: str
    every: str
    needs: tuple[Callable[[Situation, date], Iterator[str]], ...]
    stay: str = ""  # the article that asks foreigners for a permit; none when empty


def _household(situation: Situation, on: date) -> Iterator[str]:
    """Who lives there, their ages, what they earn: every national right looks at these."""
    if not situation.described or not situation.persons:
        yield "persons"
    persons = situation.persons or ()
    partner = any(person.role == "partner" for person in persons)
    if situation.couple is None and not partner:
        yield "couple"
    elif situation.couple not in (None, "none") and not partner:
        yield "persons"
    for n, person in enumerate(persons):
        age = person.age(on)
        if person.birth_date is None:
            yield f"persons[{n}].birth_date"
        if person.incomes is None and (age is None or age >= WORKING_AGE or person.role != "child"):
            yield f"persons[{n}].incomes"
        for m, income in enumerate(person.incomes or ()):
            if income.kind in (None, "other"):
                yield f"persons[{n}].incomes[{m}].kind"
            elif income.kind in FEEDS and income.monthly_net is None and income.monthly_gross is None:
                yield f"persons[{n}].incomes[{m}].monthly_net"


def _children(situation: Situation, on: date) -> Iterator[str]:
    """Shared custody and care change every family's count; a grown child may be a household of its own."""
    for n, person in _people(situation, ("child",)):
        if person.shared_custody is None:
            yield f"persons[{n}].shared_custody"
        if person.in_care is None:
            yield f"persons[{n}].in_care"
        if person.dependent is None and (person.age(on) or 0) >= MAJORITY:
            yield f"persons[{n}].dependent"


def _sick(situation: Situation, on: date) -> Iterator[str]:
    """Sickness benefits, which OpenFisca counts twice in AAH and ASS once they are taxed like a wage."""
    for n, person in _people(situation, CLAIMANTS):
        for m, income in enumerate(person.incomes or ()):
            if income.kind == "sickness_benefit":
                yield f"persons[{n}].incomes[{m}]"


def _dated(situation: Situation, on: date) -> Iterator[str]:
    """After a recent change, since when: else what is earned now would be read as earned two years ago."""
    incomes = [
        (f"persons[{n}].incomes", m, income)
        for n, person in _people(situation, CLAIMANTS)
        for m, income in enumerate(person.incomes or ())
    ]
    if situation.tax.recent_change and not any(i.since or i.until for _, _, i in incomes):
        yield from (f"{path}[{m}].from" for path, m, _ in incomes)
        if not incomes:
            yield f"persons[{_people(situation, CLAIMANTS)[0][0]}].incomes"


def _origin(situation: Situation, on: date) -> Iterator[str]:
    for n, person in _people(situation, CLAIMANTS):
        if person.nationality is None:
            yield f"persons[{n}].nationality"
        elif person.nationality == "other" and person.residence_permit_years is None:
            yield f"persons[{n}].residence_permit_years"


def _tenure(situation: Situation, on: date) -> Iterator[str]:
    if situation.housing.tenure is None:
        yield "housing.tenure"


def _rent(situation: Situation, on: date) -> Iterator[str]:
    housing = situation.housing
    if housing.tenure in ("tenant", "hotel", "institution") and housing.rent is None:
        yield "housing.rent"
    if housing.tenure == "buyer" and housing.loan_repayment is None:
        yield "housing.loan_repayment"


def _disability_of(roles: tuple[str, ...], rate: bool) -> Callable[[Situation, date], Iterator[str]]:
    def needs(situation: Situation, on: date) -> Iterator[str]:
        for n, person in _people(situation, roles):
            held = person.disability
            received = any(income.kind == "aah" for income in person.incomes or ())
            if held is None or held.title is None:
                yield f"persons[{n}].disability.title"
            elif rate and held.title != "none" and held.rate is None and not received:
                yield f"persons[{n}].disability.rate"

    return needs


def _long_unemployed(situation: Situation, on: date) -> Iterator[str]:
    """Asked of those who may be registered jobseekers only; what is answered is not asked again."""
    for n, person in _people(situation, CLAIMANTS):
        kinds = {income.kind for income in person.incomes or ()}
        out = kinds & {"wage", "retirement_pension", "ass"} or person.jobseeker is False
        if not out and person.ass_condition_met is None and (person.age(on) or 0) < RETIREMENT:
            yield f"persons[{n}].ass_condition_met"


def _schooling(youngest: int, oldest: int) -> Callable[[Situation, date], Iterator[str]]:
    def needs(situation: Situation, on: date) -> Iterator[str]:
        for n, person in _people(situation, ("child",)):
            age = person.age(on)
            if age is not None and youngest <= age <= oldest and person.schooling is None:
                yield f"persons[{n}].schooling"

    return needs


RIGHTS = (
    National("rsa", "rsa", "month", (_origin, _tenure), "CASF L262-4"),
    National("prime_activite", "ppa", "month", (_origin, _tenure), "CSS L842-2"),
    National("aide_logement", "aide_logement", "month", (_tenure, _rent), "CCH L822-2"),
    National("allocations_familiales", "af", "month", (), "CSS L512-2"),
    National("complement_familial", "cf", "month", (), "CSS L512-2"),
    National("asf", "asf", "month", (), "CSS L512-2"),
    National("paje_base", "paje_base", "month", (), "CSS L512-2"),
    National("aeeh", "aeeh", "month", (_disability_of(("child",), rate=False),), "CSS L512-2"),
    National("aah", "aah", "month", (_disability_of(CLAIMANTS, rate=True), _sick), "CSS L821-1"),
    National("aspa", "aspa", "month", (_origin,), "CSS L816-1"),
    National("asi", "asi", "month", (_origin, _disability_of(CLAIMANTS, rate=False)), "CSS L816-1"),
    National("ass", "ass", "month", (_long_unemployed, _sick), "Code du travail L5423-1"),
    National("css", "css_participation_forfaitaire", "in_kind", (), "CSS L160-1"),
    National("cheque_energie", "cheque_energie", "year", (_tenure,)),
    National("bourse_college", "bourse_college", "year", (_schooling(10, 16),)),
    National("bourse_lycee", "bourse_lycee", "year", (_schooling(14, 20),)),
)
CODES = tuple(right.code for right in RIGHTS)
_BY_CODE = {right.code: right for right in RIGHTS}
EVERY = {right.code: right.every for right in RIGHTS}


def rights(situation: Situation, on: date) -> tuple[Right, ...]:
    """Every national right of the household at `on`, in the order of CODES.

    Undetermined with `missing` where a needed fact is not known; `estimated` where gross or taxable
    sums had to be estimated from the net.
    """
    return rights_of_many((situation,), on)[0]


def rights_of_many(situations: Sequence[Situation], on: date) -> list[tuple[Right, ...]]:
    """The same for each household, calculated together: equal to one by one, at a fraction of the cost."""
    gaps_of = [gaps(situation, on) for situation in situations]
    ready = [n for n, missing in enumerate(gaps_of) if not all(missing)]
    calculated = calculate([situations[n] for n in ready], on)
    found: dict[int, Found] = dict(zip(ready, calculated, strict=True))
    return [_rights(situation, gaps_of[n], found.get(n, {})) for n, situation in enumerate(situations)]


def _rights(situation: Situation, missing: tuple[tuple[str, ...], ...], found: Found) -> tuple[Right, ...]:
    rough = any(estimates(person) for person in situation.persons or ())
    return tuple(
        _right(right, gaps, found, situation, rough) for right, gaps in zip(RIGHTS, missing, strict=True)
    )


def trace(situation: Situation, on: date, code: str) -> tuple[Step, ...]:
    """What matters of the calculation of one right, at most eight steps; none while it lacks a fact, or
    when it cannot be computed (the check says so). Raises KeyError for a code that is not of CODES.
    """
    right = _BY_CODE[code]
    if dict(zip(CODES, gaps(situation, on), strict=True))[code]:
        return ()
    from eligibility.simulation import Run, lock  # noqa: PLC0415 (slow to load)

    with lock:
        try:
            return steps(Run(fed([situation], on)), code, right.variable, on.isoformat()[:7])
        except Exception as error:
            failure(f"{code}, its steps", error)
            return ()


def gaps(situation: Situation, on: date) -> tuple[tuple[str, ...], ...]:
    """For each right, the facts it cannot do without and that are not known; nothing is calculated."""
    common = (*_household(situation, on), *_children(situation, on), *_dated(situation, on))
    return tuple(_gaps(right, common, situation, on) for right in RIGHTS)


def _gaps(right: National, common: tuple[str, ...], situation: Situation, on: date) -> tuple[str, ...]:
    return merged((common, *(tuple(needs(situation, on)) for needs in right.needs)))


def _right(right: National, gaps: tuple[str, ...], found: Found, situation: Situation, rough: bool) -> Right:
    value = found.get(right.code) if not gaps else None
    if isinstance(value, str):
        return Right(right.code, None, UNDETERMINED, right.every, error=value)
    held = None if value is None else value >= 0 if right.code == "css" else value > 0
    estimated = value is not None and rough
    result = Condition(
        name="openfisca",
        article=f"OpenFisca {right.variable}",
        holds=held,
        value=value if held else None if value is None else 0.0,
        unit="€/month" if right.every in ("month", "in_kind") else "€/year",
        missing=gaps,
        basis="estimated" if estimated else "",
    )
    conditions = (*_stay(right, situation), result)
    holds = every_of(condition.holds for condition in conditions)
    status = ENTITLED if holds else UNDETERMINED if holds is None else NOT_ENTITLED
    sums = right.every != "in_kind" and value is not None
    applicant = next((person.id for person in situation.persons or () if person.role == "applicant"), None)
    return Right(
        code=right.code,
        by_law=None,
        status=status,
        every=right.every,
        amount=(value if holds is not False else 0.0) if sums else 0.0 if holds is False else None,
        conditions=conditions,
        missing=merged(condition.missing for condition in conditions) if holds is not False else (),
        estimated=estimated,
        claimant=applicant,
    )


def _stay(right: National, situation: Situation) -> Iterator[Condition]:
    """Foreigners need a permit, except where the law asks for none."""
    for n, person in _people(situation, ("applicant",)):
        if right.stay and person.nationality == "other":
            holds = {"listed": True, "none": False}.get(person.residence_permit or "")
            yield fact("right_to_stay", right.stay, holds, f"persons[{n}].residence_permit")


def _people(situation: Situation, roles: tuple[str, ...]) -> list[tuple[int, Person]]:
    return [(n, person) for n, person in enumerate(situation.persons or ()) if person.role in roles]


# Calculating

NO_COVER = -1.0  # css: neither free (0 € a month) nor against a participation
BATCH = 4000  # households of one simulation: 0.3 GB


def preload(on: date) -> None:
    """Load the tax and benefit system and the parameters of `on`, once in a process and before it forks."""
    calculate([_ANYBODY], on)


def calculate(situations: Sequence[Situation], on: date, cut: bool = True) -> list[Found]:
    """The values of each household, whose facts must be known. `cut`: feed known nothing, for speed."""
    found: list[Found] = [{} for _ in situations]
    places: dict[bool, list[int]] = {}
    for n, situation in enumerate(situations):
        places.setdefault(rated(situation), []).append(n)
    for together in places.values():
        for start in range(0, len(together), BATCH):
            batch = together[start : start + BATCH]
            values = _values([situations[n] for n in batch], on, cut)
            for code, column in values.items():
                for n, value in zip(batch, column, strict=True):
                    found[n][code] = value
    return found


def _values(situations: list[Situation], on: date, cut: bool) -> dict[str, list[float] | list[str]]:
    """Code → one value a household; a variable that raises, or all of them, hides no other."""
    from eligibility.simulation import Run, lock  # noqa: PLC0415 (slow to load)

    def safely(code: str, compute: Callable[[], Any]) -> Any:
        try:
            return compute()
        except Exception as error:  # one failing variable must not hide the others
            return [failure(code, error)] * len(situations)

    with lock:
        run = safely("national", lambda: Run(fed(situations, on), cut))
        if isinstance(run, list):
            return dict.fromkeys(CODES, run)
        return {
            right.code: safely(right.code, lambda right=right: _column(run, right, on)) for right in RIGHTS
        }


def _column(run: Any, right: National, on: date) -> list[float]:
    month = on.isoformat()[:7]
    values = run.values(right.variable, month[:4] if right.variable == "cheque_energie" else month)
    if right.code == "css":
        free = run.values("cmu_c", month)
        return [v if v or cover else NO_COVER for v, cover in zip(values, free, strict=True)]
    return values


_ANYBODY = Situation(
    couple="none",
    persons=(Person("a", "applicant", date(1980, 1, 1), incomes=()),),
    housing=Housing(tenure="tenant", rent=500.0),
)
