"""The household as facts: frozen values known or unknown (None), read from and written to JSON.

No database, no clock, no settings must enter; nothing here decides a right.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility import readers as read
from eligibility import vocabulary as words
from eligibility.contradictions import contradictions
from eligibility.events import ARRIVAL, CARE, HARDSHIP, WORKS, Arrival, Care, Hardship, Works

SIZE = 10 * 1024 * 1024  # bytes of one household file
OLDEST = 130  # years
# Ages at which an article of the by-law answers otherwise than a year before.
TELLING_AGES = frozenset((*range(1, 27), 55, *range(60, 69), 70, 75))


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
    """One member. `moved_for_work`, `returns_home`, `amethyste_expired_months`: only when invoked (IV-A 5…).

    `loss_of_autonomy`: what attests it (II-A 3, III-A 3); `autonomy_certificate_on`: day of the medical
    one. `legal_meal_aid`: the legal aid for meals (II-3.4, II-4.3). `amethyste_expired_months`: since a
    suburban Améthyste ran out (II-3.1 d/2). `retired`: or in early retirement (II-3.3 c/1). `one_off_used`:
    Paris Solidarité already given once without the legal benefits (II-1.1 b/2). `relation`: of another
    adult to the applicant (IV-2.5 b/1). `days_home_per_year`: of a disabled child in care (IV-1.3 d/1).
    `onac_coupon`: free transport from the veterans' office (II-3.1 c/4, II-3.2 a/1); `transport_aid_2019`:
    the transport aid of June 2019 (III-3.1 d/2); `urgent_need`: found by a social inquiry (II-4.3 d/1).
    """

    id: str = ""
    role: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
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
    retired: bool | None = None
    loss_of_autonomy: str | None = None
    autonomy_certificate_on: date | None = None
    legal_meal_aid: str | None = None
    amethyste_expired_months: int | None = None
    months_since_leaving_paris: int | None = None
    years_in_paris_before_leaving: int | None = None
    one_off_used: bool | None = None
    jobseeker: bool | None = None
    sick_leave_months: int | None = None
    relation: str | None = None
    guardianship: bool | None = None
    days_home_per_year: int | None = None
    onac_coupon: bool | None = None
    transport_aid_2019: bool | None = None
    urgent_need: bool | None = None

    def age(self, on: date) -> int | None:
        """Full years at `on`; of a birth year alone the fewest, where no article tells the two apart."""
        born = self.birth_date
        if born is None and self.birth_year is not None:
            most = on.year - self.birth_year
            return most - 1 if most not in TELLING_AGES and most > 0 else None
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
    """Euros per month. `social_aid`: lodged at the charge of the legal social aid (II-1.1 e/2, e/3).

    `medical_institution`: with medical care and shared services (II-A 4); `casvp_suburb`: a home of the
    city's welfare centre outside Paris (II-1.1 e/1); `homeless_months`: without a fixed home in Paris
    (V-1.1 b/1); `hotel_paid_by_care`: hotel paid by child welfare (IV-2.1 d/2).
    """

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
    medical_institution: bool | None = None
    casvp_suburb: bool | None = None
    homeless_months: int | None = None
    hotel_paid_by_care: bool | None = None


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
    """A household at a date. Every None means "not known", never zero nor no.

    `renewals`: benefits asked for again in time; `renewed_before`: those already renewed once.
    """

    on: date | None = None
    couple: str | None = None
    persons: tuple[Person, ...] | None = None
    housing: Housing = Housing()
    tax: Tax = Tax()
    health_cover: str | None = None
    energy: Energy = Energy()
    renewals: tuple[str, ...] = ()
    renewed_before: tuple[str, ...] = ()
    arrival: Arrival = Arrival()
    care: Care = Care()
    works: Works = Works()
    hardship: Hardship = Hardship()

    @classmethod
    def from_json(cls, obj: object, on: date | None = None) -> "Situation":
        """Read a parsed household. `on` is the date of the check when the household gives none.

        Raises SituationFaults with every fault found.
        """
        faults: list[str] = []
        found = read.object_of(cls, _HOUSEHOLD)(obj, "household", faults)
        if found is None:
            raise SituationFaults(faults or ["household: not an object"])
        faults += contradictions(found, on or found.on) + found.faults_on(on or found.on)
        if faults:
            raise SituationFaults(faults)
        return found

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
        years = [(n, p.birth_year) for n, p in enumerate(self.persons or ()) if p.birth_year is not None]
        late += [
            f"persons[{n}].birth_year: not a year of the last {OLDEST}"
            for n, year in years
            if not on.year - OLDEST <= year <= on.year
        ]
        return late + [f"persons[{n}].birth_date: too old" for n, day in born if on.year - day.year > OLDEST]

    @property
    def described(self) -> bool:
        """False while nobody is described: a lone blank applicant says nothing of who else lives there."""
        if not self.persons:
            return False
        return self.couple is not None or any(person.described for person in self.persons)


_KEYS = {attribute: key for key, attribute in read.ATTRIBUTES.items()}
_INCOME: dict[str, read.Reader] = {
    "kind": read.one_of(words.INCOME_KINDS),
    **dict.fromkeys(("monthly_net", "monthly_gross", "monthly_taxable"), read.euros),
    **dict.fromkeys(("from", "until"), read.month),
}
_PERSON: dict[str, read.Reader] = {
    "id": read.identifier,
    "role": read.one_of(words.ROLES),
    "birth_date": read.day,
    "birth_year": read.whole(9999),
    "nationality": read.one_of(words.NATIONALITIES),
    "residence_permit": read.one_of(words.PERMITS),
    **dict.fromkeys(("residence_permit_years", "years_in_paris_before_leaving"), read.whole(OLDEST)),
    "months_in_paris_last_5_years": read.whole(60),
    "incomes": read.list_of(read.object_of(Income, _INCOME)),
    "disability": read.object_of(
        Disability, {"title": read.one_of(words.DISABILITY_TITLES), "rate": read.percent}
    ),
    "schooling": read.one_of(words.SCHOOLINGS),
    "loss_of_autonomy": read.one_of(words.AUTONOMY),
    "autonomy_certificate_on": read.day,
    "legal_meal_aid": read.one_of(words.MEAL_AIDS),
    "relation": read.one_of(words.RELATIONS),
    "days_home_per_year": read.whole(366),
    **dict.fromkeys(
        ("amethyste_expired_months", "months_since_leaving_paris", "sick_leave_months"), read.whole(1440)
    ),
} | dict.fromkeys(
    (
        *("veteran_card", "unfit_for_work", "student", "social_grant", "legal_benefits_claimed"),
        *("ass_condition_met", "dependent", "shared_custody", "in_care", "returns_home", "moved_for_work"),
        *("retired", "one_off_used", "jobseeker", "guardianship", "onac_coupon", "transport_aid_2019"),
        "urgent_need",
    ),
    read.flag,
)
_HOUSING: dict[str, read.Reader] = {
    "tenure": read.one_of(words.TENURES),
    "housing_benefit": read.object_of(HousingBenefit, {"claimed": read.flag, "monthly": read.euros}),
    **dict.fromkeys(("months_occupied", "homeless_months"), read.whole(1440)),
    **dict.fromkeys(
        ("rent", "service_charges", "parking", "loan_repayment", "coownership_charges"), read.euros
    ),
    **dict.fromkeys(
        (
            *("lease_in_name", "flat_share", "arrears", "decent", "social_aid"),
            *("medical_institution", "casvp_suburb", "hotel_paid_by_care"),
        ),
        read.flag,
    ),
}
_TAX: dict[str, read.Reader] = {
    **dict.fromkeys(("income_tax", "declared_monthly_income"), read.euros),
    "recent_change": read.flag,
}
_HOUSEHOLD: dict[str, read.Reader] = {
    "on": read.day,
    "couple": read.one_of(words.COUPLES),
    "persons": read.list_of(read.object_of(Person, _PERSON, required=("id", "role"))),
    "housing": read.object_of(Housing, _HOUSING),
    "tax": read.object_of(Tax, _TAX),
    "health_cover": read.one_of(words.HEALTH_COVERS),
    "energy": read.object_of(Energy, {"contract": read.flag, "other_preventive_aid": read.flag}),
    **dict.fromkeys(("renewals", "renewed_before"), read.list_of(read.identifier)),
    "arrival": read.object_of(Arrival, ARRIVAL),
    "care": read.object_of(Care, CARE),
    "works": read.object_of(Works, WORKS),
    "hardship": read.object_of(Hardship, HARDSHIP),
}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {_KEYS.get(key, key): _plain(getattr(value, key)) for key in value.__dataclass_fields__}
    return value
