"""What the by-law's words mean for one household and one claimant: couple, children, resources, charges.

Shared by the benefits' modules; no amount or ceiling of a benefit must enter.
"""

import math
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from functools import cache, cached_property, wraps
from itertools import product
from typing import Any, NamedTuple

from eligibility.parameters import Figures, NoParameter, published
from eligibility.rules.verdict import Quantity, any_of, every_of, exactly, hull, merged, total, unknown
from eligibility.situation import HousingBenefit, Person, Situation
from eligibility.versions import TEXT_APRIL_2018, text_of
from eligibility.vocabulary import ROLES

# I-A 5: does this kind count among all personal resources, and is it income declared to the tax office
# (CGI 79 to 90; exempt: CGI 81, 157)?
#                             personal  declared
INCOME_KINDS = {
    "wage":                   (True,    True),
    "self_employment":        (True,    True),
    "unemployment_benefit":   (True,    True),
    "sickness_benefit":       (True,    True),
    "retirement_pension":     (True,    True),
    "invalidity_pension":     (True,    True),
    "work_accident_annuity":  (True,    False),
    "maintenance_received":   (True,    True),
    "aah":                    (True,    False),
    "aspa":                   (True,    False),
    "rsa":                    (True,    False),
    "ass":                    (True,    True),
    "other":                  (True,    True),
    "activity_bonus":         (False,   False),  # incitation à la reprise d’activité
    "family_benefit":         (False,   False),  # prestations familiales
    "housing_benefit":        (False,   False),  # aides au logement
    "grant":                  (False,   False),  # bourses scolaires et universitaires
    "veteran_pension":        (False,   False),  # retraite du combattant
}  # fmt: skip
# What I-A 5 did not leave out yet in 2016; some chapters then left out all but the last themselves.
NOT_LEFT_OUT_IN_2016 = frozenset(("family_benefit", "grant", "activity_bonus"))
# Minima left out after a recent change of situation by the text of April 2018 alone.
MINIMA = frozenset(("rsa", "aah", "aspa"))

# III-A 2: the titles that attest a disability. IV-A 8: those that make a child a disabled child.
ADULT_TITLES = frozenset(
    (
        *("aah", "actp", "pch_human_aid", "invalidity_2", "invalidity_3", "widow_invalidity"),
        *("work_accident_80", "early_public_pension", "cdc_annuity"),
    )
)
CHILD_TITLES = frozenset(("aeeh", "aah"))

JOBSEEKER_AGE = 25  # years; IV-A 6: below it, a child seeking work without benefit is dependent
WORKING_AGE = 16  # years; Code du travail L4153-1: nobody younger is asked what they earn
MISSING = object()  # no value kept yet
WORLDS = 6  # unknown answers about children beyond which only the two extremes are looked at
MANY = 99  # children, when nobody knows who lives there


class Children(NamedTuple):
    """One way the household may be: dependent children, those of them disabled, those not shared."""

    all: int
    disabled: int
    full: int
    full_disabled: int


@cache
def counted(resources: str, text: date) -> frozenset[str]:
    """The income kinds that count by the text of that day: "declared"; "personal" (I-A 5); "changed", all
    personal ones after a recent change; "own": of chapters 1.1 and 1.2, with their own exceptions of 2016.
    """
    column = resources == "declared"
    kinds = frozenset(kind for kind, counts in INCOME_KINDS.items() if counts[column])
    if column or (resources == "personal" and text >= TEXT_APRIL_2018):
        return kinds
    if text < TEXT_APRIL_2018:
        return kinds | (NOT_LEFT_OUT_IN_2016 if resources != "own" else {"activity_bonus"})
    return kinds - MINIMA if resources == "changed" and text == TEXT_APRIL_2018 else kinds


