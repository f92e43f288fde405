"""Ways around a general condition that several benefits of titles II and III share, and who then decides.

Amounts and tariffs must not enter.
"""

from collections.abc import Sequence

from eligibility.rules.case import Case
from eligibility.rules.general import general
from eligibility.rules.verdict import Condition, fact, merged

DEROGATION = "derogation"  # the article lets the authority say yes: "peut", "dans la limite des places"
SUBURB = "suburb"  # the article lets it, for the city's own homes outside Paris
AFTER_PRIORITY = "after_priority"  # served once those who have priority are


def by_decision(conditions: Sequence[Condition]) -> bool:
    """Whether a condition holds only if the authority says so."""
    return any(condition.basis in (DEROGATION, SUBURB, AFTER_PRIORITY) for condition in conditions)


def or_else(condition: Condition, *others: Condition) -> Condition:
    """The condition if it holds, else the first of the `others` that does; unknown while one is."""
    if condition.holds:
        return condition
    held = next((other for other in others if other.holds), None)
    if held:
        return held
    gaps = [other.missing for other in others if other.holds is None]
    return condition._replace(holds=None, missing=merged((condition.missing, *gaps))) if gaps else condition


def general_or(case: Case, *ways: Condition, places: str = "") -> tuple[Condition, ...]:
    """The general conditions (I-A 2 to 4), with `ways` around the three years in Paris.

    `places`: the article that lets others in as far as places allow.
    """
    three_years, *others = case.once("general", general, case)
    if places and three_years.holds is False:
        ways += (way_in(places, True),)
    eased = or_else(three_years, *ways)
    if eased is not three_years and eased.holds:  # the months are still told, under the article that eases
        eased = three_years._replace(holds=True, article=eased.article, basis=eased.basis, missing=())
    return eased, *others


def way_in(article: str, open_: bool | None, *paths: str, basis: str = DEROGATION) -> Condition:
    """A way around the three years in Paris."""
    return fact("residence", article, open_, *paths, basis=basis)


def suburban_home(case: Case, article: str) -> Condition:
    """Lodged in a home of the city's welfare centre outside Paris; asked only of who may live in a home."""
    tenure, there = case.housing.tenure, case.housing.casvp_suburb
    if there is None and tenure not in (None, "institution"):
        there = False
    path = f"housing.{'tenure' if tenure is None else 'casvp_suburb'}"
    return way_in(article, there, path, basis=SUBURB)
