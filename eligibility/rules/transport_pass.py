"""What the two transport passes share: the ceiling on income tax, ways in after a move, the share paid until
May 2018 (II-3.1, III-3.1). Who each pass is for must not enter.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from eligibility.rules.bands import Band, holder, prices_of, receives
from eligibility.rules.case import Case
from eligibility.rules.derogations import by_decision, way_in
from eligibility.rules.title import Table, Title, in_kind
from eligibility.rules.verdict import Condition, any_of, at_most, exactly, merged, unknown

Tariff = Callable[[Case], dict[str, Any]]

PAID_UNTIL = date(2018, 5, 31)  # a/2: free of charge in the by-law of 1 June 2018
FREE_SINCE = date(2018, 6, 1)
AMETHYSTE_MONTHS = 6  # II-3.1 d/2, III-3.1 d/1
DURATION = 12  # months; c/2
NEEDS = ("identity", "right_to_stay", "residence", "income_tax")
ZONES = ("zones_1_2", "zones_1_5")
TAXED = ("tax_0", "tax_380", "tax_992", "tax_1600", "tax_beyond")  # kinds of holder by income tax
MINIMA = ("aspa", "aah")  # annexe a/2; neither ASI nor the widow's allowance is a kind of income known here


def titles(
    by_law: str, population: Table, conditions: Table, needs: tuple[str, ...], share: Tariff
) -> tuple[Title, Title]:
    """The same pass, paid for by its `share` until May 2018, free of charge since (a/2)."""
    free = Title(by_law, population, conditions, in_kind, needs, DURATION, by_decision, since=FREE_SINCE)
    return replace(free, tariff=share, since=None, until=PAID_UNTIL), free


def income_tax(case: Case, code: str, article: str) -> Condition:
    """b/1: the ceiling is higher when the pass is asked for again in time."""
    tax = case.situation.tax.income_tax
    known = unknown("tax.income_tax") if tax is None else exactly(tax)
    step = "renewal" if code in case.situation.renewals else "first"
    limit = exactly(case.parameter(f"{code}.ceiling.{step}"))
    return at_most("income_tax", article, known, limit, "€/year")


def from_the_suburbs(case: Case, article: str) -> Condition:
    """Come to Paris less than six months after a suburban Améthyste ran out; only when invoked."""
    months = case.claimant.amethyste_expired_months
    return way_in(article, months is not None and months < AMETHYSTE_MONTHS)


def share(case: Case, code: str, also: Band = ("", ())) -> dict[str, Any]:
    """What was paid a year for zones 1 and 2 or 1 to 5, by kind of holder then by tax (annexe a/2).

    `also`: a kind of holder that goes before the others, its name null while it cannot be told.
    """
    kind, missing = also
    if kind == "":
        kind, missing = case.once("pass holder", _holder, case, code)
    names = ZONES if kind != "veterans" else ZONES[1:]
    prices = prices_of(case, f"{code}.share.{kind}", names) if kind else {}
    return {"band": kind, "prices": prices, **({"missing": list(missing)} if missing else {})}


def _holder(case: Case, code: str) -> Band:
    held, gaps = holder(case)
    poor, kinds = receives(case, MINIMA)
    disability = case.claimant.disability
    on_minima = any_of((held, poor, disability is not None and disability.title == "aah"))
    if on_minima:
        return "minima", ()
    tax = case.situation.tax.income_tax
    if on_minima is None or tax is None:
        return None, merged((gaps, kinds, ("tax.income_tax",) if tax is None else ()))
    limits = [case.parameter(name) for name in ("bands.b", "bands.c", f"{code}.share.limit")]
    if any(math.isnan(limit) for limit in limits):
        return None, ()
    return TAXED[(tax > 0) + sum(tax > limit for limit in limits)], ()
