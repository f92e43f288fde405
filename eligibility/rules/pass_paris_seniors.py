"""Pass Paris Seniors, the Navigo Améthyste until August 2019: free transport for the elderly (II-3.1).

Only this benefit must enter.
"""

from typing import Any

from eligibility.rules import transport_pass
from eligibility.rules.bands import Band
from eligibility.rules.case import Case
from eligibility.rules.derogations import general_or, or_else, suburban_home
from eligibility.rules.general import the_elderly
from eligibility.rules.title import Benefit
from eligibility.rules.verdict import Condition, every_of, fact

CODE = "pass_paris_seniors"
NEEDS = (*transport_pass.NEEDS, "veteran_card")


def conditions(case: Case) -> tuple[Condition, ...]:
    """b/1, b/2; homes in the suburbs d/1, newcomers with an Améthyste d/2."""
    ways = (suburban_home(case, "II-3.1 d/1"), transport_pass.from_the_suburbs(case, "II-3.1 d/2"))
    tax = transport_pass.income_tax(case, CODE, "II-3.1 b/1")
    veteran = veteran_of_65(case)
    eased = or_else(tax, veteran)
    if eased is veteran:  # the tax is still told
        eased = tax._replace(holds=True, article=veteran.article, missing=(), basis="veteran")
    return (*general_or(case, *ways), eased)


def veteran_of_65(case: Case) -> Condition:
    """b/2: no ceiling for veterans and their widows aged 65 and more."""
    age, full = case.claimant.age(case.on), case.parameter("general.elderly_age")
    old = None if age is None or full != full else age >= full
    missing = (
        *((f"{case.path}.birth_date",) if age is None else ()),
        *((f"{case.path}.veteran_card",) if case.claimant.veteran_card is None else ()),
    )
    return fact("veteran", "II-3.1 b/2", every_of((old, case.claimant.veteran_card)), *missing)


def share(case: Case) -> dict[str, Any]:
    """a/2 until May 2018."""
    veteran = veteran_of_65(case)
    first: Band = ("veterans", ()) if veteran.holds else (None, veteran.missing)
    return transport_pass.share(case, CODE, *(() if veteran.holds is False else (first,)))


BENEFIT = Benefit(
    CODE,
    every="in_kind",
    titles=transport_pass.titles("II-3.1", the_elderly, conditions, NEEDS, share),
)
