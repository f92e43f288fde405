"""The household as facts: frozen values known or unknown (None), read from and written to JSON.

No database, no clock, no settings must enter; nothing here decides a right.
"""

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

ROLES = ("applicant", "partner", "child", "other_adult")
COUPLES = ("none", "married", "pacs", "cohabiting")
NATIONALITIES = ("french", "eu", "other")
PERMITS = ("listed", "other", "none")
TENURES = ("tenant", "owner", "buyer", "housed", "hotel", "institution", "none")
HEALTH_COVERS = ("paid", "css", "css_paid", "none")
SCHOOLINGS = ("college", "lycee", "none")
INCOME_KINDS = (
    *("wage", "self_employment", "unemployment_benefit", "sickness_benefit", "retirement_pension"),
    *("invalidity_pension", "work_accident_annuity", "maintenance_received", "aah", "aspa", "rsa"),
    *("activity_bonus", "ass", "family_benefit", "housing_benefit", "grant", "veteran_pension", "other"),
)
DISABILITY_TITLES = (
    *("aah", "actp", "pch_human_aid", "invalidity_1", "invalidity_2", "invalidity_3", "widow_invalidity"),
    *("work_accident_80", "early_public_pension", "cdc_annuity", "aeeh", "recognition_only", "none"),
)
SIZE = 10 * 1024 * 1024  # bytes of one household file
LONGEST = 50  # people in a household, incomes of a person: more is a mistake, not a family
OLDEST = 130  # years
LARGEST = 10_000_000  # euros: beyond is a typing error


class SituationFaults(ValueError):
    """The household cannot be read. `faults`: one line each, `path: what is wrong`."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class Income:
    """Euros per month. `since` and `until` are months "2023-01", both included; None: always, still."""

    kind: str | None = None
    monthly_net: float | None = None
    monthly_gross: float | None = None
    monthly_taxable: float | None = None
    since: str | None = None
    until: str | None = None

    def runs(self, month: str) -> bool:
        """Whether it is received in `month` ("2024-03")."""
        return (self.since is None or self.since <= month) and (self.until is None or month <= self.until)


@dataclass(frozen=True, slots=True)
class Disability:
    """`title`: the recognition held; `rate`: percent of incapacity."""

    title: str | None = None
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One member. `moved_for_work`, `returns_home`: derogations (IV-A 5, IV-1.3 d/1), only when invoked."""

    id: str = ""
    role: str = ""
    birth_date: date | None = None
    nationality: str | None = None
    residence_permit: str | None = None
    residence_permit_years: int | None = None
    months_in_paris_last_5_years: int | None = None
    incomes: tuple[Income, ...] | None = None
    disability: Disability | None = None
    veteran_card: bool | None = None
    unfit_for_work: bool | None = None
    student: bool | None = None
    social_grant: bool | None = None
    schooling: str | None = None
    legal_benefits_claimed: bool | None = None
    ass_condition_met: bool | None = None
    dependent: bool | None = None
    shared_custody: bool | None = None
    in_care: bool | None = None
    returns_home: bool | None = None
    moved_for_work: bool | None = None

    def age(self, on: date) -> int | None:
        """Full years at `on`."""
        born = self.birth_date
        if born is None:
            return None
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    @property
    def described(self) -> bool:
        """Whether anything at all is known of this person."""
        return any(getattr(self, key) is not None for key in _PERSON if key not in ("id", "role"))


@dataclass(frozen=True, slots=True)
class HousingBenefit:
    """`monthly`: euros received."""

    claimed: bool | None = None
    monthly: float | None = None


@dataclass(frozen=True, slots=True)
class Housing:
    """Euros per month. `social_aid`: lodged at the charge of the legal social aid (II-1.1 e/2, e/3)."""

    tenure: str | None = None
    lease_in_name: bool | None = None
    flat_share: bool | None = None
    rent: float | None = None
    service_charges: float | None = None
    parking: float | None = None
    loan_repayment: float | None = None
    coownership_charges: float | None = None
    housing_benefit: HousingBenefit | None = None
    arrears: bool | None = None
    decent: bool | None = None
    months_occupied: int | None = None
    social_aid: bool | None = None


