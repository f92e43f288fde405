"""States told again from the journal alone: where each object stands, and that nothing moved untold."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from cases.models import CaseFile
from cases.services.moves import MACHINES, transitions_of
from cases.workflow.case_file import CaseFileState
from nps.journal.models import Entry

MADE_IN = {model: str(model._meta.get_field("state").default) for model in MACHINES}


@dataclass(frozen=True)
class Fault:
    """An entry that does not follow from those before it."""

    subject: str
    told: str


def states_of(entries: Iterable[Entry]) -> tuple[dict[tuple[str, str], str], list[Fault]]:
    """Kind and key of each object → the state its entries lead to, and what does not hold.

    `entries` in order of time. An entry must start where the former ended, by a passage the machine has.
    """
    ways = {
        model._meta.label_lower: {(m.name, str(t.source), str(t.target)) for t, m in transitions_of(model)}
        for model in MACHINES
    }
    states = {
        model._meta.label_lower: {str(value) for value, _label in model._meta.get_field("state").choices}
        for model in MACHINES
    }
    first = {model._meta.label_lower: state for model, state in MADE_IN.items()}
    stands: dict[tuple[str, str], str] = {}
    faults = []
    for entry in entries:
        if entry.subject_kind not in ways or not {"from", "to"} <= entry.data.keys():
            continue
        if not {entry.data["from"], entry.data["to"]} <= states[entry.subject_kind]:
            continue  # from a site to another, from a referent to another: no state
        subject = (entry.subject_kind, entry.subject_key)
        name = entry.act.partition(".")[2]
        before = stands.get(subject, first[entry.subject_kind])
        source, target = entry.data["from"], entry.data["to"]
        if source != before:
            faults.append(
                Fault(f"{subject[0]} {subject[1]}", f"{entry.act}: from {source}, stood in {before}")
            )
        if (name, source, target) not in ways[entry.subject_kind]:
            faults.append(
                Fault(f"{subject[0]} {subject[1]}", f"{entry.act}: {source} to {target} is no move")
            )
        stands[subject] = target
    return stands, faults


def told_otherwise(entries: Iterable[Entry], cases: QuerySet[CaseFile]) -> list[Fault]:
    """Objects of these files whose state is not what their entries lead to; entries that do not hold."""
    entries = list(entries)
    whose = {(entry.subject_kind, entry.subject_key): entry.case_reference for entry in entries}
    stands, faults = states_of(entries)
    for model in MACHINES:
        kind = model._meta.label_lower
        of = {"pk__in": cases} if model is CaseFile else {"case__in": cases}
        for key, state in model.objects.filter(**of).order_by("pk").values_list("pk", "state"):
            told = stands.pop((kind, str(key)), MADE_IN[model])
            if told != state:
                faults.append(Fault(f"{kind} {key}", f"is {state}, told {told}"))
    erased = {*cases.filter(state=CaseFileState.ERASED).values_list("reference", flat=True)}
    lost = [(kind, key) for kind, key in stands if whose[kind, key] not in erased]
    return faults + [Fault(f"{kind} {key}", f"told {stands[kind, key]}, is gone") for kind, key in lost]
