"""One note, one plan, one appointment of a file, each made once through the real services. Specimens."""

from datetime import timedelta

from django.utils import timezone

from cases.following import appointments, notes, plans
from cases.models import ActionPlan, Appointment, AppointmentKind, CaseFile, Note, NoteKind, Objective
from cases.models.plan import Doer
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Agent
from tests.support.cases import applicant_of


def make_note(author: Agent, case: CaseFile, text: str = "SPÉCIMEN", kind=NoteKind.PROFESSIONAL) -> Note:
    with acting(*actor_of(author)):
        return notes.write_note(actor=author, case=case, kind=kind, text=text)


def make_plan(actor: Agent, case: CaseFile, **fields) -> ActionPlan:
    """The plan under way, agreed today with the applicant; looked at again in a month."""
    today = timezone.localdate()
    told = {"aim": "SPÉCIMEN", "agreed_on": today, "next_review_on": today + timedelta(days=30)}
    with acting(*actor_of(actor)):
        found = plans.plan_of(case)
        people = [applicant_of(case)]
        return found or plans.agree_plan(actor=actor, case=case, people=people, **{**told, **fields})


def make_objective(actor: Agent, case: CaseFile, **fields) -> Objective:
    plan = make_plan(actor, case)
    told = {"doer": Doer.HOUSEHOLD, "what": "SPÉCIMEN", "due_on": timezone.localdate()}
    with acting(*actor_of(actor)):
        return plans.add_objective(actor=actor, plan=plan, **{**told, **fields})


def make_appointment(host: Agent, case: CaseFile, days: int = 2, **fields) -> Appointment:
    """Half an hour at the desk at ten, in two days."""
    start = timezone.localtime() + timedelta(days=days)
    start = start.replace(hour=10, minute=0, second=0, microsecond=0)
    told = {"kind": AppointmentKind.DESK, "host": host}
    told |= {"starts_at": start, "ends_at": start + timedelta(minutes=30)}
    with acting(*actor_of(host)):
        told["people"] = [applicant_of(case)]
        return appointments.plan_appointment(actor=host, case=case, **{**told, **fields})
