"""`plan_documents FILE`: the smallest list of pieces to ask for. Reads JSON, never the database."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from documents.planning import Requirement, is_cost, plan

MOST = 10 * 1024 * 1024  # bytes
KEYS = {"requirements", "held", "costs"}
OF_A_REQUIREMENT = {"id", "any_of", "reason", "article", "indispensable", "benefits"}


class Command(BaseCommand):
    help = "Prints the cheapest pieces to ask for, as JSON. Exit 0, or 2 with one line per fault."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="JSON as in docs/reference/plan_documents.md, or -")

    def handle(self, *, file: str, **options):
        try:
            problem = read(file)
            faults = list(faults_of(problem))
        except ValueError as fault:
            faults = [f"file: {fault}"]
        if faults:
            for fault in faults:
                self.stderr.write(fault)
            sys.exit(2)
        requirements = [
            Requirement(one["id"], tuple(tuple(alternative) for alternative in one["any_of"]))
            for one in problem["requirements"]
        ]
        found = plan(requirements, problem.get("held", []), problem.get("costs", {}))
        answer = {
            "requests": found.requests,
            "cost": found.cost,
            "answers": found.answers,
            "proven_minimal": found.proven_minimal,
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def read(file: str) -> Any:
    """The parsed JSON of a path or of standard input. Raises ValueError in words."""
    try:
        with sys.stdin.buffer if file == "-" else open(file, "rb") as source:
            data = source.read(MOST + 1)
    except OSError as fault:
        raise ValueError(fault.strerror) from None
    if len(data) > MOST:
        raise ValueError("larger than 10 MB")
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except json.JSONDecodeError as fault:
        raise ValueError(f"not JSON: line {fault.lineno}, column {fault.colno}") from None


def faults_of(problem: Any) -> Iterator[str]:
    """One line per fault, `path: what is wrong`, in the order of the file."""
    if not isinstance(problem, dict):
        yield "file: not an object"
        return
    yield from (f"{_shown(key)}: unknown key" for key in problem if key not in KEYS)
    if "requirements" not in problem:
        yield "requirements: missing"
    requirements = problem.get("requirements", [])
    if not isinstance(requirements, list):
        yield "requirements: not a list"
    else:
        seen: dict[str, str] = {}
        for number, one in enumerate(requirements):
            yield from _requirement(f"requirements[{number}]", one, seen)
    yield from _texts("held", problem.get("held", []))
    costs = problem.get("costs", {})
    if not isinstance(costs, dict):
        yield "costs: not an object"
    else:
        yield from (
            f"costs.{_shown(piece)}: not a finite number, 0 or more"
            for piece, cost in costs.items()
            if not is_cost(cost)
        )


def _requirement(path: str, one: Any, seen: dict[str, str]) -> Iterator[str]:
    if not isinstance(one, dict):
        yield f"{path}: not an object"
        return
    yield from (f"{path}.{_shown(key)}: unknown key" for key in one if key not in OF_A_REQUIREMENT)
    name = one.get("id")
    if not _is_text(name):
        yield f"{path}.id: {'missing' if 'id' not in one else 'not a text'}"
    elif name in seen:
        yield f"{path}.id: {name} is already {seen[name]}"
    else:
        seen[name] = path
    alternatives = one.get("any_of")
    if not isinstance(alternatives, list):
        yield f"{path}.any_of: {'missing' if 'any_of' not in one else 'not a list'}"
    elif not alternatives:
        yield f"{path}.any_of: {name} is impossible, it has no alternative"
    else:
        for number, alternative in enumerate(alternatives):
            yield from _texts(f"{path}.any_of[{number}]", alternative)
    for key, right in (("reason", str), ("article", str), ("indispensable", bool)):
        if key in one and not isinstance(one[key], right):
            yield f"{path}.{key}: not {'a text' if right is str else 'true or false'}"
    yield from _texts(f"{path}.benefits", one.get("benefits", []))


def _texts(path: str, value: Any) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: not a list"
    else:
        yield from (f"{path}[{n}]: not a text" for n, text in enumerate(value) if not _is_text(text))


def _is_text(value: Any) -> bool:
    """A text that is not empty and can be written again (no lone surrogate)."""
    return isinstance(value, str) and bool(value) and not any("\ud800" <= c <= "\udfff" for c in value)


def _shown(key: str) -> str:
    """A key as a line of a report may carry it."""
    return "".join(c if c.isprintable() else "?" for c in key[:80])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {_shown(twice)} is given twice in one object")
    return made
