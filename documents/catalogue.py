"""Dated versions of the types: prepared by one administrator, approved by another, in force on their day.

The past is never edited: a version begins after today and after the last one of its type.
"""

import logging
from collections.abc import Mapping
from datetime import date
from threading import Lock
from time import monotonic
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import type_rules, types
from documents.models import TypeAct, TypeStep, TypeVersion
from documents.types import DatedType, Versions
from nps.accounts.acting import acting
from nps.accounts.models import Agent
from nps.accounts.permissions import require_administrator
from nps.journal.services import record
from nps.ui import formats

APPROVING = 8043  # key of the advisory lock: one approval at a time
KEPT = 60  # seconds a process keeps what it read: a version begins a day after its approval at the earliest

logger = logging.getLogger(__name__)


class Refused(ValueError):
    """The act cannot be done; said to a person. `faults`: (field, fault) of a row that cannot stand."""

    def __init__(self, message: str, faults: list[tuple[str, type_rules.Fault]] | None = None):
        self.faults = faults or []
        super().__init__(message)


# Reading


class _Kept:
    """The approved versions, read again after a minute. A broken transaction reads nothing."""

    def __init__(self) -> None:
        self._lock, self._versions, self._until = Lock(), (), 0.0

    def __call__(self) -> Versions:
        with self._lock:
            if monotonic() >= self._until and not (connection.in_atomic_block and connection.needs_rollback):
                self._versions, self._until = read_approved(), monotonic() + KEPT
            return self._versions

    def forget(self) -> None:
        self._until = 0.0


approved = _Kept()


def read_approved() -> Versions:
    """Every approved version, the oldest day first, those of days to come too. One short query."""
    with acting("system"):
        found = TypeVersion.objects.filter(step__act=TypeAct.APPROVED).order_by("in_force_on", "pk")
        return tuple(dated(version) for version in found)


def dated(version: TypeVersion) -> DatedType:
    """The version as values."""
    return DatedType(version.in_force_on, str(version.public_id), types.read_row(version.row))


def versions_for(actor: Agent) -> QuerySet[TypeVersion]:
    """Every version, newest day first. Raises PermissionDenied."""
    require_administrator(actor)
    return TypeVersion.objects.select_related("author", "step__actor")


def state_of(version: TypeVersion) -> str:
    """The act that closed it, "" while it waits for a second reading."""
    return version.step.act if hasattr(version, "step") else ""


# Acts


@transaction.atomic
def prepare_type(*, actor: Agent, row: Mapping[str, Any], in_force_on: date, why: str) -> TypeVersion:
    """A version that waits for a second administrator. Raises Refused, with `faults` for the row."""
    require_administrator(actor)
    if not why.strip():
        raise Refused(_("Écrivez pourquoi ce type change."))
    _require_sound(row, in_force_on)
    made = TypeVersion.objects.create(
        author=actor, code=row["code"], row=dict(row), in_force_on=in_force_on, why=why.strip()
    )
    _journal("prepared", actor, made)
    return made


@transaction.atomic
def approve_type(*, actor: Agent, version: TypeVersion) -> None:
    """By a second administrator: in force on its day, without any other act. Raises Refused."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [APPROVING])
    _require_sound(version.row, version.in_force_on)
    _step(TypeAct.APPROVED, actor, version)
    transaction.on_commit(approved.forget)


@transaction.atomic
def reject_type(*, actor: Agent, version: TypeVersion, reason: str) -> None:
    """By a second administrator, with a reason. Raises Refused."""
    if not reason.strip():
        raise Refused(_("Écrivez pourquoi cette version est rejetée."))
    _step(TypeAct.REJECTED, actor, version, reason.strip())


@transaction.atomic
def withdraw_type(*, actor: Agent, version: TypeVersion) -> None:
    """By its author, until it is approved or rejected. Raises Refused."""
    _step(TypeAct.WITHDRAWN, actor, version)


def _step(act: TypeAct, actor: Agent, version: TypeVersion, reason: str = "") -> None:
    require_administrator(actor)
    own = actor.pk == version.author_id
    if own and act != TypeAct.WITHDRAWN:
        raise Refused(_("Vous avez préparé cette version. Une autre personne doit la relire."))
    if not own and act == TypeAct.WITHDRAWN:
        raise Refused(_("Seule la personne qui a préparé cette version peut la retirer."))
    try:
        with transaction.atomic():
            TypeStep.objects.create(
                version=version, author_id=version.author_id, act=act, actor=actor, reason=reason
            )
    except IntegrityError as done_meanwhile:
        raise Refused(_("Quelqu’un vient d’agir sur cette version. Relisez-la.")) from done_meanwhile
    _journal(str(act), actor, version, reason)


def _journal(act: str, actor: Agent, version: TypeVersion, reason: str = "") -> None:
    data = {"code": version.code, "in_force_on": version.in_force_on.isoformat(), "row": version.row}
    record(act=f"type.{act}", actor=actor, subject=version, data=data, reason=reason)


def _require_sound(row: Mapping[str, Any], day: date) -> None:
    """Nothing impossible may go on: the day, then the row, then the types among themselves on that day."""
    if day <= timezone.localdate():
        raise Refused(_("La date doit être à venir : le passé ne se modifie pas."))
    known = read_approved()
    last = max((v.since for v in known if v.type.code == row["code"]), default=None)
    if last and last >= day:
        told = {"day": formats.date_long(last)}
        raise Refused(_("Ce type change déjà le %(day)s. Choisissez une date après.") % told)
    # Versions of later days are laid too: what is written today must hold beside them.
    beside = types.laid_over(known, max([day, *(v.since for v in known)]))
    if faults := type_rules.faults(row, {**types.laid_over(known, day)}):
        raise Refused(_("Cette description ne tient pas. Corrigez-la."), faults)
    if faults := type_rules.faults(row, beside):
        raise Refused(_("Cette description contredit une version à venir d’un autre type."), faults)
