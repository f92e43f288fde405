"""The counter of requests avoided: an application is counted when its pieces are first settled.

The definition is in docs/explanation/requests-avoided.md. Sums are read, never kept.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum

from cases.models import Application, CaseFile, DocumentRequest, PieceCount
from cases.workflow.application import PENDING
from documents import planning
from nps.accounts.models import SITE_ROLES, Agent


class Figure(NamedTuple):
    """Settled applications; the pieces they would have asked for one by one; those asked for instead."""

    applications: int = 0
    alone: int = 0
    asked: int = 0

    @property
    def avoided(self) -> int:
        return self.alone - self.asked


@transaction.atomic
def settle(*, application: Application, on: date) -> PieceCount:
    """Count an application that became complete; once. Requests then sent for it count with it.

    `alone` is its own smallest list, nothing known. Each request sent counts in one application: the first to
    be settled of those it serves, as long as that one has room under its `alone`; what is left over counts
    in the next one that has. Raises SituationFaults.
    """
    case = CaseFile.objects.select_for_update().get(pk=application.case_id)
    row = PieceCount.objects.filter(application=application).first()
    if row is None:
        alone = len(planning.plan(application.requirements(on), ()).requests)
        row = PieceCount.objects.create(application=application, site=case.site, settled_on=on, alone=alone)
    room = row.alone - row.requests.count()
    taken = [request.pk for request in _to_count(application)][:room]
    DocumentRequest.objects.filter(pk__in=taken).update(counted_in=row)
    return row


def _to_count(application: Application) -> list[DocumentRequest]:
    """Requests sent and not yet counted that this application may count: those of its own only, those it
    shares with applications not yet settled, those nobody else will count."""
    case, benefit = application.case, application.benefit
    waiting = set(
        case.applications.filter(state__in=("draft", *PENDING), piece_count=None)
        .exclude(pk=application.pk)
        .values_list("benefit", flat=True)
    )
    places = []
    for request in case.requests.filter(sent_at__isnull=False, counted_in=None).order_by("sent_at", "pk"):
        shared = bool(waiting & set(request.benefits))
        own = benefit in request.benefits and request.sent_at >= application.created_at
        if own or not shared:
            places.append(((0 if own and not shared else 1 if own else 2), request))
    return [request for _place, request in sorted(places, key=lambda place: place[0])]


def of_case(case: CaseFile) -> Figure:
    """The figure of one file since it was opened."""
    return _sum(PieceCount.objects.filter(application__case=case)).get("", Figure())


def of_site(actor: Agent, since: date, until: date) -> dict[str, Figure]:
    """Figures of the actor's site by benefit, of applications settled between two days, both included."""
    if actor.role not in SITE_ROLES:
        return {}
    rows = PieceCount.objects.filter(site_id=actor.site_id, settled_on__range=(since, until))
    return _sum(rows, "application__benefit")


def total(figures: Iterable[Figure]) -> Figure:
    """Their sum."""
    figures = list(figures)
    return Figure(*(sum(column) for column in zip(*figures, strict=True))) if figures else Figure()


def _sum(rows: QuerySet[PieceCount], by: str = "") -> dict[str, Figure]:
    """In two queries, so that an application with several requests is summed once."""
    keys = (by,) if by else ()
    applied = rows.order_by().values(*keys).annotate(applications=Count("pk"), pieces=Sum("alone"))
    sent = Q(pk__in=rows.values("pk"))
    asked = PieceCount.objects.filter(sent).order_by().values(*keys).annotate(requested=Count("requests"))
    if not by:
        applied = [rows.aggregate(applications=Count("pk"), pieces=Sum("alone", default=0))]
        asked = [PieceCount.objects.filter(sent).aggregate(requested=Count("requests"))]
    requested = {row.get(by, ""): row["requested"] for row in asked}
    return {
        row.get(by, ""): Figure(row["applications"], row["pieces"], requested.get(row.get(by, ""), 0))
        for row in applied
    }
