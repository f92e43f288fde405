"""The general conditions every benefit opens with (titles I-A, II-A, III-A), as named conditions.

What is particular to one benefit must not enter.
"""

import math

from eligibility.rules.case import Case
from eligibility.rules.verdict import (
    Condition,
    Quantity,
    any_of,
    at_least,
    every_of,
    exactly,
    fact,
    unknown,
)
from eligibility.situation import Person


def general(
    case: Case,
    *,
    moved: str = "",
    legal: str = "I-A 4",
    suburb: str = "",
    months: str = "",
    stay: str = "I-A 2",
) -> tuple[Condition, ...]:
    """Residence, right to stay, legal benefits first: I-A 2 to 4.

    `moved`: the article that lets one year do after a move imposed by the employer; `legal`: the
    benefit's own article on legal benefits; `suburb`, `months`, `stay`: see `residence`.
    """
    return case.once(
        ("general", moved, legal, suburb, months), _general, case, moved, legal, suburb, months, stay
    )


def _general(
    case: Case, moved: str, legal: str, suburb: str, months: str, stay: str
) -> tuple[Condition, ...]:
    here = case.once(("residence", moved, suburb, months), residence, case, moved, suburb, months, stay)
    claimed = case.once(("legal_benefits", legal), legal_benefits, case, legal)
    return here, case.once("right_to_stay", right_to_stay, case), claimed


def residence(
    case: Case, moved: str = "", suburb: str = "", months: str = "", stay: str = "I-A 2"
) -> Condition:
    """Three years in Paris within the last five (I-A 2), or one after an imposed move (`moved`).

    `suburb`: the article that admits people in a suburban home of the city's welfare centre; `months`,
    `stay`: the figure of another time than three years, and the article that says so.
    """
    person = case.claimant
    if suburb and case.housing.casvp_suburb:
        return fact("residence", suburb, True, basis="suburb")
    eased = moved and person.moved_for_work is True
    name = "general.residence_months_moved_for_work" if eased else months or "general.residence_months"
    least = exactly(case.parameter(name))
    here = at_least("residence", moved if eased else stay, months_in_paris(case), least, "months")
    tenure = case.housing.tenure
    if here.holds or not suburb or case.housing.casvp_suburb is False or tenure not in (None, "institution"):
        return here
    path = f"housing.{'tenure' if tenure is None else 'casvp_suburb'}"
    return here._replace(holds=None, missing=(*here.missing, path))


def months_in_paris(case: Case) -> Quantity:
    """Months in Paris within the last five years."""
    months = case.claimant.months_in_paris_last_5_years
    return unknown(f"{case.path}.months_in_paris_last_5_years") if months is None else exactly(months)


def right_to_stay(case: Case) -> Condition:
    """French, European, or holder of a permit listed by decree 94-294 (I-A 3)."""
    person = case.claimant
    free = None if person.nationality is None else person.nationality != "other"
    listed = None if person.residence_permit is None else person.residence_permit == "listed"
    path = f"{case.path}.{'nationality' if free is None else 'residence_permit'}"
    return fact("right_to_stay", "I-A 3", any_of((free, listed)), path)


def legal_benefits(case: Case, article: str) -> Condition:
    """Legal benefits were claimed first (I-A 4)."""
    claimed = case.claimant.legal_benefits_claimed
    return fact("legal_benefits", article, claimed, f"{case.path}.legal_benefits_claimed")


def is_elderly(case: Case, person: Person) -> bool | None:
    """65, or 60 to 64 with an old-age pension for unfitness to work (II-A 2)."""
    age = person.age(case.on)
    full, early = case.parameter("general.elderly_age"), case.parameter("general.elderly_age_unfit")
    if age is None or math.isnan(full) or math.isnan(early):
        return None
    return any_of((age >= full, every_of((age >= early, person.unfit_for_work))))


def elderly(case: Case) -> Condition:
    """The claimant is one of the elderly (II-A 2)."""
    person, age = case.claimant, case.claimant.age(case.on)
    if age is None:
        return fact("elderly", "II-A 2", None, f"{case.path}.birth_date", unit="years")
    threshold = case.parameter(f"general.elderly_age{'_unfit' if person.unfit_for_work else ''}")
    holds = is_elderly(case, person)
    path = f"{case.path}.unfit_for_work"
    return fact("elderly", "II-A 2", holds, path, value=age, threshold=threshold, unit="years")


def disability_title(case: Case) -> Condition:
    """One of the titles of III-A 2; a rate or a recognition alone is none."""
    disability = case.claimant.disability
    title = disability.title if disability else None
    return fact("disability_title", "III-A 2", case.disabled, f"{case.path}.disability.title", value=title)


def the_elderly(case: Case) -> tuple[Condition, ...]:
    """The population of title II."""
    return case.once("the_elderly", lambda: (elderly(case),))


def disabled_adults(case: Case) -> tuple[Condition, ...]:
    """The population of title III."""
    return case.once("disabled_adults", lambda: (disability_title(case),))


def not_lodged_by_social_aid(case: Case, article: str) -> Condition:
    """Not lodged in an institution at the charge of the social aid."""
    tenure = case.housing.tenure
    elsewhere = None if tenure is None else tenure != "institution"
    own_means = None if case.housing.social_aid is None else not case.housing.social_aid
    path = "housing.tenure" if tenure is None else "housing.social_aid"
    return fact("not_lodged_by_social_aid", article, any_of((elsewhere, own_means)), path)


def no_hotel_by_care(case: Case, article: str) -> Condition:
    """Child welfare does not pay a hotel for the family; only those who live in one are asked."""
    paid, tenure = case.housing.hotel_paid_by_care, case.housing.tenure
    if paid is None:
        elsewhere = None if tenure is None else True if tenure != "hotel" else None
        path = "tenure" if tenure is None else "hotel_paid_by_care"
        return fact("no_hotel_by_care", article, elsewhere, f"housing.{path}")
    return fact("no_hotel_by_care", article, not paid)


def minimum(low: Quantity, floor: Quantity) -> Quantity:
    """A quantity deemed at least `floor`."""
    missing = low.missing + floor.missing
    return Quantity(max(low.low, floor.low), max(low.high, floor.high), missing)
