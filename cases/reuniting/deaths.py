"""Somebody died: what ends at once, what people must look at, and undoing it when it was a mistake."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Award, CaseFile, DocumentRequest
from cases.permissions import can_work
from cases.reuniting.people import files_of, undo_as_system
from cases.services.files import require_open_work, require_work
from cases.services.moves import MoveRefused, move, put_back
from cases.workflow.award import OPEN as OPEN_AWARDS
from nps.accounts.models import Agent
from nps.people import services as register
from nps.people.faults import PeopleFault
from nps.people.models import Membership, Person, Rewrite, RewriteKind
from nps.people.services.rewrites import CHANGED_SINCE, Undone

# What the by-law takes back on succession, with its articles.
ON_SUCCESSION = {
    "paris_solidarite": "II-1.1 e/4, III-1.1 e/4",
    "complement_sante_paris": "II-1.2 d/4, III-1.2 d/5",
}
TO_CANCEL = ("to_send", "sent", "rejected")


@dataclass(frozen=True)
class AwardToSettle:
    """An award of somebody who died, to end from that day; `succession`: the article that takes it back."""

    award: Award
    succession: str


@transaction.atomic
def record_death(
    *, actor: Agent, case: CaseFile, person: Person, on: dt.date, applicant: int | None = None
) -> Rewrite:
    """Write the death: the person leaves every household, mandates end, nothing more is asked of them.

    `applicant`: key of the membership of who becomes the applicant of this file's household, when its
    applicant died and others live on. Raises NotYours, Blocked (closed file), MoveRefused.
    """
    list(files_of(person).select_for_update(of=("self",)))
    require_open_work(case, actor)
    member = case.household.memberships.filter(person=person, until=None).first()
    if member is None:
        raise MoveRefused(_("Cette personne ne vit plus dans ce foyer. Relisez la page."))
    cancelled = _cancel_requests(actor, person)
    try:
        return register.record_death(
            actor=actor,
            person=person,
            on=on,
            heirs={case.household_id: applicant or 0},
            said={"requests": cancelled},
            case_references=[file.reference for file in files_of(person)],
        )
    except PeopleFault as fault:
        raise MoveRefused(str(fault.message)) from fault
    except IntegrityError as fault:
        raise MoveRefused(str(CHANGED_SINCE)) from fault


def _cancel_requests(actor: Agent, person: Person) -> list[list]:
    """Nothing is asked of somebody who died; each request with the state it had, to undo a mistake."""
    waiting = DocumentRequest.objects.filter(person=person, state__in=TO_CANCEL).select_related("case")
    found = list(waiting.order_by("pk"))
    for request in found:
        # In a file of another site nobody here acts: it is the death that does.
        who = actor if can_work(request, actor) else None
        move(request, "cancel", actor=who, reason=_("Décès de la personne"))
    return [[request.pk, str(request.state)] for request in found]


def undo_death(*, actor: Agent, case: CaseFile, rewrite: Rewrite, reason: str) -> Undone:
    """The person lives: what the mistake ended goes on as before. Raises NotYours, MoveRefused."""
    with transaction.atomic():
        require_work(case, actor)
        if rewrite.kind != RewriteKind.DEATH:
            raise MoveRefused(_("Ce n’est pas un décès."))
        requests = rewrite.lines["said"]["requests"] if rewrite.lines else []
        references = [file.reference for file in files_of(rewrite.person)]
        undone = undo_as_system(actor, rewrite, reason, references)
        for key, state in requests:
            request = DocumentRequest.objects.filter(
                pk=key, state="cancelled", case__site=actor.site_id
            ).first()
            if request and not _asked_again(request):
                put_back(request, state, actor=actor, reason=reason)
        return undone


def _asked_again(request: DocumentRequest) -> bool:
    """Somebody asked for it again since: two requests for one piece cannot stand."""
    same = {name: getattr(request, name) for name in ("case", "type_code", "period", "person")}
    open_ones = DocumentRequest.objects.filter(**same, state__in=(*TO_CANCEL, "answered"))
    return open_ones.exists()


def death_of(person: Person) -> Rewrite | None:
    """What the death changed, while it can be undone."""
    return Rewrite.objects.filter(person=person, kind=RewriteKind.DEATH, undone_at=None).first()


def deaths_in(case: CaseFile) -> list[Rewrite]:
    """Deaths written in this household, the latest first."""
    people = case.household.memberships.values("person")
    found = Rewrite.objects.filter(kind=RewriteKind.DEATH, undone_at=None, person__in=people)
    return list(found.select_related("person", "made_by").order_by("-made_at", "-pk"))


def awards_to_settle(case: CaseFile) -> list[AwardToSettle]:
    """Awards of people of this file who died: to end from that day, or to take back on succession."""
    dead = Q(application__applicant__died_on__isnull=False)
    found = case.awards.filter(dead).select_related("application__applicant").order_by("pk")
    kept = [a for a in found if a.state in OPEN_AWARDS or a.benefit in ON_SUCCESSION]
    return [AwardToSettle(award, ON_SUCCESSION.get(award.benefit, "")) for award in kept]


def survivors(case: CaseFile, person: Person) -> list[Membership]:
    """Who else lives in the household."""
    living = case.household.memberships.filter(until=None, person__died_on=None).exclude(person=person)
    return list(living.select_related("person").order_by("pk"))


def nobody_lives_on(case: CaseFile) -> bool:
    """The file is to be closed: « Décès »."""
    return not case.household.memberships.filter(until=None).exists()


def latest_day() -> dt.date:
    """A death is not written in advance."""
    return timezone.localdate()
