"""The one door that moves a state: lock, actor, guards, transition, save, journal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from cases.models import Application, Award, CaseFile, DocumentRequest, Recovery, Share
from cases.models.clocked import Clocked
from cases.permissions import can_work
from cases.workflow.state import Guard, Move
from nps.accounts.models import Agent
from nps.journal.models import Entry
from nps.journal.services import record

MACHINES = (CaseFile, Application, Award, DocumentRequest, Recovery, Share)


class MoveRefused(Exception):
    """A move that did not happen; its text is for the person who asked, nothing was changed."""


class NotYours(MoveRefused):
    """The actor has no right to this move."""


class AlreadyMoved(MoveRefused):
    """The state does not allow it, most often because somebody else was faster."""


class Blocked(MoveRefused):
    """A guard fails; `guards` say which and where it is lifted."""

    def __init__(self, guards: list[Guard]):
        self.guards = guards
        super().__init__(" ".join(guard.told for guard in guards))


@dataclass(frozen=True)
class Possible:
    """A move out of the present state, as one actor sees it."""

    move: Move
    allowed: bool
    blocked_by: tuple[Guard, ...]

    @property
    def now(self) -> bool:
        """Whether this actor may do it at once."""
        return self.allowed and not self.blocked_by


def transitions_of(model: type) -> Iterator[tuple[Any, Move]]:
    """Every transition of a machine with the move it carries."""
    for transition in model._meta.get_field("state").get_all_transitions(model):
        yield transition, transition.custom["move"]


def possible_moves(instance: Any, actor: Agent, on: date | None = None) -> list[Possible]:
    """What can happen next to this object, by whom, and why not."""
    on = on or timezone.localdate()
    return [
        Possible(
            move,
            move.who(instance, actor),
            tuple(guard for guard in move.guards if not guard.holds(instance, on)),
        )
        for transition, move in transitions_of(type(instance))
        if transition.source == instance.state
    ]


def _last_told(instance: Any) -> str:
    last = (
        Entry.objects.filter(subject_kind=instance._meta.label_lower, subject_key=str(instance.pk))
        .select_related("actor")
        .order_by("-at", "-id")
        .first()
    )
    if last is None or last.actor is None:
        return _("L’état a déjà changé. Rien n’a été modifié de plus.")
    return _("Déjà fait par %(who)s. Rien n’a été modifié de plus.") % {"who": last.actor.full_name}


def _locked(instance: Any) -> tuple[CaseFile, Any]:
    """The file first, then the row: everybody locks in that order, so nobody waits in a circle."""
    if isinstance(instance, CaseFile):
        case = CaseFile.objects.select_for_update().get(pk=instance.pk)
        return case, case
    case = CaseFile.objects.select_for_update().get(pk=instance.case_id)
    locked = type(instance).objects.select_for_update().get(pk=instance.pk)
    locked.case = case
    return case, locked


def _follow_clock(case: CaseFile, dated: Any) -> None:
    """The nearest legal date of the file, when one of its rows has another one now."""
    if not (isinstance(dated, Clocked) and dated.set_clock()):
        return
    dated.save(update_fields=["next_clock_on", "next_clock"])
    keep_nearest_clock(case)


def keep_nearest_clock(case: CaseFile) -> None:
    """Write on the file the nearest legal date of its applications and awards."""
    first = (
        Application.objects.filter(case=case, next_clock_on__isnull=False)
        .values_list("next_clock_on", "next_clock")
        .union(
            Award.objects.filter(case=case, next_clock_on__isnull=False).values_list(
                "next_clock_on", "next_clock"
            )
        )
        .order_by("next_clock_on", "next_clock")
        .first()
    )
    case.next_clock_on, case.next_clock = first or (None, "")
    case.save(update_fields=["next_clock_on", "next_clock"])


@transaction.atomic
def start_clock(dated: Any) -> None:
    """Write the legal date of a row just made (an award begins in a state no move led to)."""
    case = CaseFile.objects.select_for_update().get(pk=dated.case_id)
    _follow_clock(case, dated)


@transaction.atomic
def move(
    instance: Any, name: str, *, actor: Agent | None, reason: str = "", day: date | None = None, **values: Any
) -> Any:
    """Move `instance` by the transition `name`; the moved, locked row. `actor` None: a delay has passed.

    Conditions are looked at on `day`: by default the day of the act (`on`), else today.

    Raises AlreadyMoved, NotYours or Blocked, and then nothing has changed.
    """
    case, locked = _locked(instance)
    method = getattr(locked, name)
    described = next(m for _t, m in transitions_of(type(locked)) if m.name == name)
    from_state, on = locked.state, day or values.get("on") or timezone.localdate()
    if not any(t.source == from_state for t, m in transitions_of(type(locked)) if m.name == name):
        raise AlreadyMoved(_last_told(locked))
    if not described.who(locked, actor):
        raise NotYours(_("Cet acte revient à : %(who)s.") % {"who": described.by})
    if failing := [guard for guard in described.guards if not guard.holds(locked, on)]:
        raise Blocked(failing)
    if described.reason_required and not reason.strip():
        raise MoveRefused(_("Écrivez le motif : il sera gardé dans le journal."))
    try:
        method(**values)
    except TransitionNotAllowed as refused:  # pragma: no cover - the lines above say it first, and better
        raise AlreadyMoved(_last_told(locked)) from refused
    locked.save()
    _follow_clock(case, locked)
    record(
        act=f"{locked._meta.model_name}.{name}",
        actor=actor,
        subject=locked,
        case_reference=case.reference,
        reason=reason.strip(),
        data={"from": str(from_state), "to": str(locked.state)},
    )
    return locked


@transaction.atomic
def put_back(instance: Any, state: str, *, actor: Agent, reason: str, **fields: Any) -> Any:
    """Undo what a merge or a death did by a move: the row stands again in the state it had, with its dates.

    No transition of the by-law: only `cases.reuniting` undoes so, for what it closed or cancelled itself.
    Raises NotYours, or AlreadyMoved when somebody moved the row since.
    """
    case, locked = _locked(instance)
    closed = {CaseFile: ("closed", "merged"), DocumentRequest: ("cancelled", None)}[type(locked)]
    if (locked.state, getattr(locked, "closing_reason", None)) != closed:
        raise AlreadyMoved(_last_told(locked))
    if not can_work(case, actor):
        raise NotYours(_("Cet acte revient à : %(who)s.") % {"who": can_work.by})
    type(locked).objects.filter(pk=locked.pk).update(state=state, **fields)
    record(
        act=f"{locked._meta.model_name}.put_back",
        actor=actor,
        subject=locked,
        case_reference=case.reference,
        reason=reason.strip(),
        data={"from": str(locked.state), "to": str(state)},
    )
    return type(locked).objects.get(pk=locked.pk)
