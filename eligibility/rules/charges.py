"""Housing charges the four rent aids share: what counts, who pays, how it caps the aid (PL, PLF, PLFM).

Amounts and ceilings of one aid must not enter.
"""

from eligibility.rules.case import Case
from eligibility.rules.verdict import (
    Condition,
    Quantity,
    above,
    any_of,
    fact,
    merged,
    unknown,
)

# IV-2.1 b/2 and b/3, IV-2.2 b/2 and b/3: what the charge is made of, by tenure. The others pay none.
CHARGES = {
    "tenant": ("rent", "service_charges", "parking"),
    "buyer": ("loan_repayment", "coownership_charges", "parking"),
    "owner": ("coownership_charges", "parking"),
}


def net_charge(case: Case) -> Quantity:
    """The family's net monthly housing charge by its tenure."""
    tenure = case.housing.tenure
    if tenure is None:
        return unknown("housing.tenure")
    return case.net_charge(*CHARGES[tenure]) if tenure in CHARGES else Quantity(0, 0)


def pays_charges(case: Case, article: str, names: tuple[str, ...] = ()) -> Condition:
    """Charges beyond the housing benefit are paid; `names`: which sums (by tenure when none)."""
    charge = case.net_charge(*names) if names else net_charge(case)
    return above("housing_charges", article, charge, 0, "€/month")


def no_arrears(case: Case, article: str) -> Condition:
    """No unpaid housing charge."""
    arrears = case.housing.arrears
    return fact("no_arrears", article, None if arrears is None else not arrears, "housing.arrears")


def benefit_received_or_decent(case: Case, article: str) -> Condition:
    """Housing benefit received; else a home neither crowded nor unhealthy (IV-2.1 b/4, IV-2.2 b/4)."""
    aid = case.housing_benefit
    received = True if aid.low > 0 else False if aid.high == 0 else None
    path = aid.missing[0] if aid.missing else "housing.decent"
    return fact("housing_benefit_received", article, any_of((received, case.housing.decent)), path)


def cap(amount: Quantity, charge: Quantity) -> Quantity:
    """The aid, never above the net charge."""
    low, high = min(amount.low, max(charge.low, 0)), min(amount.high, max(charge.high, 0))
    return Quantity(low, high, merged((amount.missing, charge.missing)) if low != high else ())
