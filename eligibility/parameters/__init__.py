"""Dated amounts of the by-law, each version with its reference: YAML files in OpenFisca's parameter format.

Facts and figures only: no rule must enter.
"""

from bisect import bisect_right
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml


class NoParameter(LookupError):
    """No value is known under this name at this date."""


class Version(NamedTuple):
    """A value in force from `since`, and the text that says so."""

    since: date
    value: float
    reference: str


@lru_cache(maxsize=4096)
def parameter(name: str, on: date) -> float:
    """The value of `name` ("paris_solidarite.elderly.single") in force at `on`.

    Raises NoParameter for an unknown name or a date before the first version.
    """
    versions = history(name)
    place = bisect_right([version.since for version in versions], on)
    if not place:
        raise NoParameter(f"{name}: no value before {versions[0].since}, asked at {on}")
    return versions[place - 1].value


def history(name: str) -> tuple[Version, ...]:
    """Every version of `name`, oldest first. Raises NoParameter for an unknown name."""
    try:
        return _all()[name]
    except KeyError:
        raise NoParameter(f"{name}: no such parameter") from None


def names() -> tuple[str, ...]:
    """The names of all parameters, sorted."""
    return tuple(sorted(_all()))


@cache
def _all() -> dict[str, tuple[Version, ...]]:
    found: dict[str, tuple[Version, ...]] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            tree = yaml.safe_load(file.read_text(encoding="utf-8"))
            _collect(tree, file.name.removesuffix(".yaml"), found)
    return found


def _collect(node: dict[str, Any], name: str, found: dict[str, tuple[Version, ...]]) -> None:
    if "values" in node:
        found[name] = tuple(
            Version(since, entry["value"], entry["reference"])
            for since, entry in sorted(node["values"].items())
        )
        return
    for key, child in node.items():
        if isinstance(child, dict):
            _collect(child, f"{name}.{key}", found)
