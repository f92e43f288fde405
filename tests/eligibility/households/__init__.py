"""Readable households, and what the by-law answers for their variants (the YAML files)."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


class Variant(NamedTuple):
    """A household of this folder with some facts changed, and what one benefit is expected to answer."""

    name: str
    code: str
    household: dict[str, Any]
    expected: dict[str, Any]


def household(name: str) -> dict[str, Any]:
    """A fresh copy of the household of this name."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def variants() -> Iterator[Variant]:
    """Every case of the YAML files that start from a household of this folder, in order."""
    for file in sorted(FOLDER.glob("*.yaml")):
        for group, table in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            if "from" not in table:
                continue
            for name, case in table["cases"].items():
                code = table.get("code", group)
                yield Variant(f"{group}: {name}", code, _changed(table["from"], case), case["expect"])


def _changed(start: str, case: dict[str, Any]) -> dict[str, Any]:
    changed = copy.deepcopy(household(start))
    changed["on"] = case.get("at", changed["on"])
    for path, value in case.get("change", {}).items():
        *parents, leaf = path.split(".")
        node = changed
        for parent in parents:
            node = node[int(parent)] if isinstance(node, list) else node[parent]
        node[int(leaf) if isinstance(node, list) else leaf] = value
    if "remove" in case:
        del changed["persons"][case["remove"]]
    if "add" in case:
        changed["persons"].append(case["add"])
    return changed
