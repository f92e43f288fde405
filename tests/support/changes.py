"""A household with rights open for months, in which things then happen. Specimens, through the services."""

from datetime import date, timedelta

from django.utils import timezone

from cases import batches, clocks
from cases.demonstration import office
from cases.demonstration.play import answers, register
from cases.models import Award, CaseFile, LifeEvent
from cases.services import files
from cases.services.life_events import draft_event
from cases.services.moves import move
from nps.accounts.models import Agent
from nps.calendar import months_after
from tests.support.cases import make_application

TODAY = timezone.localdate()
START = months_after(TODAY, -8)
CHANGED = months_after(TODAY, -3)
LONE = "paris_logement_familles_monoparentales"
ENERGY = "paris_energie_familles"


def lone_parent(worker: Agent) -> CaseFile:
    """Followed up since eight months: 150 € a month for a year as a lone parent, 138 € a year for energy."""
    told = office.read("lone_parent")
    case, met = register(worker, told, START)
    files.record_situation(actor=worker, case=case, answers=answers(told, met))
    check = files.check_rights(actor=worker, case=case, on=START, national=False)
    for right in check.result["rights"]:
        if right["code"] in (LONE, ENERGY):
            award(case, right, check)
    move(case, "start_processing", actor=worker)
    return move(case, "start_follow_up", actor=worker)


def award(case: CaseFile, right: dict, check, starts_on: date = START) -> Award:
    """The award of a right found by a check, for twelve months."""
    end = clocks.period_ends_on(starts_on, 12)
    terms = {"amount": right["amount"], "every": right["every"], "starts_on": starts_on, "ends_on": end}
    granted = make_application(
        case, "granted", benefit=right["code"], by_law=right["by_law"], rights_check=check,
        received_on=starts_on, **terms,
    )  # fmt: skip
    return Award.objects.create(
        reference=granted.reference.replace("A", "P"), case=case, application=granted,
        benefit=right["code"], **terms,
    )  # fmt: skip


def applicant(case: CaseFile):
    return case.household.memberships.get(role="applicant", until=None).person


def event_of(case: CaseFile, kind: str, rows: list, **more) -> LifeEvent:
    """A draft with these answers: (person or None, fact, value)."""
    told = {"happened_on": CHANGED, "told_on": TODAY - timedelta(days=1), **more}
    kept = [[person and person.pk, name, value] for person, name, value in rows]
    return draft_event(actor=case.referent, case=case, kind=kind, answers=kept, **told)


def seen(event: LifeEvent, left_out=()) -> dict:
    return batches.lines(batches.batch_of(event, TODAY, left_out, national=False))
