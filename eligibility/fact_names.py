"""What a fact's name stands for in the situation: days that become lengths, doors that close. Pure values.

Facts keep the day a thing began, for lengths grow by themselves. No database and no question may enter.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

NO_INCOME = "no_income"
INCOMES = "incomes."
LONGEST = 1440  # months

# A month (« 2015-06 », or « 2015 » when only the year is known) → the length it gives, its largest, its unit.
SINCE: Mapping[str, tuple[str, int, int]] = {
    "in_paris_since": ("months_in_paris_last_5_years", 60, 1),
    "residence_permit_since": ("residence_permit_years", 130, 12),
    "sick_leave_since": ("sick_leave_months", LONGEST, 1),
    "amethyste_until": ("amethyste_expired_months", LONGEST, 1),
    "left_paris_on": ("months_since_leaving_paris", LONGEST, 1),
    "housing.occupied_since": ("housing.months_occupied", LONGEST, 1),
    "housing.homeless_since": ("housing.homeless_months", LONGEST, 1),
    "care.last_received_on": ("care.months_since_last", LONGEST, 1),
    "works.last_ended_on": ("works.months_since_last", LONGEST, 1),
}
# A door: « no » answers what lies behind it; « yes » only calls for it.
DOORS: Mapping[str, tuple[str, Any]] = {
    "asked.disability": ("disability.title", "none"),
    "asked.autonomy": ("loss_of_autonomy", "none"),
    "asked.sick_leave": ("sick_leave_months", 0),
    "asked.arrival": ("arrival.kind", "none"),
    "asked.care": ("care.patient", "none"),
    "asked.works": ("works.part", "none"),
}


def months_since(since: str, on: date, largest: int, unit: int = 1) -> int | None:
    """Full months (or `unit` of them) from a month to that day, `largest` at most.

    From a year alone, only what every month of it gives; else None: not known.
    """
    year, _, month = since.partition("-")
    months = (int(month),) if month else (1, 12)
    lengths = {max(0, min(largest, ((on.year - int(year)) * 12 + on.month - m) // unit)) for m in months}
    return lengths.pop() if len(lengths) == 1 else None


def with_doors(known: Mapping[str, Any]) -> dict[str, Any]:
    """The same answers, a door being known when what lies behind it was told without it."""
    found = dict(known)
    for door, (path, closed) in DOORS.items():
        behind = (path, *(name for name, (length, *_) in SINCE.items() if length == path))
        told_of = [known[name] for name in behind if known.get(name) is not None]
        if told_of:
            found[door] = told_of[0] != closed
    return found


def income_kind(name: str) -> str:
    """`incomes.wage.2`, the second wage, is a wage."""
    return name.removeprefix(INCOMES).partition(".")[0]


def told(facts: Iterable[tuple[str, Any]], on: date) -> dict[str, Any]:
    """Facts by name as one subject's part of the household that `Situation.from_json` reads."""
    tree: dict[str, Any] = {}
    known = {name: value for name, value in facts if value is not None}
    for name in sorted(known, key=lambda name: (name not in DOORS, name)):  # what is told wins over its door
        value = known[name]
        if name.startswith(INCOMES):
            tree.setdefault("incomes", []).append({"kind": income_kind(name), **value})
        elif name == NO_INCOME:
            tree.setdefault("incomes", [])
        elif name in DOORS:
            if value is False:
                _place(tree, *DOORS[name])
        elif name in SINCE:
            path, largest, unit = SINCE[name]
            _place(tree, path, months_since(value, on, largest, unit))
        else:
            _place(tree, name, value)
    return tree


def _place(tree: dict[str, Any], path: str, value: Any) -> None:
    *parents, leaf = path.split(".")
    for parent in parents:
        tree = tree.setdefault(parent, {})
    tree[leaf] = value