class Case:
    """A household at `on`, seen from the adult who claims. Derived values are computed once, when asked.

    `text`: the day of the by-law in force. `beside`: the same household seen from another adult, with which
    what does not depend on the claimant is shared.
    """

    def __init__(
        self,
        situation: Situation,
        on: date,
        claimant: int = 0,
        figures: Figures | None = None,
        beside: "Case | None" = None,
    ):
        self.situation, self.on = situation, on
        self.text = text_of(on)
        self._figures = (figures or published()).on(on)
        self.month = on.isoformat()[:7]
        self.persons = situation.persons or (Person(role="applicant"),)
        self.claimant, self.path = self.persons[claimant], f"persons[{claimant}]"
        self.housing = situation.housing
        self._kept: dict[Hashable, Any] = {}
        self._shared: dict[Hashable, Any] = beside._shared if beside else {}

    def once(self, key: Hashable, compute: Callable[..., Any], *arguments: Any) -> Any:
        """`compute(*arguments)`, the first time `key` is asked for; the same value afterwards."""
        value = self._kept.get(key, MISSING)
        if value is MISSING:
            value = self._kept[key] = compute(*arguments)
        return value

    def shared(self, key: Hashable, compute: Callable[..., Any], *arguments: Any) -> Any:
        """The same, for what is equal whoever claims."""
        value = self._shared.get(key, MISSING)
        if value is MISSING:
            value = self._shared[key] = compute(*arguments)
        return value

    def parameter(self, name: str) -> float:
        """The figure in force on the day of the check; not a number when none is at hand (so: unknown).

        Raises NoParameter for a name that does not exist.
        """
        try:
            return self._figures[name]
        except KeyError:
            raise NoParameter(f"{name}: no such parameter") from None

    @cached_property
    def in_couple(self) -> bool | None:
        """Married, pacs or living together: the by-law makes no difference."""
        if any(person.role == "partner" for person in self.persons):
            return True
        return None if self.situation.couple is None else self.situation.couple != "none"

    def by_couple(self, alone: float, couple: float) -> Quantity:
        """One value for a person alone, another for a couple."""
        if self.in_couple is None:
            return hull((alone, couple), ("couple",))
        return exactly(couple if self.in_couple else alone)

    @cached_property
    def disabled(self) -> bool | None:
        """Whether the claimant holds one of the titles of III-A 2."""
        return _holds(self.claimant, ADULT_TITLES)

    # Children (IV-A 6 to 8)

    @cached_property
    def children(self) -> "Family":
        """The dependent children; a child in care is not (IV-A 7)."""
        return self.shared("children", Family, self, False)

    @cached_property
    def children_with_prorata(self) -> "Family":
        """The same, and the disabled child in care who comes home (IV-2.1 d/1, IV-2.2 d/1, IV-2.4 d/1)."""
        if not any(person.returns_home for person in self.persons):
            return self.children
        return self.shared("children_with_prorata", Family, self, True)

    # Resources (I-A 5)

    def resources(self, whose: str, kinds: str = "personal") -> Quantity:
        """Euros per month, net, of the "claimant", the "couple" or the "home"; `kinds`: see `counted`."""
        keep = self.once if whose == "claimant" else self.shared
        return keep((whose, kinds), self._resources, whose, kinds)

    def _resources(self, whose: str, kinds: str) -> Quantity:
        parts = [self.income(n, kinds) for n in self.people(whose)]
        if whose != "claimant":
            partner_listed = any(person.role == "partner" for person in self.persons)
            if self.in_couple and not partner_listed:
                parts.append(unknown("persons"))
            elif self.in_couple is None:
                parts.append(unknown("couple"))
        return total(parts)

    @cached_property
    def housing_benefit_in_resources(self) -> Quantity:
        """What the housing benefit adds to the personal resources: I-A 5 left it out only from 2018 on."""
        return self.housing_benefit if self.text < TEXT_APRIL_2018 else exactly(0)

    def declared_income(self, home: bool) -> tuple[Quantity, str]:
        """Monthly declared income (I-A 5) and its basis; with the others living there when `home` (IV-A 4).

        After a recent change of situation all personal resources count instead (I-A 5, IV-2.1 b/6).
        Without the tax notice, what the known net incomes let one estimate.
        """
        return self.shared(("declared", home), self._declared_income, home)

    def _declared_income(self, home: bool) -> tuple[Quantity, str]:
        tax, whose = self.situation.tax, "home" if home else "couple"
        if tax.recent_change:
            return total((self.resources(whose, "changed"), self.housing_benefit_in_resources)), "personal"
        if tax.declared_monthly_income is None:
            estimate = self.resources(whose, "declared")
            missing = ("tax.declared_monthly_income", *estimate.missing) if estimate.missing else ()
            return estimate._replace(missing=missing), "estimated"
        others = [n for n, person in enumerate(self.persons) if home and person.role == "other_adult"]
        parts = [self.income(n, "declared") for n in others]
        return total((exactly(tax.declared_monthly_income), *parts)), "declared"

    def people(self, whose: str) -> Iterator[int]:
        """Places in `persons` of the "claimant", the "couple" or the whole "home"."""
        roles = {"home": ROLES, "couple": ("applicant", "partner"), "claimant": ()}[whose]
        return (n for n, p in enumerate(self.persons) if p is self.claimant or p.role in roles)

    def income(self, n: int, kinds: str = "personal") -> Quantity:
        """Euros per month, net, of the person at this place in `persons`."""
        return self.shared((n, kinds), self._income, n, kinds)

    def _income(self, n: int, kinds: str) -> Quantity:
        return total(self._income_parts(n, counted(kinds, self.text)))

    def _income_parts(self, n: int, kinds: frozenset[str]) -> Iterator[Quantity]:
        person = self.persons[n]
        if person.incomes is None:
            age = person.age(self.on)
            if person.role != "child" or age is None or age >= WORKING_AGE:
                yield unknown(f"persons[{n}].incomes")
            return
        for m, income in enumerate(person.incomes):
            if not income.runs(self.month):
                continue
            if income.kind is None:
                yield unknown(f"persons[{n}].incomes[{m}].kind")
            elif income.kind not in kinds:
                continue
            elif income.monthly_net is None:
                yield unknown(f"persons[{n}].incomes[{m}].monthly_net")
            else:
                yield exactly(income.monthly_net)

    # Housing

    def charge(self, name: str) -> Quantity:
        """A housing sum of the household, euros per month."""
        value = getattr(self.housing, name)
        return unknown(f"housing.{name}") if value is None else exactly(value)

    @cached_property
    def housing_benefit(self) -> Quantity:
        """Housing benefit received, euros per month; what was not claimed is not received."""
        benefit = self.housing.housing_benefit or HousingBenefit()
        if benefit.monthly is not None:
            return exactly(benefit.monthly)
        return exactly(0) if benefit.claimed is False else unknown("housing.housing_benefit.monthly")

    def net_charge(self, *names: str) -> Quantity:
        """The named housing sums less the housing benefit, euros per month."""
        return self.shared(names, self._net_charge, names)

    def _net_charge(self, names: tuple[str, ...]) -> Quantity:
        return less(total(map(self.charge, names)), self.housing_benefit)


