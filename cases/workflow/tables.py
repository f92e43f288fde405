"""The machines as tables and diagrams for people, made from the code. Nothing moves here."""

from collections.abc import Iterable, Iterator
from typing import Any

from cases.workflow.state import Move


def rows(model: type) -> Iterator[tuple[str, str, Move]]:
    """(from, to, move) for each transition, in the order the machine declares its states."""
    field = model._meta.get_field("state")
    order = [value for value, _label in field.choices]
    found = [(str(t.source), str(t.target), t.custom["move"]) for t in field.get_all_transitions(model)]
    return iter(sorted(found, key=lambda row: (order.index(row[0]), order.index(row[1]), row[2].name)))


def _labels(model: type) -> dict[str, Any]:
    return {str(value): label for value, label in model._meta.get_field("state").choices}


def markdown(models: Iterable[type]) -> str:
    """The reference page: one diagram and one table a machine."""
    lines = [
        "# The machines",
        "",
        "Made from the code by `manage.py workflow_tables`; a test fails when this page is not up to date.",
    ]
    for model in models:
        labels = _labels(model)
        lines += ["", f"## {model.__name__}", "", "```mermaid", "stateDiagram-v2"]
        lines += [f"    {value}: {label}" for value, label in labels.items()]
        lines += [f"    {source} --> {target}: {move.verb}" for source, target, move in rows(model)]
        lines += ["```", "", "| from | to | act | who | conditions | article |", "|---|---|---|---|---|---|"]
        lines += [
            f"| {labels[source]} | {labels[target]} | {move.verb} | {move.by} | {_conditions(move)} "
            f"| {move.article} |"
            for source, target, move in rows(model)
        ]
    return "\n".join(lines) + "\n"


def _conditions(move: Move) -> str:
    said = [f"refusé si : {guard.told}" for guard in move.guards]
    if move.reason_required:
        said.append("motif écrit")
    return " ".join(said)
