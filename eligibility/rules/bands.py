"""What a household pays for a benefit in kind: its tax band A to E, the prices of the band (annexe II, III).

The prices themselves are parameters; no condition of a benefit must enter.
"""

import math
from typing import Any

from eligibility.rules import complement_sante_paris, paris_solidarite
from eligibility.rules.case import Case
from eligibility.rules.derogations import suburban_home
from eligibility.rules.title import decide
from eligibility.rules.verdict import UNDETERMINED, any_of, every_of, merged

Band = tuple[str | None, tuple[str, ...]]  # and the facts that would tell it
MINIMA = ("rsa", "aah", "aspa", "ass")  # annexe II 3.4, III 3.3


def tariff(case: Case, code: str, items: tuple[str, ...], band: Band) -> dict[str, Any]:
    """The band, and its price for each of `items` the annexe of the day gives, euros."""
    letter, missing = band
    known = letter is not None and len(letter) == 1
    prices = prices_of(case, f"{code}.{letter.lower()}", items) if known else {}
    return {"band": letter, "prices": prices, **({"missing": list(missing)} if missing else {})}


def prices_of(case: Case, name: str, items: tuple[str, ...]) -> dict[str, float]:
    """The figures `name.item` at hand on the day, euros."""
    prices = {item: case.parameter(f"{name}.{item}") for item in items}
    return {item: price for item, price in prices.items() if not math.isnan(price)}


def by_tax(case: Case) -> Band:
    """A: holders of Paris Solidarité or Complément Santé Paris; B to E by income tax."""
    return case.once("band", _band, case, False, ())


def by_tax_or_legal_aid(case: Case) -> Band:
    """The same, A for who receives the legal meal aid too (II-4.3, III-4.3)."""
    aid = case.claimant.legal_meal_aid
    received = None if aid is None else aid == "received"
    return case.once("band or aid", _band, case, received, _gap(case, received))


def by_tax_or_suburban_aid(case: Case) -> Band:
    """The same, A for who lives on a minimum income in a suburban home without the legal meal aid (II-3.4,
    III-3.3); at cost for who does not claim that aid (II-3.4 c/2, III-3.3 c/2).
    """
    aid = case.claimant.legal_meal_aid
    home = suburban_home(case, "")
    minimum, gaps = receives(case, MINIMA) if home.holds is not False else (False, ())
    on_minimum = every_of((home.holds, minimum))
    gaps = (*home.missing, *gaps)
    if aid == "not_claimed" and not on_minimum:
        return ("cost", ()) if on_minimum is False else (None, gaps)
    received = None if aid is None else aid == "received"
    also_a = any_of((received, on_minimum))
    missing = (*_gap(case, received), *gaps) if also_a is None else ()
    band = case.once("band or suburb", _band, case, also_a, missing)
    return (None, _gap(case, received)) if band[0] == "A" and aid is None and not on_minimum else band


def holder(case: Case) -> tuple[bool | None, tuple[str, ...]]:
    """Whether the claimant holds Paris Solidarité or Complément Santé Paris, by this same check."""
    return case.once("holder", _holder, case)


def receives(case: Case, kinds: tuple[str, ...]) -> tuple[bool | None, tuple[str, ...]]:
    """Whether the claimant receives one of these kinds of income."""
    incomes = case.claimant.incomes
    if incomes is None:
        return None, (f"{case.path}.incomes",)
    running = [(n, income.kind) for n, income in enumerate(incomes) if income.runs(case.month)]
    if any(kind in kinds for _, kind in running):
        return True, ()
    gaps = tuple(f"{case.path}.incomes[{n}].kind" for n, kind in running if kind is None)
    return (None, gaps) if gaps else (False, ())


def _band(case: Case, also_a: bool | None, missing: tuple[str, ...]) -> Band:
    held, gaps = (True, ()) if also_a else holder(case)
    in_a = any_of((also_a, held))
    if in_a:
        return "A", ()
    tax = case.situation.tax.income_tax
    unknown_tax = ("tax.income_tax",) if tax is None else ()
    if in_a is None or tax is None:
        return None, merged((gaps, missing, unknown_tax))
    limits = [case.parameter(f"bands.{name}") for name in ("b", "c", "d")]
    if any(math.isnan(limit) for limit in limits):
        return None, ()
    return "BCDE"[sum(tax > limit for limit in limits)], ()


def _holder(case: Case) -> tuple[bool | None, tuple[str, ...]]:
    gaps: list[tuple[str, ...]] = []
    for benefit in (paris_solidarite.BENEFIT, complement_sante_paris.BENEFIT):
        right = decide(benefit, [case]).right
        if right.entitled:
            return True, ()
        if right.status == UNDETERMINED:
            gaps.append(right.missing)
    return (None, merged(gaps)) if gaps else (False, ())


def _gap(case: Case, received: bool | None) -> tuple[str, ...]:
    return (f"{case.path}.legal_meal_aid",) if received is None else ()