@dataclass(frozen=True, slots=True)
class Tax:
    """`income_tax`: euros a year; `recent_change`: a fresh change of situation (I-A 5)."""

    income_tax: float | None = None
    declared_monthly_income: float | None = None
    recent_change: bool | None = None


@dataclass(frozen=True, slots=True)
class Energy:
    """`contract`: an electricity or gas contract of one's own."""

    contract: bool | None = None
    other_preventive_aid: bool | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """A household at a date. Every None means "not known", never zero nor no."""

    on: date | None = None
    couple: str | None = None
    persons: tuple[Person, ...] | None = None
    housing: Housing = Housing()
    tax: Tax = Tax()
    health_cover: str | None = None
    energy: Energy = Energy()
    renewals: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, obj: object, on: date | None = None) -> "Situation":
        """Read a parsed household. `on` is the date of the check when the household gives none.

        Raises SituationFaults with every fault found.
        """
        faults: list[str] = []
        read = _object(cls, _HOUSEHOLD)(obj, "household", faults)
        if read is None:
            raise SituationFaults(faults or ["household: not an object"])
        faults += _contradictions(read) + read.faults_on(on or read.on)
        if faults:
            raise SituationFaults(faults)
        return read

    @classmethod
    def from_text(cls, text: str | bytes, on: date | None = None) -> "Situation":
        """Read a household from JSON text of at most 10 MB. Raises SituationFaults."""
        if len(text) > SIZE:
            raise SituationFaults(["household: larger than 10 MB"])
        try:
            return cls.from_json(json.loads(text), on)
        except RecursionError:
            raise SituationFaults(["household: nested too deep"])
        except UnicodeDecodeError:
            raise SituationFaults(["household: not UTF-8 text"])
        except json.JSONDecodeError as error:
            raise SituationFaults([f"household: not JSON (line {error.lineno}, column {error.colno})"])
        except ValueError as error:
            if isinstance(error, SituationFaults):
                raise
            raise SituationFaults(["household: a number is too long"])

    def to_json(self) -> dict[str, Any]:
        """The same household as JSON values; unknown is null."""
        return _plain(self)

    def faults_on(self, on: date | None) -> list[str]:
        """What cannot be true at `on`: births after it or more than 130 years before."""
        born = [(n, person.birth_date) for n, person in enumerate(self.persons or ()) if person.birth_date]
        if on is None:
            return []
        late = [f"persons[{n}].birth_date: after the date of the check" for n, day in born if day > on]
        return late + [f"persons[{n}].birth_date: too old" for n, day in born if on.year - day.year > OLDEST]

    @property
    def described(self) -> bool:
        """False while nobody is described: a lone blank applicant says nothing of who else lives there."""
        if not self.persons:
            return False
        return self.couple is not None or any(person.described for person in self.persons)


Reader = Callable[[Any, str, list[str]], Any]


def _fault(faults: list[str], path: str, text: str) -> None:
    faults.append(f"{path}: {text}")


def _one_of(choices: tuple[str, ...]) -> Reader:
    def read(value: Any, path: str, faults: list[str]) -> str | None:
        if isinstance(value, str) and value in choices:
            return value
        return _fault(faults, path, f"not one of {', '.join(choices)}")

    return read


def _flag(value: Any, path: str, faults: list[str]) -> bool | None:
    return value if isinstance(value, bool) else _fault(faults, path, "not true or false")


def _sum(value: Any, path: str, faults: list[str]) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _fault(faults, path, "not a number")
    if isinstance(value, float) and not math.isfinite(value):
        return _fault(faults, path, "not a finite number")
    if value < 0:
        return _fault(faults, path, "negative")
    return value if value <= LARGEST else _fault(faults, path, "too large")


def _whole(highest: int) -> Reader:
    def read(value: Any, path: str, faults: list[str]) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return _fault(faults, path, "not a whole number")
        return value if 0 <= value <= highest else _fault(faults, path, f"not between 0 and {highest}")

    return read


def _percent(value: Any, path: str, faults: list[str]) -> float | None:
    value = _sum(value, path, faults)
    return value if value is None or value <= 100 else _fault(faults, path, "more than 100 %")


def _date(value: Any, path: str, faults: list[str]) -> date | None:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    return _fault(faults, path, "not a date")


def _month(value: Any, path: str, faults: list[str]) -> str | None:
    if isinstance(value, str) and re.fullmatch(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])", value):
        return value
    return _fault(faults, path, "not a month (YYYY-MM)")


