"""Legal benefits come before the by-law's (I-A 4): those found by computation, neither received nor claimed.

Values only: nothing is calculated, nothing is assumed of what is not known.
"""

from collections.abc import Sequence

from eligibility.received import RECEIVED_AS, kinds_received, received
from eligibility.rules.verdict import Right
from eligibility.situation import Situation


def to_claim_first(situation: Situation, national: Sequence[Right], month: str) -> tuple[str, ...]:
    """Codes of the legal benefits to claim before the by-law's; `month`: of the check, "2024-03".

    None when a claimant says they were claimed; whether they were stays unknown when nobody says.
    """
    claimants = [p for p in situation.persons or () if p.role in ("applicant", "partner")]
    if any(person.legal_benefits_claimed for person in claimants):
        return ()
    held = received(situation, month)
    if "maintenance_received" in kinds_received(situation, month):
        held.add("asf")  # for who receives none
    if situation.housing.housing_benefit and situation.housing.housing_benefit.claimed:
        held.add("aide_logement")
    return tuple(
        right.code
        for right in national
        if right.entitled and right.code in RECEIVED_AS and right.code not in held
    )
