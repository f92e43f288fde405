"""Legal benefits come before the by-law's (I-A 4): those found by computation, neither received nor claimed.

Values only: nothing is calculated, nothing is assumed of what is not known.
"""

from collections.abc import Sequence

from eligibility.rules.verdict import Right
from eligibility.situation import Situation

# National right → the kinds of income that say it is received. The energy voucher is sent unasked: not here.
RECEIVED_AS = {
    "rsa": ("rsa",),
    "prime_activite": ("activity_bonus",),
    "aide_logement": ("housing_benefit",),
    "allocations_familiales": ("family_benefit",),
    "complement_familial": ("family_benefit",),
    "asf": ("family_benefit", "maintenance_received"),
    "paje_base": ("family_benefit",),
    "aeeh": ("family_benefit",),
    "aah": ("aah",),
    "aspa": ("aspa",),
    "asi": (),
    "ass": ("ass",),
    "css": (),
    "bourse_college": ("grant",),
    "bourse_lycee": ("grant",),
}


def to_claim_first(situation: Situation, national: Sequence[Right], month: str) -> tuple[str, ...]:
    """Codes of the legal benefits to claim before the by-law's; `month`: of the check, "2024-03".

    None when a claimant says they were claimed; whether they were stays unknown when nobody says.
    """
    claimants = [p for p in situation.persons or () if p.role in ("applicant", "partner")]
    if any(person.legal_benefits_claimed for person in claimants):
        return ()
    kinds = {
        income.kind
        for person in situation.persons or ()
        for income in person.incomes or ()
        if income.runs(month)
    }
    housing = situation.housing.housing_benefit
    has = {
        "aide_logement": housing is not None and bool(housing.claimed or housing.monthly),
        "css": situation.health_cover in ("css", "css_paid"),
    }
    return tuple(
        right.code
        for right in national
        if right.entitled
        and right.code in RECEIVED_AS
        and not kinds & set(RECEIVED_AS[right.code])
        and not has.get(right.code)
    )
