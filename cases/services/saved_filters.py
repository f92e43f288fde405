"""Ways of looking at the list that an agent keeps under a name. Each agent's own, read by nobody else."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from cases.models import SavedFilter
from nps.accounts.models import Agent


def filters_of(agent: Agent) -> QuerySet[SavedFilter]:
    """The agent's, by name."""
    return SavedFilter.objects.filter(agent=agent).order_by("name", "pk")


@transaction.atomic
def save_filter(
    *, actor: Agent, name: str, query: Mapping[str, str], is_default: bool = False
) -> SavedFilter:
    """Keep a filter, in the place of the one of that name; one at most opens the list."""
    if is_default:
        filters_of(actor).filter(is_default=True).update(is_default=False)
    kept, _made = SavedFilter.objects.update_or_create(
        agent=actor, name=name.strip(), defaults={"query": dict(query), "is_default": is_default}
    )
    return kept


@transaction.atomic
def delete_filter(*, actor: Agent, key: int) -> None:
    """Raises SavedFilter.DoesNotExist for somebody else's as for none."""
    filters_of(actor).get(pk=key).delete()
