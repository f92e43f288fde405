"""Amélioration de l’habitat: help with works in the home (II-2.2 the elderly, III-2.2 disabled adults, IV-2.6
families, V-3.2 owners, common parts only). Only this benefit must enter.
"""

from eligibility.rules.case import CHILD_TITLES, Case, of_household
from eligibility.rules.derogations import DEROGATION, general_or
from eligibility.rules.general import disabled_adults, the_elderly
from eligibility.rules.title import Benefit, Title, always, in_kind
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
    unknown,
)
from eligibility.situation import Person

CODE = "amelioration_habitat"
OWNERS = ("owner", "buyer")
LIVED_MONTHS = 36  # b/1
BETWEEN_MONTHS = 24  # e/1
CHILD_AGE = 20  # years; IV-2.6 b/2: code de la sécurité sociale, R512-2
LARGE_FAMILY = 3  # children; annexe IV 2.6 a/3
NEEDS = ("identity", "right_to_stay", "residence", "income_tax", "works")


@of_household
def families(case: Case) -> tuple[Condition, ...]:
    """IV-2.6 b/2: at least one child in the sense of social security, or a disabled one whatever the age."""
    return (at_least("children", "IV-2.6 b/2", children(case), exactly(1), "children"),)


def anybody(case: Case) -> tuple[Condition, ...]:
    """V-3.2: whom no other title fits."""
    return ()


def for_the_elderly(case: Case) -> tuple[Condition, ...]:
    return conditions(case, "II-2.2", adapts=adaptation(case))


def for_the_disabled(case: Case) -> tuple[Condition, ...]:
    return conditions(case, "III-2.2", adapts=adaptation(case))


def for_families(case: Case) -> tuple[Condition, ...]:
    family = case.children
    adapts = every_of((adaptation(case), family.test(lambda world: world.disabled > 0)))
    gaps = (*family.dependency, *family.disability) if adaptation(case) else ()
    return conditions(case, "IV-2.6", adapts, gaps, tax="b/3", stay="b/4")


def conditions(
    case: Case,
    title: str,
    adapts: bool | None,
    gaps: tuple[str, ...] = (),
    tax: str = "b/2",
    stay: str = "b/3",
) -> tuple[Condition, ...]:
    """`adapts`: whether the works do without three years in the home (e/2); `gaps`: what would tell it."""
    part = case.situation.works.part
    return (
        *general_or(case),
        fact("works_planned", f"{title} a/2", None if part is None else part != "none", "works.part"),
        occupant(case, f"{title} b/1", (*OWNERS, "tenant")),
        lived_there(case, title, adapts, gaps),
        own_share(case, f"{title} a/2"),
        not_owed_by_the_landlord(case, f"{title} a/2"),
        income_tax(case, f"{title} {tax}"),
        will_stay(case, f"{title} {stay}"),
        asked_in_time(case, f"{title} c/1"),
        no_recent_aid(case, f"{title} e/1", exempt=True),
    )


def for_owners(case: Case) -> tuple[Condition, ...]:
    works = case.situation.works
    common = None if works.part is None else works.part == "common"
    return (
        *general_or(case),
        fact("common_parts", "V-3.2 a/2", common, "works.part"),
        fact("works_voted", "V-3.2 a/2", works.voted, "works.voted"),
        occupant(case, "V-3.2 b/1", OWNERS),
        lived_there(case, "V-3.2", adapts=False),
        income_tax(case, "V-3.2 b/2"),
        will_stay(case, "V-3.2 b/3"),
        asked_in_time(case, "V-3.2 c/1"),
        no_recent_aid(case, "V-3.2 e/1", exempt=False),
    )


def adaptation(case: Case) -> bool | None:
    """Whether the works adapt the home to a handicap."""
    purpose = case.situation.works.purpose
    return None if purpose is None else purpose == "adaptation"


def owns(case: Case) -> bool | None:
    tenure = case.housing.tenure
    return None if tenure is None else tenure in OWNERS


def private(case: Case) -> bool | None:
    part = case.situation.works.part
    return None if part is None else part == "private"


def occupant(case: Case, article: str, tenures: tuple[str, ...]) -> Condition:
    tenure = case.housing.tenure
    lives_there = None if tenure is None else tenure in tenures
    return fact("occupant", article, lives_there, "housing.tenure", value=tenure)


def lived_there(case: Case, title: str, adapts: bool | None, gaps: tuple[str, ...] = ()) -> Condition:
    """b/1: three years, whatever the time when the works adapt the home (e/2)."""
    months = case.housing.months_occupied
    known = unknown("housing.months_occupied") if months is None else exactly(months)
    lived = at_least("occupancy", f"{title} b/1", known, exactly(LIVED_MONTHS), "months")
    if lived.holds or adapts is False:
        return lived
    paths = (*lived.missing, *(gaps or ("works.purpose",)))
    eased = lived._replace(holds=adapts, article=f"{title} e/2", missing=() if adapts else paths)
    return eased._replace(basis="adaptation") if adapts else eased


def own_share(case: Case, article: str) -> Condition:
    """a/2: works on common parts count only for the owner's share."""
    paths = ("works.part",) if case.situation.works.part is None else ("housing.tenure",)
    return fact("common_parts_of_owner", article, any_of((private(case), owns(case))), *paths)


