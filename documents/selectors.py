"""Reading documents. Starts from the actor, within the households the floor above lets that actor see.

Which households those are (site, mission, grant) is decided in cases: it passes a queryset or a list.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from documents.models import WAITING, SupportingDocument
from nps.accounts.models import Agent, Role
from nps.people.models import Household
from nps.people.selectors import may_serve

Households = QuerySet[Household] | Collection[Household]


def documents_for(actor: Agent, households: Households) -> QuerySet[SupportingDocument]:
    """Documents of these households that this actor's role may read, newest first.

    Agents of a site and auditors; partners get none here: what they see comes from their shares.
    """
    documents = SupportingDocument.objects.select_related("content").order_by("-stored_at", "-id")
    if not (may_serve(actor) or (actor.is_active and actor.role == Role.AUDITOR)):
        return documents.none()
    return documents.filter(household__in=households)


def documents_to_check(actor: Agent, households: Households) -> QuerySet[SupportingDocument]:
    """What waits for a check, oldest first: the queue « Pièces à vérifier »."""
    return documents_for(actor, households).filter(state__in=WAITING).order_by("stored_at", "id")


def document_for(actor: Agent, households: Households, reference: UUID) -> SupportingDocument:
    """Raises SupportingDocument.DoesNotExist outside the actor's right, as for what does not exist."""
    return documents_for(actor, households).get(reference=reference)