def of_household(compute: Callable[..., Any]) -> Callable[..., Any]:
    """For a function of a case (and words) that answers the same whoever claims: found once for a couple."""

    @wraps(compute)
    def found(case: Case, *words: Hashable) -> Any:
        return case.shared((compute, words), compute, case, *words)

    return found


def step(value: float, steps: Iterable[tuple[float, float]]) -> float:
    """What the first (ceiling, sum) that holds `value` gives; 0 above all; not a number when one is not."""
    found = next(((ceiling, given) for ceiling, given in steps if not value > ceiling), (0.0, 0.0))
    return math.nan if found[0] != found[0] else found[1]


def less(a: Quantity, b: Quantity) -> Quantity:
    """a - b."""
    low = -math.inf if math.isinf(b.high) else round(a.low - b.high, 6)
    return Quantity(low, round(a.high - b.low, 6), merged((a.missing, b.missing)))


def left(a: Quantity, b: Quantity) -> Quantity:
    """What is left of `a` after `b`: nothing when `b` is more."""
    gap = less(a, b)
    return Quantity(max(gap.low, 0), max(gap.high, 0), gap.missing)


class Family:
    """The dependent children in every way the household may be, given what is not known of them."""

    def __init__(self, case: Case, with_prorata: bool):
        self.dependency: list[str] = []  # paths not known, by what they would decide
        self.disability: list[str] = []
        self.sharing: list[str] = []
        self._on = case.on
        if not case.situation.described:
            self.worlds = (Children(0, 0, 0, 0), Children(MANY, 1, MANY, 1))
            self.dependency.append("persons")
            return
        children = [
            self._read(n, person, with_prorata)
            for n, person in enumerate(case.persons)
            if person.role == "child"
        ]
        self.worlds = _worlds([child for child in children if child[0] is not False])

    def _read(self, n: int, child: Person, with_prorata: bool) -> tuple[bool | None, ...]:
        path = f"persons[{n}]"
        disabled, own = disabled_child(child), depends(child, self._on)
        comes_home = every_of((with_prorata, child.returns_home is True, disabled))
        lives_here = any_of((None if child.in_care is None else not child.in_care, comes_home))
        dependent = every_of((own, lives_here))
        if dependent is not False:
            if own is None:
                self.dependency.append(f"{path}.{untold(child, self._on)}")
            if lives_here is None:
                self.dependency.append(f"{path}.in_care" if child.in_care is None else f"{path}.disability")
            if disabled is None:
                self.disability.append(f"{path}.disability")
            if child.shared_custody is None:
                self.sharing.append(f"{path}.shared_custody")
        return dependent, disabled, child.shared_custody

    @cached_property
    def number(self) -> Quantity:
        """How many dependent children."""
        return hull((world.all for world in self.worlds), tuple(self.dependency))

    def test(self, holds: Callable[[Children], bool]) -> bool | None:
        """Whether `holds` in every way the family may be, in none, or only in some (None)."""
        found = {holds(world) for world in self.worlds}
        return None if len(found) > 1 else found.pop()

    def shared(self, advantage: Callable[[int, int], float]) -> Quantity:
        """The advantage for (children, disabled children), halved for what shared ones add to it (IV-A 3)."""
        values = []
        for world in self.worlds:
            whole = advantage(world.all, world.disabled)
            alone = advantage(world.full, world.full_disabled) if world.full != world.all else whole
            values.append((whole + alone) / 2)
        return hull(values, (*self.dependency, *self.disability, *self.sharing))

    def shared_by_income(self, advantage: Callable[[int, int, float], float], income: Quantity) -> Quantity:
        """The same for (children, disabled children, income), an advantage that falls as income rises."""
        least = self.shared(lambda children, disabled: advantage(children, disabled, income.high))
        if income.low == income.high:
            return least
        most = self.shared(lambda children, disabled: advantage(children, disabled, income.low))
        gaps = merged((least.missing, most.missing, income.missing if least != most else ()))
        return Quantity(least.low, most.high, gaps if least.low != most.high else ())


