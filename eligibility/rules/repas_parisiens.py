"""Distribution de repas aux Parisiens en difficulté: meals in the city's restaurants (V-1.2).

Only this benefit must enter.
"""

from typing import Any

from eligibility.rules.case import MANY, Case
from eligibility.rules.general import legal_benefits, residence, right_to_stay
from eligibility.rules.title import Benefit, Title, in_kind
from eligibility.rules.verdict import Condition, Quantity, any_of, at_most, every_of, exactly, fact

CODE = "repas_parisiens"


def in_difficulty(case: Case) -> tuple[Condition, ...]:
    """b/1: seeking work; or invalid without the AAH; or long on paid sick leave."""
    ways = (jobseeker(case), invalid(case), on_sick_leave(case))
    holds = any_of(holds for holds, _ in ways)
    missing = tuple(path for held, path in ways if held is None)
    return (fact("in_difficulty", "V-1.2 b/1", holds, *missing),)


def jobseeker(case: Case) -> tuple[bool | None, str]:
    return case.claimant.jobseeker, f"{case.path}.jobseeker"


def invalid(case: Case) -> tuple[bool | None, str]:
    """A pension of the first category, an annuity, or a rate below 80 % without the AAH."""
    held, path = case.claimant.disability, f"{case.path}.disability"
    annuity = receives(case, "work_accident_annuity")
    if held is None or held.title is None:
        return annuity or None, path
    if held.title == "none":
        return annuity, untold_income(case)
    below = None if held.rate is None else 0 < held.rate < case.parameter(f"{CODE}.rate")
    gap = f"{path}.rate" if below is None else untold_income(case)
    no_aah = every_of((held.title != "aah", _not(receives(case, "aah"))))
    return any_of((held.title == "invalidity_1", annuity, every_of((below, no_aah)))), gap


def on_sick_leave(case: Case) -> tuple[bool | None, str]:
    """Six months at least, and paid for it."""
    months = case.claimant.sick_leave_months
    long = None if months is None else months >= case.parameter(f"{CODE}.sick_leave_months")
    paid = receives(case, "sickness_benefit")
    path = f"{case.path}.sick_leave_months" if months is None else untold_income(case)
    return every_of((long, paid)), path


def receives(case: Case, kind: str) -> bool | None:
    """Whether the claimant has an income of this kind this month."""
    incomes = case.claimant.incomes
    if incomes is None:
        return None
    kinds = [one.kind for one in incomes if one.runs(case.month)]
    return True if kind in kinds else None if None in kinds else False


def untold_income(case: Case) -> str:
    """The kind of income nobody told, or all of them."""
    kinds = [one.kind for one in case.claimant.incomes or ()]
    return f"{case.path}.incomes[{kinds.index(None)}].kind" if None in kinds else f"{case.path}.incomes"


def _not(holds: bool | None) -> bool | None:
    return None if holds is None else not holds


def conditions(case: Case) -> tuple[Condition, ...]:
    return (
        residence(case, months=f"{CODE}.months", stay="V-1.2 d/1"),
        case.once("right_to_stay", right_to_stay, case),
        legal_benefits(case, "I-A 4"),
        at_most("resources", "V-1.2 b/2", case.resources("claimant"), ceiling(case), "€/month"),
    )


def ceiling(case: Case) -> Quantity:
    """b/2 and annexe: the ASPA of a person alone, a fifth more for each further person of the home."""
    alone = case.parameter(f"{CODE}.ceiling")
    number = len(case.persons) + bool(case.in_couple and all(p.role != "partner" for p in case.persons))
    least, most = (
        (number, number) if case.situation.described and case.in_couple is not None else (number, MANY)
    )
    more = case.parameter(f"{CODE}.each_more") / 100
    if number == most == 1:
        return exactly(alone)
    low, high = (exactly(round(alone * (1 + more * (many - 1)), 2)) for many in (least, most))
    return Quantity(low.low, high.high, () if least == most else ("couple",))


def tariff(case: Case) -> dict[str, Any]:
    """c/2: a token sum for a meal, the same for all."""
    return {"band": "token", "prices": {"meal": case.parameter(f"{CODE}.price")}}


NEEDS = ("identity", "right_to_stay", "home_in_paris", "resources_of_claimant", "difficulty")
BENEFIT = Benefit(
    CODE,
    every="in_kind",
    titles=(Title("V-1.2", in_difficulty, conditions, in_kind, NEEDS, duration_months=None, tariff=tariff),),
)