def _name(value: Any, path: str, faults: list[str]) -> str | None:
    if isinstance(value, str) and re.fullmatch(r"[\w.-]{1,64}", value):
        return value
    return _fault(faults, path, "not an identifier (1 to 64 letters, digits, . _ -)")


def _list(read_item: Reader) -> Reader:
    def read(value: Any, path: str, faults: list[str]) -> tuple | None:
        if not isinstance(value, list):
            return _fault(faults, path, "not a list")
        if len(value) > LONGEST:
            return _fault(faults, path, f"more than {LONGEST} entries")
        items = [read_item(item, f"{path}[{n}]", faults) for n, item in enumerate(value)]
        return tuple(item for item in items if item is not None)

    return read


def _object(kind: type, readers: dict[str, Reader], required: tuple[str, ...] = ()) -> Reader:
    root = "on" in readers

    def read(value: Any, path: str, faults: list[str]) -> Any:
        if not isinstance(value, dict):
            return _fault(faults, path, "not an object")
        prefix = "" if root else f"{path}."
        unknown = [key for key in value if key not in readers]
        faults += [f"{prefix}{ascii(key)[1:-1][:40]}: unknown key" for key in unknown[:10]]
        if len(unknown) > 10:
            _fault(faults, path, f"{len(unknown) - 10} more unknown keys")
        faults += [f"{prefix}{key}: required" for key in required if value.get(key) is None]
        known = {
            _ATTRIBUTES.get(key, key): parsed
            for key, reader in readers.items()
            if value.get(key) is not None
            and (parsed := reader(value[key], f"{prefix}{key}", faults)) is not None
        }
        return kind(**known)

    return read


_ATTRIBUTES = {"from": "since"}  # JSON key → attribute
_KEYS = {attribute: key for key, attribute in _ATTRIBUTES.items()}
_INCOME: dict[str, Reader] = {
    "kind": _one_of(INCOME_KINDS),
    "monthly_net": _sum,
    "monthly_gross": _sum,
    "monthly_taxable": _sum,
    "from": _month,
    "until": _month,
}
_PERSON: dict[str, Reader] = {
    "id": _name,
    "role": _one_of(ROLES),
    "birth_date": _date,
    "nationality": _one_of(NATIONALITIES),
    "residence_permit": _one_of(PERMITS),
    "residence_permit_years": _whole(OLDEST),
    "months_in_paris_last_5_years": _whole(60),
    "incomes": _list(_object(Income, _INCOME)),
    "disability": _object(Disability, {"title": _one_of(DISABILITY_TITLES), "rate": _percent}),
    "schooling": _one_of(SCHOOLINGS),
} | dict.fromkeys(
    (
        *("veteran_card", "unfit_for_work", "student", "social_grant", "legal_benefits_claimed"),
        *("ass_condition_met", "dependent", "shared_custody", "in_care", "returns_home", "moved_for_work"),
    ),
    _flag,
)
_HOUSING: dict[str, Reader] = {
    "tenure": _one_of(TENURES),
    "housing_benefit": _object(HousingBenefit, {"claimed": _flag, "monthly": _sum}),
    "months_occupied": _whole(1440),
    **dict.fromkeys(("rent", "service_charges", "parking", "loan_repayment", "coownership_charges"), _sum),
    **dict.fromkeys(("lease_in_name", "flat_share", "arrears", "decent", "social_aid"), _flag),
}
_TAX: dict[str, Reader] = {"income_tax": _sum, "declared_monthly_income": _sum, "recent_change": _flag}
_HOUSEHOLD: dict[str, Reader] = {
    "on": _date,
    "couple": _one_of(COUPLES),
    "persons": _list(_object(Person, _PERSON, required=("id", "role"))),
    "housing": _object(Housing, _HOUSING),
    "tax": _object(Tax, _TAX),
    "health_cover": _one_of(HEALTH_COVERS),
    "energy": _object(Energy, {"contract": _flag, "other_preventive_aid": _flag}),
    "renewals": _list(_name),
}


def _contradictions(situation: Situation) -> list[str]:
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


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {_KEYS.get(key, key): _plain(getattr(value, key)) for key in value.__dataclass_fields__}
    return value
