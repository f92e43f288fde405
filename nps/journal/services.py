"""The one way to write in the journal. Reading and sealing live beside it."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from nps.accounts.models import Agent
from nps.journal.merkle import leaf_hash
from nps.journal.models import Entry


class NotInATransaction(RuntimeError):
    """An entry must stand or fall with its act."""


def canonical(
    *,
    id: UUID,
    at: datetime,
    act: str,
    actor_id: int | None,
    actor_role: str,
    case_reference: str,
    subject_kind: str,
    subject_key: str,
    reason: str,
    data: dict[str, Any],
) -> bytes:
    """The bytes an entry is hashed over: JSON with sorted keys, UTC time to the microsecond."""
    return json.dumps(
        {
            "id": str(id),
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "act": act,
            "actor": actor_id,
            "role": actor_role,
            "case": case_reference,
            "subject": [subject_kind, subject_key],
            "reason": reason,
            "data": data,
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    ).encode()


def canonical_of(entry: Entry) -> bytes:
    """The bytes a stored entry is hashed over."""
    fields = ("id", "at", "act", "actor_id", "actor_role", "case_reference")
    fields += ("subject_kind", "subject_key", "reason", "data")
    return canonical(**{name: getattr(entry, name) for name in fields})


def record(
    *,
    act: str,
    actor: Agent | None,
    subject: models.Model | None = None,
    case_reference: str = "",
    data: dict[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Write one entry in the act's own transaction.

    `actor` None means the system (jobs). `data` holds references and codes, never names. Raises
    NotInATransaction outside a transaction: an act that cannot be journaled must not happen.
    """
    if not connection.in_atomic_block:
        raise NotInATransaction(act)
    entry = Entry(
        at=timezone.now(),
        act=act,
        actor=actor,
        actor_role=actor.role if actor else "system",
        case_reference=case_reference,
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject_key=str(subject.pk) if subject is not None else "",
        # Read back exactly as PostgreSQL will give it: numbers and keys as JSON has them.
        data=json.loads(json.dumps(data or {})),
        reason=reason,
    )
    entry.leaf = leaf_hash(canonical_of(entry))
    entry.save(force_insert=True)
    return entry
