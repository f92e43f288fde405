"""A kept check made again: the same inputs, day and figures with today's rules, and each difference named.

Nothing is written; no page here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eligibility import engine, parameters
from eligibility.checks import is_intact
from eligibility.models import RightsCheck
from eligibility.parameters import Figures
from eligibility.situation import Situation, SituationFaults

# What a version says, not what the household is due: another package alone is told, and changes no right.
VERSIONS = ("reglement", "annexe", "ceilings", "figures", "openfisca_france")
WORDING = ("name",)  # said otherwise is not decided otherwise
HOLDS = ("holds", "value", "threshold")


@dataclass(frozen=True, slots=True)
class Difference:
    """`right`: the code of a right, "" for the whole; `field`: what of it; then and now as JSON has them."""

    right: str
    field: str
    then: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Replay:
    """`same`: every right is found as it was. `versions`: law and packages, where they differ."""

    same: bool
    differences: tuple[Difference, ...]
    versions: tuple[Difference, ...] = ()


def replay(check: RightsCheck, figures: tuple[Figures, ...] = ()) -> Replay:
    """The check made again on its own inputs and day, by today's rules and packages.

    `figures`: sets still known beside the published ones; the one the check was made with is used when it
    is among them. Inputs that can no longer be read, or that were changed, are differences.
    """
    national = check.versions.get("openfisca_france") is not None
    known = _figures(check.versions.get("figures"), figures)
    try:
        situation = Situation.from_json(check.inputs, check.on)
        now = engine.check(situation, on=check.on, national=national, figures=known).to_json()
    except SituationFaults as faults:
        return Replay(False, (Difference("", "inputs", None, faults.faults),))
    found = tuple(differences(check.result, now))
    if not is_intact(check):
        found = (Difference("", "digest", check.digest, None), *found)
    return Replay(not found, found, tuple(_versions(check.versions, now["law"])))


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    """Where two results, in the shape of `Result.to_json`, do not answer the same; a pure comparison."""
    before, after = ({right["code"]: right for right in one["rights"]} for one in (then, now))
    for code in dict.fromkeys((*before, *after)):
        if code not in before or code not in after:
            statuses = (one.get(code, {}).get("status") for one in (before, after))
            yield Difference(code, "status", *statuses)
        else:
            yield from _of_right(code, before[code], after[code])
    for name in ("rights", "monthly", "yearly"):
        one, other = then["bundle"].get(name), now["bundle"].get(name)
        if one != other:
            yield Difference("", f"bundle.{name}", one, other)


def _of_right(code: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    """Fields the former result did not have yet say nothing of what was decided."""
    for field in then:
        if field in ("conditions", *WORDING) or field not in now:
            continue
        if then[field] != now[field]:
            yield Difference(code, field, then[field], now[field])
    before, after = (_conditions(one) for one in (then, now))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield Difference(code, f"conditions.{name}", before.get(name), after.get(name))


def _conditions(right: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Name → whether it holds, its value, its threshold; a name met twice is numbered."""
    found: dict[str, list[Any]] = {}
    for condition in right.get("conditions", ()):
        name, number = condition["name"], 1
        while name in found:
            number += 1
            name = f"{condition['name']}.{number}"
        found[name] = [condition.get(key) for key in HOLDS]
    return found


def _versions(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for name in VERSIONS:
        if name in then and then[name] != now.get(name):
            yield Difference("", name, then[name], now.get(name))


def _figures(digest: str | None, more: tuple[Figures, ...]) -> Figures:
    published = parameters.published()
    return next((one for one in (published, *more) if digest and one.digest.startswith(digest)), published)
