"""Avantages de la carte ONAC: free parks, pools and sports grounds (II-3.2). Only this benefit must enter."""

from eligibility.rules.case import Case
from eligibility.rules.general import general, the_elderly
from eligibility.rules.title import Benefit, Title, in_kind
from eligibility.rules.verdict import Condition, fact


def conditions(case: Case) -> tuple[Condition, ...]:
    """a/1: the card, and the free transport it gives."""
    person = case.claimant
    return (
        *case.once("general", general, case),
        fact("veteran_card", "II-3.2 a/1", person.veteran_card, f"{case.path}.veteran_card"),
        fact("onac_coupon", "II-3.2 a/1", person.onac_coupon, f"{case.path}.onac_coupon"),
    )


NEEDS = ("identity", "right_to_stay", "residence", "veteran_card")
BENEFIT = Benefit(
    "carte_onac",
    every="in_kind",
    titles=(Title("II-3.2", the_elderly, conditions, in_kind, NEEDS, None),),
)
