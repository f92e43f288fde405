"""How many open requests a new version of a type would change, site by site. Counts only: no file enters."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cases.models import DocumentRequest
from cases.workflow.request import OPEN
from documents.models import State, SupportingDocument
from documents.types import DocumentType, Whom
from nps.accounts.acting import acting
from nps.accounts.models import Agent
from nps.accounts.permissions import require_administrator


class SiteEffect(NamedTuple):
    """Open requests of the type on one site; those that a document already held makes useless."""

    site: str
    open: int
    needless: int


def effect_by_site(
    actor: Agent, before: DocumentType | None, after: DocumentType, on: date
) -> list[SiteEffect]:
    """What changes on the day `on`, for the sites that ask for this type. Raises PermissionDenied.

    A request becomes needless when a type that newly dispenses from it is held, accepted and still valid, for
    the same person or the household: the guard's own rule (CRPA L113-12, R113-5, R113-8).
    """
    require_administrator(actor)
    new = {*after.dispensed_by} - {*(before.dispensed_by if before else ())}
    asked = DocumentRequest.objects.filter(type_code=after.code, state__in=OPEN)
    counts = (
        asked.annotate(met=Exists(_held(new, after, on)))
        .values("case__site__name")
        .annotate(open=Count("pk"), needless=Count("pk", filter=Q(met=True)))
        .order_by("case__site__name")
    )
    with acting("system"):
        return [SiteEffect(row["case__site__name"], row["open"], row["needless"]) for row in counts]


def _held(codes: Collection[str], after: DocumentType, on: date) -> QuerySet[SupportingDocument]:
    """Accepted documents of these types that speak for the request's person or household on that day."""
    held = SupportingDocument.objects.filter(
        household=OuterRef("case__household"), state=State.ACCEPTED, type__in=codes
    ).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        Q(valid_from__isnull=True) | Q(valid_from__lte=on),
    )
    if after.whom == Whom.HOUSEHOLD:
        return held
    return held.filter(Q(people=OuterRef("person")) | Q(people__isnull=True))