def not_owed_by_the_landlord(case: Case, article: str) -> Condition:
    """a/2: a tenant's works are not what the landlord owes for a decent home."""
    duty = case.situation.works.landlord_duty
    common = None if private(case) is None else not private(case)
    holds = any_of((owns(case), common, None if duty is None else not duty))
    path = "works.landlord_duty" if owns(case) is False else "housing.tenure"
    return fact("not_owed_by_landlord", article, holds, path)


def income_tax(case: Case, article: str) -> Condition:
    tax = case.situation.tax.income_tax
    known = unknown("tax.income_tax") if tax is None else exactly(tax)
    return at_most("income_tax", article, known, exactly(case.parameter(f"{CODE}.tax")), "€/year")


def will_stay(case: Case, article: str) -> Condition:
    """Owners undertake to stay three years."""
    path = "works.stays" if owns(case) else "housing.tenure"
    tenant = None if owns(case) is None else not owns(case)
    return fact("will_stay", article, any_of((tenant, case.situation.works.stays)), path)


def asked_in_time(case: Case, article: str) -> Condition:
    """c/1: before the works begin on private parts, before they end on common ones."""
    works = case.situation.works
    if works.part is None:
        return fact("asked_in_time", article, None, "works.part")
    late, path = (
        (works.finished, "works.finished") if works.part == "common" else (works.begun, "works.begun")
    )
    return fact("asked_in_time", article, None if late is None else not late, path)


def no_recent_aid(case: Case, article: str, exempt: bool) -> Condition:
    """e/1: two years after works already aided; sooner in a planned operation or an exceptional situation,
    or for a handicap (`exempt`), if the service so decides.
    """
    works = case.situation.works
    months = works.months_since_last
    if works.aided_before is False or (months is not None and months >= BETWEEN_MONTHS):
        return fact("no_recent_aid", article, True)
    if works.aided_before is None and months is None:
        return fact("no_recent_aid", article, None, "works.aided_before")
    if works.opah or (exempt and adaptation(case)):
        return fact("no_recent_aid", article, True, basis=DEROGATION)
    if months is None:
        return fact("no_recent_aid", article, None, "works.months_since_last")
    open_ = [name for name in ("opah", "purpose")[: 1 + exempt] if getattr(works, name) is None]
    paths = (f"works.{name}" for name in open_)
    return fact("no_recent_aid", article, None if open_ else False, *paths)


def children(case: Case) -> Quantity:
    """Dependent children under 20, and disabled ones above, who live there."""
    return case.once("social security children", _children, case)


def _children(case: Case) -> Quantity:
    if not case.situation.described:
        return unknown("persons")
    found = [_counts(case, n, p) for n, p in enumerate(case.persons) if p.role == "child"]
    sure = sum(holds is True for holds, _ in found)
    gaps = tuple(path for holds, path in found if holds is None)
    return Quantity(sure, sure + len(gaps), gaps)


def _counts(case: Case, n: int, child: Person) -> tuple[bool | None, str]:
    age, title = child.age(case.on), child.disability.title if child.disability else None
    young = None if age is None else age < CHILD_AGE
    handicap = None if title is None else title in CHILD_TITLES
    here = None if child.in_care is None else not child.in_care
    eligible = any_of((young, handicap))
    holds = every_of((child.dependent, here, eligible))
    gaps = (
        *(("dependent",) if child.dependent is None else ()),
        *(("in_care",) if here is None else ()),
        *(("birth_date" if age is None else "disability.title",) if eligible is None else ()),
    )
    return holds, f"persons[{n}].{gaps[0]}" if gaps else ""


def most_for_private(case: Case) -> Quantity:
    """a/3, and more when the works adapt the home to a handicap."""
    return most(case, exactly(case.parameter(f"{CODE}.ceiling.private")))


def most_for_families(case: Case) -> Quantity:
    """Annexe IV 2.6 a/3, by number of children."""
    few, many = (case.parameter(f"{CODE}.ceiling.private_{name}") for name in ("one_or_two", "three"))
    number = children(case)
    sums = [many if end >= LARGE_FAMILY else few for end in (number.low, number.high)]
    return most(case, hull(sums, number.missing))


def most_for_owners(case: Case) -> Quantity:
    return exactly(case.parameter(f"{CODE}.ceiling.common"))


def most(case: Case, in_private: Quantity) -> Quantity:
    """The ceiling of the part; no figure when works for a handicap may go beyond it, or nobody knows."""
    if adaptation(case) or private(case) is None:
        return unknown("works.part", "works.purpose")
    return in_private if private(case) else most_for_owners(case)


BENEFIT = Benefit(
    CODE,
    every="once",
    titles=(
        Title(
            *("II-2.2", the_elderly, for_the_elderly, in_kind, NEEDS, None, always),
            authority="service",
            ceiling=most_for_private,
        ),
        Title(
            *("III-2.2", disabled_adults, for_the_disabled, in_kind, (*NEEDS, "disability"), None, always),
            authority="service",
            ceiling=most_for_private,
        ),
        Title(
            *("IV-2.6", families, for_families, in_kind, (*NEEDS, "family"), None, always),
            authority="service",
            ceiling=most_for_families,
        ),
        Title(
            *("V-3.2", anybody, for_owners, in_kind, NEEDS, None, always),
            authority="service",
            residual=True,
            ceiling=most_for_owners,
        ),
    ),
)
