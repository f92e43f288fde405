"""National rights through OpenFisca-France: the only module that talks to it, loaded once, when first asked.

Feeds months, net with gross and taxable, and never a silent zero; no by-law rule must enter.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from eligibility.feeding import CLAIMANTS, entities, estimates, months_fed
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
from eligibility.situation import Person, Situation

WORKING_AGE = 16  # years; nobody younger is asked what they earn
# No variable looks further back than this with a non-zero value when nothing was earned before N-2.
OLDEST_YEAR = 2015
MAJORITY = 18

# What may be fed as nothing for every month since 2015 when no income of the kind was given: compared
# with the uncut calculation over many households, never different (tests/eligibility/test_national.py).
IDLE_MONTHS = (
    *("salaire_net", "salaire_imposable", "retraite_imposable"),
    *("chomage_net", "chomage_brut", "chomage_imposable"),
)
IDLE_YEARS = (
    *("rfr", "revenu_assimile_salaire", "revenu_assimile_pension"),
    "traitements_salaires_pensions_rentes",
)
IDLE_WITHOUT_DISABILITY = ("aah", "aah_base", "caah", "mva")


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
        if age is None:
            yield f"persons[{n}].birth_date"
        if person.incomes is None and (age is None or age >= WORKING_AGE or person.role != "child"):
            yield f"persons[{n}].incomes"
        for m, income in enumerate(person.incomes or ()):
            if income.kind in (None, "other"):
                yield f"persons[{n}].incomes[{m}].kind"
            elif income.monthly_net is None and income.monthly_gross is None:
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


def _taxed(situation: Situation, on: date) -> Iterator[str]:
    """Sickness benefits, which OpenFisca leaves out of the taxed income some rights are built on."""
    for n, person in enumerate(situation.persons or ()):
        for m, income in enumerate(person.incomes or ()):
            if income.kind == "sickness_benefit":
                yield f"persons[{n}].incomes[{m}]"


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
    for n, person in _people(situation, CLAIMANTS):
        kinds = {income.kind for income in person.incomes or ()}
        if not kinds & {"wage", "retirement_pension", "ass"} and person.ass_condition_met is None:
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
    National("aide_logement", "aide_logement", "month", (_tenure, _rent, _taxed), "CCH L822-2"),
    National("allocations_familiales", "af", "month", (_taxed,), "CSS L512-2"),
    National("complement_familial", "cf", "month", (_taxed,), "CSS L512-2"),
    National("asf", "asf", "month", (), "CSS L512-2"),
    National("paje_base", "paje_base", "month", (_taxed,), "CSS L512-2"),
    National("aeeh", "aeeh", "month", (_disability_of(("child",), rate=False),), "CSS L512-2"),
    National("aah", "aah", "month", (_disability_of(CLAIMANTS, rate=True),), "CSS L821-1"),
    National("aspa", "aspa", "month", (_origin,), "CSS L816-1"),
    National("asi", "asi", "month", (_origin, _disability_of(CLAIMANTS, rate=False)), "CSS L816-1"),
    National("ass", "ass", "month", (_long_unemployed,), "Code du travail L5423-1"),
    National("css", "css_participation_forfaitaire", "in_kind", (), "CSS L160-1"),
    National("cheque_energie", "cheque_energie", "year", (_tenure, _taxed)),
    National("bourse_college", "bourse_college", "year", (_schooling(10, 16), _taxed)),
    National("bourse_lycee", "bourse_lycee", "year", (_schooling(14, 20), _taxed)),
)
CODES = tuple(right.code for right in RIGHTS)
EVERY = {right.code: right.every for right in RIGHTS}


def rights(situation: Situation, on: date) -> tuple[Right, ...]:
    """Every national right of the household at `on`, in the order of CODES.

    Undetermined with `missing` where a needed fact is not known; `estimated` where gross or taxable
    sums had to be estimated from the net.
    """
    common = (*_household(situation, on), *_children(situation, on))
    gaps = {right.code: _gaps(right, common, situation, on) for right in RIGHTS}
    found = {} if common else _calculate(situation, on)
    estimated = any(estimates(person) for person in situation.persons or ())
    return tuple(_right(right, gaps[right.code], found, estimated, situation) for right in RIGHTS)


def gaps(situation: Situation, on: date) -> tuple[tuple[str, ...], ...]:
    """For each right, the facts it cannot do without and that are not known; nothing is calculated."""
    common = (*_household(situation, on), *_children(situation, on))
    return tuple(_gaps(right, common, situation, on) for right in RIGHTS)


def _gaps(right: National, common: tuple[str, ...], situation: Situation, on: date) -> tuple[str, ...]:
    return merged((common, *(tuple(needs(situation, on)) for needs in right.needs)))


def _right(
    right: National,
    gaps: tuple[str, ...],
    found: dict[str, float],
    estimated: bool,
    situation: Situation,
) -> Right:
    value = found.get(right.code) if not gaps else None
    held = None if value is None else value >= 0 if right.code == "css" else value > 0
    result = Condition(
        name="openfisca",
        article=f"OpenFisca {right.variable}",
        holds=held,
        value=value if held else None if value is None else 0.0,
        unit="€/month" if right.every in ("month", "in_kind") else "€/year",
        missing=gaps,
        basis="estimated" if estimated and value is not None else "",
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
        estimated=estimated and value is not None,
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

_lock = threading.Lock()


@cache
def _system() -> Any:
    """The tax and benefit system, five seconds to load, once in a process."""
    from openfisca_france import FranceTaxBenefitSystem  # noqa: PLC0415 (slow to load)

    return FranceTaxBenefitSystem()


def _calculate(situation: Situation, on: date, cut: bool = True) -> dict[str, float]:
    """Code → euros per month or year at `on`; `cut`: feed known nothing for speed."""
    from openfisca_core.simulation_builder import SimulationBuilder  # noqa: PLC0415 (slow to load)

    month, months = on.isoformat()[:7], months_fed(on)
    claimants = [n for n, _ in _people(situation, CLAIMANTS)]
    with _lock:  # one calculation at a time: OpenFisca shares caches between simulations
        simulation = SimulationBuilder().build_from_entities(_system(), entities(situation, months))
        if cut:
            _cut(simulation, situation, on)
        found = {right.code: _value(simulation, right, month, claimants) for right in RIGHTS}
        if not found["css"] and not simulation.calculate("cmu_c", month)[0]:
            found["css"] = NO_COVER
    return found


def _value(simulation: Any, right: National, month: str, claimants: list[int]) -> float:
    period = month[:4] if right.variable == "cheque_energie" else month
    values = simulation.calculate(right.variable, period)
    of_persons = _system().variables[right.variable].entity.is_person
    return round(float(values[claimants].sum() if of_persons else values[0]), 2)


def _cut(simulation: Any, situation: Situation, on: date) -> None:
    """Store nothing where nothing can be but zero, instead of letting OpenFisca find it out."""
    from openfisca_core.periods import period  # noqa: PLC0415 (slow to load)

    months = [
        period(f"{year}-{month:02d}")
        for year in range(OLDEST_YEAR, on.year + 1)
        for month in range(1, 13)
        if (year, month) <= (on.year, on.month)
    ]
    years = [period(str(year)) for year in range(OLDEST_YEAR, on.year - 2)]
    rated = any(person.disability and person.disability.rate for person in situation.persons or ())
    for variable in IDLE_MONTHS:
        _put(simulation, variable, months)
    for variable in IDLE_YEARS:
        _put(simulation, variable, years)
    if not rated:
        for variable in IDLE_WITHOUT_DISABILITY:
            _put(simulation, variable, months[:-1])


def _put(simulation: Any, variable: str, periods: list[Any]) -> None:
    holder = simulation.get_holder(variable)
    zeros = holder.default_array()
    for each in periods:
        if holder._memory_storage.get(each) is None:
            holder._memory_storage.put(zeros, each)
