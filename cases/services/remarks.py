"""What agents say of a piece asked for a benefit, the steward's answer, and what dropping it would spare.

No household enters: a remark names a type, a benefit, a site. A study keeps counts only.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import proving
from cases.models import CaseFile, PieceRemark, PieceStudy, RemarkKind
from cases.services.ledger import drawn, readings
from cases.services.moves import MoveRefused, NotYours
from cases.workflow.application import PENDING
from cases.workflow.case_file import OPEN
from documents.types import read_key
from eligibility.situation import SituationFaults
from nps.accounts.models import SITE_ROLES, Agent, Role
from nps.accounts.permissions import require_administrator
from nps.jobs import app
from nps.journal.services import record

BATCH = 200  # files a transaction


def remarks_for(actor: Agent) -> QuerySet[PieceRemark]:
    """Remarks are read by all sites and by the stewards of the catalogue, who are administrators."""
    if actor.role in SITE_ROLES or actor.role == Role.ADMINISTRATOR:
        return PieceRemark.objects.select_related("site", "made_by", "answered_by").order_by(
            "-made_at", "-pk"
        )
    return PieceRemark.objects.none()


def by_subject(actor: Agent) -> Iterable[dict]:
    """{"type_code", "benefit", "remarks", "open"} of each type and benefit, most open remarks first."""
    grouped = remarks_for(actor).order_by().values("type_code", "benefit")
    counted = grouped.annotate(remarks=Count("pk"), open=Count("pk", filter=Q(answer="")))
    return counted.order_by("-open", "-remarks", "type_code", "benefit")


@transaction.atomic
def remark(*, actor: Agent, type_code: str, benefit: str, kind: RemarkKind, comment: str) -> PieceRemark:
    """An agent's word on a type asked for a benefit; the file it came from is not kept. Raises NotYours."""
    if actor.role not in SITE_ROLES:
        raise NotYours(_("Cet acte revient aux agents d’un site."))
    made = PieceRemark.objects.create(
        type_code=type_code,
        benefit=benefit,
        kind=kind,
        comment=comment.strip(),
        site=actor.site,
        made_by=actor,
    )
    data = {"type": type_code, "benefit": benefit, "kind": str(kind)}
    record(act="piece.remark", actor=actor, subject=made, data=data)
    return made


@transaction.atomic
def answer(*, actor: Agent, remark: PieceRemark, text: str) -> PieceRemark:
    """The steward's answer, once. Raises PermissionDenied, MoveRefused."""
    require_administrator(actor)
    locked = PieceRemark.objects.select_for_update().get(pk=remark.pk)
    if locked.answer:
        raise MoveRefused(_("Cette remarque a déjà une réponse."))
    locked.answer, locked.answered_by, locked.answered_at = text.strip(), actor, timezone.now()
    locked.save(update_fields=["answer", "answered_by", "answered_at"])
    record(act="piece.remark_answered", actor=actor, subject=locked, reason=locked.answer)
    return locked


@transaction.atomic
def study(*, actor: Agent, type_code: str, benefit: str, on: date) -> PieceStudy:
    """Count what open files would be spared without this type for this benefit; the running one if any."""
    require_administrator(actor)
    running = PieceStudy.objects.filter(type_code=type_code, benefit=benefit, ended_at=None).first()
    if running:
        return running
    made = PieceStudy.objects.create(type_code=type_code, benefit=benefit, on=on, started_by=actor)
    data = {"type": type_code, "benefit": benefit, "on": on.isoformat()}
    record(act="piece.study", actor=actor, subject=made, data=data)
    hand_over(made)
    return made


def hand_over(made: PieceStudy) -> None:
    """By name: the job itself calls this module."""
    app.configure_task("cases.jobs.study_piece", allow_unknown=True).defer(study=made.pk)


def latest_study(type_code: str, benefit: str) -> PieceStudy | None:
    """The last study of this type for this benefit."""
    return PieceStudy.objects.filter(type_code=type_code, benefit=benefit).order_by("-pk").first()


@transaction.atomic
def study_batch(*, study: int) -> bool:
    """Plan the next files again without the type, all or nothing; False once there is none left.

    Files are taken in the order of their keys after the last one: done twice, nothing is counted twice.
    """
    found = PieceStudy.objects.select_for_update().get(pk=study)
    if found.ended_at:
        return False
    left = _files(found.benefit).filter(pk__gt=found.last).order_by("pk")
    found.total = found.total or left.count()
    cases = list(left.select_related("household")[:BATCH])
    for reading in readings(cases, found.on).values():
        found.files += 1
        try:
            named, spared = _spared(reading, found)
        except SituationFaults:
            found.unreadable += 1
            continue
        found.concerned += named
        found.spared += spared
    if cases:
        found.last = cases[-1].pk
    else:
        found.ended_at = timezone.now()
    found.save()
    return bool(cases)


def _files(benefit: str) -> QuerySet[CaseFile]:
    under_way = Q(applications__benefit=benefit, applications__state__in=("draft", *PENDING))
    return CaseFile.objects.filter(under_way, state__in=OPEN).distinct()


def _spared(reading, found: PieceStudy) -> tuple[bool, int]:
    """Whether this file asks for the type for the benefit, and how many fewer pieces it would ask for."""
    needs = reading.needs(found.on)
    own = needs.get(found.benefit, ())
    named = any(read_key(p)[0] == found.type_code for r in own for pieces in r.any_of for p in pieces)
    if not named:
        return False, 0
    slim = {**needs, found.benefit: proving.without(own, found.type_code)}
    before, after = (drawn(reading, found.on, each).plan.requests for each in (needs, slim))
    return True, max(0, len(before) - len(after))
