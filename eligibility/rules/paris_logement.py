"""Paris Logement: help with the rent (II-2.1 the elderly, III-2.1 disabled adults, IV-2.3 couples with one
child, V-3.1 people in difficulty). Only this benefit must enter.
"""

import math
from collections.abc import Callable

from eligibility.rules.case import Case, less, of_household
from eligibility.rules.charges import cap, no_arrears, pays_charges
from eligibility.rules.general import (
    disability_title,
    elderly,
    general,
    minimum,
    no_hotel_by_care,
    not_lodged_by_social_aid,
)
from eligibility.rules.title import Benefit, Title
from eligibility.rules.verdict import (
    Condition,
    Quantity,
    any_of,
    at_least,
    at_most,
    every_of,
    exactly,
    fact,
    hull,
    merged,
    total,
)
from eligibility.versions import TEXT_APRIL_2018

CHARGES = ("rent", "service_charges", "parking")
NEEDS = (
    *("identity", "right_to_stay", "residence", "resources_of_home", "lease", "housing_costs"),
    *("housing_benefit", "bank_details"),
)


def elderly_households(case: Case) -> tuple[Condition, ...]:
    return (elderly(case), composition(case, "II-2.1 a/1", with_one_child=None))


def disabled_households(case: Case) -> tuple[Condition, ...]:
    return (disability_title(case), composition(case, "III-2.1 a/1", with_one_child=None))


def couples_with_one_child(case: Case) -> tuple[Condition, ...]:
    return (composition(case, "IV-2.3 a/1", with_one_child=True),)


def households_without_child(case: Case) -> tuple[Condition, ...]:
    return (composition(case, "V-3.1 a/1", with_one_child=False),)


def for_the_elderly(case: Case) -> tuple[Condition, ...]:
    return (
        *general(case, moved=moved(case, "II-2.1 d/6"), suburb="II-2.1 d/1"),
        *tenancy(case, "II-2.1", institutions=True, floor=True),
        no_hotel_by_care(case, "II-2.1 c/4"),
        not_lodged_by_social_aid(case, "II-2.1 d/3, d/4"),
    )


def for_the_disabled(case: Case) -> tuple[Condition, ...]:
    return (
        *general(case, moved=moved(case, "III-2.1 d/6"), suburb="III-2.1 d/1"),
        *tenancy(case, "III-2.1", institutions=True, floor=True),
        no_hotel_by_care(case, "III-2.1 c/4"),
        not_lodged_by_social_aid(case, "III-2.1 d/3, d/4"),
    )


def for_families(case: Case) -> tuple[Condition, ...]:
    return (
        *general(case, moved="IV-A 5"),
        *tenancy(case, "IV-2.3"),
        no_hotel_by_care(case, "IV-2.3 c/4"),
        student_with_grant(case, "IV-2.3 d/1"),
    )


def in_difficulty(case: Case) -> tuple[Condition, ...]:
    return (
        *general(case),
        *tenancy(case, "V-3.1"),
        student_with_grant(case, "V-3.1 d/1"),
    )


def moved(case: Case, article: str) -> str:
    """d/6: one year after an imposed move, for the couple with one dependent child alone."""
    _, couple_with_one, _, _ = _composition(case)
    return article if couple_with_one else ""


def tenancy(case: Case, title: str, institutions: bool = False, floor: bool = False) -> tuple[Condition, ...]:
    """b/1 to b/6, the same in the four titles but for the floor of the effort rate (II, III)."""
    return (
        holder_of_the_lease(case, f"{title} b/1", institutions),
        at_most("resources", f"{title} b/2", resources(case), ceiling(case), "€/month"),
        at_least("effort_rate", f"{title} b/3", effort_rate(case, title, floor), least_effort(case), "%"),
        pays_charges(case, f"{title} b/4", CHARGES),
        benefits_claimed_or_decent(case, f"{title} b/5"),
        no_arrears(case, f"{title} b/6"),
    )


def resources(case: Case) -> Quantity:
    """b/2: of everybody in the home."""
    return total((case.resources("home"), case.housing_benefit_in_resources))


def composition(case: Case, article: str, with_one_child: bool | None) -> Condition:
    """a/1: alone or couple without child, or couple with one child; None: both (II, III)."""
    childless, couple_with_one, number, missing = _composition(case)
    wanted = {True: couple_with_one, False: childless, None: any_of((childless, couple_with_one))}
    return fact("composition", article, wanted[with_one_child], *missing, value=number, unit="children")


@of_household
def _composition(case: Case) -> tuple[bool | None, bool | None, float | None, tuple[str, ...]]:
    children, couple = case.children, case.in_couple
    childless = children.test(lambda world: world.all == 0)
    couple_with_one = every_of((couple, children.test(lambda world: world.all == 1)))
    missing = (*children.dependency, *(("couple",) if couple is None else ()))
    return childless, couple_with_one, children.number.value, missing


def holder_of_the_lease(case: Case, article: str, institutions: bool) -> Condition:
    """b/1; a room in an institution counts when its charges are known (II-2.1 d/1 and d/2)."""
    tenure = case.housing.tenure
    tenant = None if tenure is None else tenure == "tenant" or (institutions and tenure == "institution")
    missing = tuple(
        f"housing.{name}" for name in ("tenure", "lease_in_name") if getattr(case.housing, name) is None
    )
    return fact("lease_in_name", article, every_of((tenant, case.housing.lease_in_name)), *missing)


