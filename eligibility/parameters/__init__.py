"""Dated amounts of the by-law, each version with its reference: YAML files in OpenFisca's parameter format.

Facts and figures only: no rule, no database must enter.
"""

import hashlib
import math
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

DAYS_KEPT = 64  # days whose figures a `Figures` keeps at hand


class NoParameter(LookupError):
    """No value is known under this name at this date."""


class Version(NamedTuple):
    """A value in force from `since`, and the text that says so."""

    since: date
    value: float
    reference: str


class Figures:
    """Every figure with its versions. Immutable: `with_versions` gives another set."""

    def __init__(self, versions: Mapping[str, tuple[Version, ...]], about: Mapping[str, Mapping[str, Any]]):
        self._versions = dict(versions)
        self._about = dict(about)
        self._days: dict[date, dict[str, float]] = {}

    def names(self) -> tuple[str, ...]:
        """The names of all figures, sorted."""
        return tuple(sorted(self._versions))

    def history(self, name: str) -> tuple[Version, ...]:
        """Every version of `name`, oldest first. Raises NoParameter for an unknown name."""
        try:
            return self._versions[name]
        except KeyError:
            raise NoParameter(f"{name}: no such parameter") from None

    def about(self, name: str) -> Mapping[str, Any]:
        """What the file says of `name`: `description`, `unit`. Raises NoParameter."""
        self.history(name)
        return self._about[name]

    def value(self, name: str, on: date) -> float:
        """The value of `name` ("paris_solidarite.elderly.single") in force at `on`.

        Raises NoParameter for an unknown name or a date before the first version.
        """
        value = self.on(on).get(name, math.nan)
        if math.isnan(value):
            raise NoParameter(f"{name}: no value before {self.history(name)[0].since}, asked at {on}")
        return value

    def on(self, day: date) -> Mapping[str, float]:
        """Every figure in force at `day`; not a number where none is at hand, which compares with nothing."""
        kept = self._days.get(day)
        if kept is None:
            if len(self._days) >= DAYS_KEPT:
                self._days.clear()
            kept = self._days[day] = {name: _at(versions, day) for name, versions in self._versions.items()}
        return kept

    @cached_property
    def changes(self) -> tuple[date, ...]:
        """The days on which a figure of the by-law changes, national ones left out, in order."""
        own = (versions for name, versions in self._versions.items() if not name.startswith("national."))
        return tuple(sorted({version.since for versions in own for version in versions}))

    def with_versions(self, more: Mapping[str, Version]) -> "Figures":
        """These figures with one more version of each name in `more`; a version of the same day gives way.

        Raises NoParameter for an unknown name.
        """
        versions = dict(self._versions)
        for name, version in more.items():
            kept = [known for known in self.history(name) if known.since != version.since]
            versions[name] = tuple(sorted([*kept, version]))
        return Figures(versions, self._about)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all versions: equal figures, equal digest."""
        lines = (f"{name} {v.since} {v.value!r}" for name in self.names() for v in self._versions[name])
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _at(versions: tuple[Version, ...], day: date) -> float:
    place = bisect_right([version.since for version in versions], day)
    return versions[place - 1].value if place else math.nan


@cache
def published() -> Figures:
    """The figures of the files."""
    versions: dict[str, tuple[Version, ...]] = {}
    about: dict[str, dict[str, Any]] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            tree = yaml.safe_load(file.read_text(encoding="utf-8"))
            _collect(tree, file.name.removesuffix(".yaml"), versions, about)
    return Figures(versions, about)


def parameter(name: str, on: date) -> float:
    """The published value of `name` in force at `on`. Raises NoParameter."""
    return published().value(name, on)


def history(name: str) -> tuple[Version, ...]:
    """Every published version of `name`, oldest first. Raises NoParameter."""
    return published().history(name)


def names() -> tuple[str, ...]:
    """The names of all published figures, sorted."""
    return published().names()


def _collect(
    node: dict[str, Any],
    name: str,
    versions: dict[str, tuple[Version, ...]],
    about: dict[str, dict[str, Any]],
) -> None:
    if "values" in node:
        versions[name] = tuple(
            Version(since, entry["value"], entry["reference"])
            for since, entry in sorted(node["values"].items())
        )
        about[name] = {key: node.get(key, "") for key in ("description", "unit")}
        return
    for key, child in node.items():
        if isinstance(child, dict):
            _collect(child, f"{name}.{key}", versions, about)
