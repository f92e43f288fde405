"""What a household says it receives of the national rights. Values only: nothing is calculated."""

from eligibility.situation import Situation

FAMILY = ("allocations_familiales", "complement_familial", "asf", "paje_base", "aeeh")
# National right → the kinds of income that say it is received.
RECEIVED_AS: dict[str, tuple[str, ...]] = {
    **{code: (code,) for code in ("rsa", "aah", "aspa", "ass")},
    **dict.fromkeys(FAMILY, ("family_benefit",)),
    **dict.fromkeys(("bourse_college", "bourse_lycee"), ("grant",)),
    **dict.fromkeys(("asi", "css"), ()),
    "prime_activite": ("activity_bonus",),
    "aide_logement": ("housing_benefit",),
}
# Given without being asked for.
AUTOMATIC = frozenset({"cheque_energie"})


def kinds_received(situation: Situation, month: str) -> set[str | None]:
    """The kinds of income somebody of the household receives in `month` ("2024-03")."""
    incomes = (income for person in situation.persons or () for income in person.incomes or ())
    return {income.kind for income in incomes if income.runs(month)}


def received(situation: Situation, month: str) -> set[str]:
    """Codes of the national rights the household says it receives in `month` ("2024-03")."""
    kinds = kinds_received(situation, month)
    found = {code for code, said in RECEIVED_AS.items() if kinds.intersection(said)}
    benefit = situation.housing.housing_benefit
    if benefit and (benefit.monthly or 0) > 0:
        found.add("aide_logement")
    if situation.health_cover in ("css", "css_paid"):
        found.add("css")
    return found