@of_household
def effort_rate(case: Case, title: str, floor: bool) -> Quantity:
    """b/3: (rent + parking + flat-rate charges - housing benefit) / resources of the home, in percent.

    The parking counts since April 2018; the housing benefit is no resource here in any text.
    """
    parking = (case.charge("parking"),) if case.text >= TEXT_APRIL_2018 else ()
    costs = total((case.charge("rent"), *parking, flat_charges(case, title)))
    resources = case.resources("home")
    if floor:  # "réputé être au moins égal à celui du minimum vieillesse": titles II and III only
        aspa = ("national.aspa.single", "national.aspa.couple")
        resources = minimum(resources, case.by_couple(*(case.parameter(name) for name in aspa)))
    net = less(costs, case.housing_benefit)
    ratios = [_percent(n, r) for n in (net.low, net.high) for r in (resources.low, resources.high)]
    return Quantity(min(ratios), max(ratios), merged((net.missing, resources.missing)))


def _percent(cost: float, resources: float) -> float:
    if resources == 0 or math.isinf(cost):
        return math.copysign(math.inf, cost) if cost else 0
    return round(cost / resources * 100, 9)


def flat_charges(case: Case, title: str) -> Quantity:
    """Annexe b/3: by household and flat share; a couple sharing a flat only under V."""
    shared = case.housing.flat_share

    def of(couple: bool, with_child: bool, flat_share: bool) -> float:
        halved = flat_share and (not couple or title == "V-3.1")
        kind = "shared" if halved else KINDS[couple, couple and with_child]
        return case.parameter(f"paris_logement.flat_charges.{kind}")

    options = (shared,) if shared is not None else (True, False)
    sums = hull(_by_composition(case, of, options))
    missing = ("housing.flat_share",) if shared is None else ()
    return sums._replace(missing=_composition_gaps(case) + missing if sums.value is None else ())


def benefits_claimed_or_decent(case: Case, article: str) -> Condition:
    """b/5: housing benefit claimed; else a home neither crowded nor unhealthy."""
    benefit = case.housing.housing_benefit
    claimed = benefit.claimed if benefit else None
    path = "housing.housing_benefit.claimed" if claimed is None else "housing.decent"
    return fact("housing_benefit_claimed", article, any_of((claimed, case.housing.decent)), path)


def student_with_grant(case: Case, article: str) -> Condition:
    """d/1: students only with a grant on social criteria."""
    person = case.claimant
    other = None if person.student is None else not person.student
    path = f"{case.path}.{'student' if person.student is None else 'social_grant'}"
    return fact("student_with_grant", article, any_of((other, person.social_grant)), path)


def least_effort(case: Case) -> Quantity:
    return exactly(case.parameter("paris_logement.least_effort"))


KINDS = {(False, False): "single", (True, False): "couple", (True, True): "couple_with_child"}


@of_household
def ceiling(case: Case) -> Quantity:
    """b/2: by household."""

    def of(couple: bool, with_child: bool, _: bool) -> float:
        kind = "couple_with_child" if couple and with_child else "without_child"
        return case.parameter(f"paris_logement.ceiling.{kind}")

    return hull(_by_composition(case, of), _composition_gaps(case))


@of_household
def amount(case: Case) -> Quantity:
    """a/2 by household, at most the net housing charge (b/4)."""

    def of(couple: bool, with_child: bool, _: bool) -> float:
        return case.parameter(f"paris_logement.amount.{KINDS[couple, couple and with_child]}")

    base = hull(_by_composition(case, of), _composition_gaps(case))
    return cap(base, case.net_charge(*CHARGES))


@of_household
def amount_for_families(case: Case) -> Quantity:
    """IV-2.3 a/2, at most the net housing charge (b/4), half of it for a shared child (IV-A 3)."""
    whole = case.parameter("paris_logement.amount.couple_with_child")
    return cap(case.children.shared(lambda n, _: whole if n == 1 else 0), case.net_charge(*CHARGES))


def _by_composition(
    case: Case, of: Callable[[bool, bool, bool], float], options: tuple[bool, ...] = (False,)
) -> list[float]:
    couples = (case.in_couple,) if case.in_couple is not None else (False, True)
    with_child = {world.all > 0 for world in case.children.worlds}
    return [of(c, w, option) for c in couples for w in with_child for option in options]


def _composition_gaps(case: Case) -> tuple[str, ...]:
    return (*(("couple",) if case.in_couple is None else ()), *case.children.dependency)


BENEFIT = Benefit(
    "paris_logement",
    every="month",
    titles=(
        Title("II-2.1", elderly_households, for_the_elderly, amount, NEEDS, later_months=24),
        Title(
            "III-2.1",
            disabled_households,
            for_the_disabled,
            amount,
            (*NEEDS, "disability"),
            later_months=24,
        ),
        Title(
            "IV-2.3",
            couples_with_one_child,
            for_families,
            amount_for_families,
            (*NEEDS, "family"),
            residual=True,
        ),
        Title("V-3.1", households_without_child, in_difficulty, amount, NEEDS, residual=True),
    ),
)
