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

    The former actor is put back on leaving: releasing a savepoint does not undo settings. An exception needs
    nothing put back: the rollback undoes settings too, and no statement passes before it.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of actor: {kind}")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_READ)
            former = cursor.fetchone()
            cursor.execute(_TAKE, [f"nps_{kind}", key, agent_id])
        yield
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(_TAKE, [former[0], former[1] or "", former[2] or ""])
