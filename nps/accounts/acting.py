"""Who acts, told to PostgreSQL for one transaction: without it, row-level security shows nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from nps.accounts.models import Agent, Role

KIND_OF_ROLE = {
    Role.SOCIAL_WORKER: "staff",
    Role.SUPERVISOR: "staff",
    Role.PARTNER: "partner",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "admin",
}
KINDS = frozenset({*KIND_OF_ROLE.values(), "system"})

_READ = "select current_setting('role'), current_setting('nps.key', true), current_setting('nps.agent', true)"
_TAKE = (
    "select set_config('role', %s, true), set_config('nps.key', %s, true), set_config('nps.agent', %s, true)"
)


def actor_of(agent: Agent) -> tuple[str, str, str]:
    """The kind of actor, the agency's key (partners only) and the agent's id, as `acting` takes them."""
    return KIND_OF_ROLE[Role(agent.role)], str(agent.agency_id or ""), str(agent.pk)


@contextmanager
def acting(kind: str, key: str = "", agent_id: str = "") -> Iterator[None]:
    """One transaction as this kind of actor (staff, partner, auditor, admin, system).

    Inside an outer transaction the former actor is put back on leaving: releasing a savepoint does not undo
    settings. An exception needs nothing put back: the rollback undoes settings too.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of actor: {kind}")
    nested = connection.in_atomic_block
    with transaction.atomic():
        former = _former() if nested else None
        _take(f"nps_{kind}", key, agent_id)
        yield
        if former and not connection.needs_rollback:
            _take(*former)


def _former() -> tuple[str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        role, key, agent_id = cursor.fetchone()
    return role, key or "", agent_id or ""


def _take(role: str, key: str, agent_id: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [role, key, agent_id])
