"""The same piece kept for another household of the same people: one sealed content, two documents.

The content is destroyed with the last of them (vault.erase). What is hidden on one is hidden on the other.
"""

from collections.abc import Collection

from django.db import transaction

from documents.models import Redaction, State, SupportingDocument
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.models import Household, Person
from nps.people.selectors import require_site_agent

SAME = (
    *("type", "period", "issued_on", "stated_until", "valid_from", "valid_until", "filename", "content_id"),
    *("scan_verdict", "state", "first_checked_by_id", "first_checked_at", "turns", "checked_by_id"),
    *("checked_at", "stored_by_id", "stored_at"),
)
HIDDEN = ("page", "left", "top", "right", "bottom", "why", "made_by_id", "made_at")


@transaction.atomic
def keep_for(
    *,
    actor: Agent,
    document: SupportingDocument,
    household: Household,
    people: Collection[Person],
    case_reference: str,
) -> SupportingDocument:
    """An accepted document kept for another household too, about these people only, checked as it was.

    Raises ValueError for a document that is not accepted.
    """
    require_site_agent(actor)
    if document.state != State.ACCEPTED:
        raise ValueError("only an accepted document is kept for another household")
    named = document.people.filter(pk__in=[person.pk for person in people])
    copy = SupportingDocument.objects.create(
        household=household, **{name: getattr(document, name) for name in SAME}
    )
    copy.people.set(named.order_by("pk"))
    hidden = document.redactions.filter(removed_at=None).order_by("pk")
    Redaction.objects.bulk_create(
        Redaction(document=copy, **{name: getattr(one, name) for name in HIDDEN}) for one in hidden
    )
    record(
        act="keep_document_for",
        actor=actor,
        subject=copy,
        case_reference=case_reference,
        data={"type": copy.type, "period": copy.period},
    )
    return copy
