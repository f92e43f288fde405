"""What cannot be true of a household though each of its facts may be. Values only: no rule may enter."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eligibility.situation import Situation


def contradictions(situation: "Situation") -> list[str]:
    """What no single field shows: who is there twice, missing, or out of order."""
    found: list[str] = []
    persons = situation.persons
    if persons is None:
        return found
    roles = [person.role for person in persons]
    if "applicant" not in roles and "" not in roles:
        found.append("persons: no applicant")
    for role in ("applicant", "partner"):
        found += [f"persons[{n}].role: a second {role}" for n in _repeats(roles) if roles[n] == role]
    ids = [person.id for person in persons]
    found += [f"persons[{n}].id: given twice" for n in _repeats(ids) if ids[n]]
    if situation.couple == "none" and "partner" in roles:
        found.append('couple: "none" although a partner is listed')
    for n, person in enumerate(persons):
        found += [
            f"persons[{n}].incomes[{m}].until: before from"
            for m, income in enumerate(person.incomes or ())
            if income.since and income.until and income.until < income.since
        ]
    return found


def _repeats(values: list[str]) -> list[int]:
    return [n for n, value in enumerate(values) if value in values[:n]]
