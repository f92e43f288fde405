"""Allocation d’accompagnement: a monthly sum for who stops work for a sick relative (IV-1.5).

Only this benefit must enter.
"""

from eligibility.rules.case import Case, left
from eligibility.rules.general import general
from eligibility.rules.title import Benefit, Title
from eligibility.rules.verdict import (
    Condition,
    Quantity,
    above,
    at_least,
    at_most,
    exactly,
    fact,
    merged,
    unknown,
)

CODE = "allocation_accompagnement"
MINORS = ("child_palliative", "child_seriously_ill", "child_hospitalised")  # a/2


def carers(case: Case) -> tuple[Condition, ...]:
    """a/1 and a/2: of a relative at the end of life, or of a gravely ill child under age."""
    care = case.situation.care
    ill = None if care.patient is None else care.patient != "none"
    return (
        fact("sick_relative", "IV-1.5 a/2", ill, "care.patient", value=care.patient),
        fact("close_relative", "IV-1.5 a/1", care.close_relative, "care.close_relative"),
    )


def conditions(case: Case) -> tuple[Condition, ...]:
    care = case.situation.care
    return (
        *general(case, moved="IV-A 5"),
        fact("stopped_work", "IV-1.5 b/1", care.stopped_work, "care.stopped_work"),
        above("income_not_compensated", "IV-1.5 c/4", loss(case), 0, "€/month"),
        *(renewal(case) if renewed(case) else (delay(case),)),
    )


def loss(case: Case) -> Quantity:
    """c/4: the income lost that nothing compensates, euros per month."""
    care = case.situation.care
    lost, received = (
        unknown(f"care.{name}") if value is None else exactly(value)
        for name, value in (("income_lost", care.income_lost), ("compensation", care.compensation))
    )
    return left(lost, received)


def renewed(case: Case) -> bool:
    """Whether it is asked for again in a row (d/1), not anew after the time c/6 asks for."""
    since = case.situation.care.months_since_last
    waited = since is not None and since >= case.parameter(f"{CODE}.months_between")
    return bool(case.situation.care.months_received) and not waited


def delay(case: Case) -> Condition:
    """c/6: twelve months after the end of the aid; nothing to wait for when it was never received."""
    care, article = case.situation.care, "IV-1.5 c/6"
    if care.months_since_last is None:
        return fact("delay", article, None if care.months_received is None else True, "care.months_received")
    least = exactly(case.parameter(f"{CODE}.months_between"))
    return at_least("delay", article, exactly(care.months_since_last), least, "months")


def renewal(case: Case) -> tuple[Condition, ...]:
    """d/1: by three months, up to twelve in a row, for the parents of a gravely ill child under age."""
    care, article = case.situation.care, "IV-1.5 d/1"
    income, basis = case.declared_income(home=False)
    ceiling = exactly(case.parameter(f"{CODE}.renewal_ceiling"))
    most = exactly(case.parameter(f"{CODE}.renewal_months") - 1)
    child = None if care.patient is None else care.patient in MINORS
    return (
        fact("gravely_ill_child", article, child, "care.patient", value=care.patient),
        at_most("declared_income", article, income, ceiling, "€/month", basis),
        at_most("months_received", article, exactly(care.months_received or 0), most, "months"),
    )


def amount(case: Case) -> Quantity:
    """c/3, never more than the income lost less what compensates it (c/4)."""
    most, lost = exactly(case.parameter(f"{CODE}.amount")), loss(case)
    low, high = min(most.low, lost.low), min(most.high, lost.high)
    return Quantity(low, high, merged((most.missing, lost.missing)) if low != high else ())


NEEDS = (
    *("identity", "right_to_stay", "residence", "family", "sick_relative", "income_lost"),
    *("declared_income_of_couple", "bank_details"),
)
BENEFIT = Benefit(
    CODE,
    every="month",
    titles=(Title("IV-1.5", carers, conditions, amount, NEEDS, duration_months=3),),
)