def depends(child: Person, on: date) -> bool | None:
    """IV-A 6: dependent by the tax code; or below 25, registered as seeking work, without benefit."""
    return child.dependent or any_of((child.dependent, _seeks_work_unpaid(child, on)))


def _seeks_work_unpaid(child: Person, on: date) -> bool | None:
    age = child.age(on)
    if age is not None and not WORKING_AGE <= age < JOBSEEKER_AGE:
        return False
    month = on.isoformat()[:7]
    kinds = {income.kind for income in child.incomes or () if income.runs(month)}
    unsure = child.incomes is None or None in kinds
    unpaid = False if "unemployment_benefit" in kinds else None if unsure else True
    return every_of((child.jobseeker, unpaid, None if age is None else True))


def untold(child: Person, on: date) -> str:
    """The fact that would tell whether the child is dependent."""
    known = {"dependent": child.dependent, "jobseeker": child.jobseeker, "birth_date": child.age(on)}
    return next((name for name, value in known.items() if value is None), "incomes")


def disabled_child(child: Person) -> bool | None:
    """IV-A 8: one who gives right to the AEEH or the AAH."""
    return _holds(child, CHILD_TITLES)


def _holds(person: Person, titles: frozenset[str]) -> bool | None:
    if person.disability is None or person.disability.title is None:
        return None
    return person.disability.title in titles


def _worlds(children: list[tuple[bool | None, ...]]) -> tuple[Children, ...]:
    gaps = sum(answer is None for child in children for answer in child)
    fills = product((False, True), repeat=gaps) if gaps <= WORLDS else ((n,) * gaps for n in (False, True))
    worlds = {}
    for fill in fills:
        answers = iter(fill)
        known = [[next(answers) if answer is None else answer for answer in child] for child in children]
        present = [(disabled, shared) for dependent, disabled, shared in known if dependent]
        full = [disabled for disabled, shared in present if not shared]
        worlds[Children(len(present), sum(d for d, _ in present), len(full), sum(full))] = None
    return tuple(worlds)
