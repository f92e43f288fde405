"""How an amount comes out, step by step: "1 129,00 € − 1 012,02 € (au moins l’ASPA) = 116,98 €".

Steps are read from the same case as the rule; no condition and no ceiling may be decided here.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from eligibility.explain import LANGUAGES, figure, money
from eligibility.parameters import Figures
from eligibility.rules import paris_logement, paris_solidarite
from eligibility.rules.case import Case, Family
from eligibility.rules.charges import CHARGES
from eligibility.rules.verdict import Right
from eligibility.situation import Situation

MINUS = "\u2212"
WORDS = {
    "ceiling": ("plafond", "ceiling"),
    "resources": ("ressources", "resources"),
    "aspa": ("au moins l’ASPA", "at least the minimum old-age pension, ASPA"),
    "aah": ("au moins l’AAH", "at least the disabled adult allowance, AAH"),
    "effort": ("taux d’effort", "share of resources spent on housing"),
    "charges": ("charges nettes de l’aide au logement", "charges less housing benefit"),
    "capped": ("l’aide ne dépasse pas ces charges", "the aid is never above these charges"),
    "shared": (
        "garde alternée : la part due à l’enfant est versée de moitié (IV-A 3)",
        "shared custody: what is due to the child is halved (IV-A 3)",
    ),
}


class Words(NamedTuple):
    """The writer of one language."""

    language: str

    def __call__(self, name: str) -> str:
        return WORDS[name][LANGUAGES.index(self.language)]

    def money(self, euros: float) -> str:
        return money(euros, self.language)

    def colon(self) -> str:
        return "\u00a0: " if self.language == "fr" else ": "


Formula = Callable[[Case, Right, Words], Iterator[str]]


def steps(
    right: Right, situation: Situation, on: date, language: str = "fr", figures: Figures | None = None
) -> tuple[str, ...]:
    """The steps to the amount of a by-law right, for the person who claims; none when nothing is computed."""
    formula = FORMULAS.get(right.code)
    if formula is None or right.amount is None or not situation.persons:
        return ()
    ids = [person.id for person in situation.persons]
    claimant = ids.index(right.claimant) if right.claimant in ids else 0
    return tuple(formula(Case(situation, on, claimant, figures), right, Words(language)))


def _solidarity(case: Case, right: Right, say: Words) -> Iterator[str]:
    title, floor = ("disabled", "aah") if right.by_law == "III-1.1" else ("elderly", "aspa")
    ceiling = paris_solidarite.ceiling(case, title).value
    resources = case.resources("couple").value
    if None not in (ceiling, resources):
        deducted = ceiling - right.amount
        told = f" ({say(floor)})" if round(deducted, 2) > round(resources, 2) else f" ({say('resources')})"
        yield (
            f"{say.money(ceiling)} ({say('ceiling')}) {MINUS} {say.money(deducted)}{told} = "
            f"{say.money(right.amount)}"
        )


def _net(case: Case, names: tuple[str, ...], say: Words) -> tuple[float | None, str]:
    """The net charge, and how it is made."""
    sums = [case.charge(name).value for name in names]
    benefit = case.housing_benefit.value
    if None in sums or benefit is None:
        return None, ""
    net = case.net_charge(*names).value
    plus = " + ".join(say.money(sum_) for sum_ in sums if sum_) or say.money(0)
    made = f"{plus} {MINUS} {say.money(benefit)}" if benefit else plus
    return net, f"{say('charges')}{say.colon()}{made}" + (
        f" = {say.money(net)}" if benefit or sum(bool(sum_) for sum_ in sums) > 1 else ""
    )


def _capped(case: Case, names: tuple[str, ...], right: Right, say: Words) -> Iterator[str]:
    net, made = _net(case, names, say)
    if net is not None:
        yield made
        if right.amount and round(net, 2) == right.amount:
            yield say("capped")


def _rent(case: Case, right: Right, say: Words) -> Iterator[str]:
    """The effort rate with its parts, then the cap and the half of a shared child."""
    title = right.by_law or ""
    found = {condition.name: condition for condition in right.conditions}
    rate = found.get("effort_rate")
    parts = [
        *(case.charge(name).value for name in ("rent", "parking")),
        paris_logement.flat_charges(case, title).value,
    ]
    benefit = case.housing_benefit.value
    known_parts = None not in (*parts, benefit)
    if rate is not None and isinstance(rate.value, float | int) and rate.value and known_parts:
        cost = sum(parts) - benefit
        resources = cost / rate.value * 100
        told = " + ".join(say.money(part) for part in parts if part)
        less = f" {MINUS} {say.money(benefit)}" if benefit else ""
        known = case.resources("home").value
        floor = f" ({say('aspa')})" if known is not None and resources > known + 0.005 else ""
        yield (
            f"{say('effort')}{say.colon()}({told}{less}) / {say.money(resources)}{floor} = "
            f"{figure(rate.value, '%', say.language)}"
        )
    yield from _capped(case, paris_logement.CHARGES, right, say)
    if title == "IV-2.3":
        yield from _halves(case.children, say)


def _housing(case: Case, right: Right, say: Words) -> Iterator[str]:
    names = CHARGES.get(case.housing.tenure or "", ())
    if names:
        yield from _capped(case, names, right, say)
    yield from _halves(case.children_with_prorata, say)


def _families(case: Case, right: Right, say: Words) -> Iterator[str]:
    yield from _halves(case.children_with_prorata, say)


def _large_families(case: Case, right: Right, say: Words) -> Iterator[str]:
    yield from _halves(case.children, say)


def _halves(family: Family, say: Words) -> Iterator[str]:
    if any(world.full != world.all for world in family.worlds):
        yield say("shared")


FORMULAS: dict[str, Formula] = {
    "paris_solidarite": _solidarity,
    "paris_logement": _rent,
    "paris_logement_familles": _housing,
    "paris_logement_familles_monoparentales": _housing,
    "paris_energie_familles": _families,
    "paris_forfait_familles": _large_families,
}
