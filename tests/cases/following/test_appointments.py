"""Appointments: one agent in one place, moved, held, missed, cancelled; who reads where a visit goes."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.http import Http404
from django.utils import timezone

from cases.following import appointments as acts
from cases.following import hours
from cases.models import Appointment, AppointmentKind, CaseFile, Contact
from cases.models.appointment import VisitGround
from cases.services.moves import AlreadyMoved, Blocked, MoveRefused, NotYours
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.people.models import Person
from tests.support.accounts import make_agent
from tests.support.cases import applicant_of, make_case_file
from tests.support.following import make_appointment

HALF = timedelta(minutes=30)
VISIT = {"kind": AppointmentKind.VISIT, "ground": VisitGround.CANNOT_MOVE, "ground_words": "SPÉCIMEN"}


@pytest.fixture
def worker(db):
    return make_agent()


@pytest.fixture
def case(worker):
    with acting("system"):
        return make_case_file(worker, last_contact_on=timezone.localdate() - timedelta(days=300))


def as_agent(agent):
    return acting(*actor_of(agent))


def begun(appointment: Appointment) -> Appointment:
    """The same one, an hour ago."""
    with acting("system"):
        at = timezone.now() - timedelta(hours=1)
        Appointment.objects.filter(pk=appointment.pk).update(starts_at=at, ends_at=at + HALF)
    return appointment


def settle(actor, appointment, outcome, people=()):
    with as_agent(actor):
        return acts.settle_appointment(actor=actor, appointment=appointment, outcome=outcome, people=people)


def test_an_agent_taken_elsewhere_is_told_from_when_to_when(worker, case):
    first = make_appointment(worker, case)
    with acting("system"):
        other = make_case_file(worker)
    with pytest.raises(MoveRefused, match=rf"{worker.full_name} a déjà un rendez-vous.*10\u00a0h"):
        make_appointment(worker, other, starts_at=first.starts_at + HALF / 2, ends_at=first.ends_at + HALF)
    follows = make_appointment(worker, other, starts_at=first.ends_at, ends_at=first.ends_at + HALF)
    assert follows.starts_at == first.ends_at
    colleague = make_agent(site=worker.site)
    assert make_appointment(colleague, other).starts_at == first.starts_at


@pytest.mark.parametrize("outcome", ["cancelled", "missed_by_household"])
def test_an_hour_given_back_may_be_taken(outcome, worker, case):
    first = make_appointment(worker, case)
    if outcome != "cancelled":
        begun(first)
    settle(worker, first, outcome)
    again = make_appointment(worker, case)
    assert again.pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_of_two_appointments_at_the_same_instant_one_is_written():
    with acting("system"):
        worker = make_agent()
        files = [make_case_file(worker), make_case_file(worker)]
    gate, done, told = threading.Barrier(2), [], []

    def plan(case):
        try:
            gate.wait(10)
            done.append(make_appointment(worker, case))
        except MoveRefused as refused:
            told.append(str(refused))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=plan, args=[case]) for case in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(done), len(told)) == (1, 1)
    assert "a déjà un rendez-vous" in told[0]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"days": -1}, "heure est passée"),
        ({"kind": AppointmentKind.VISIT}, "Dites pourquoi"),
        ({"kind": AppointmentKind.VISIT, "ground": VisitGround.CANNOT_MOVE}, "I-B 1"),
        ({"people": []}, "au moins une personne"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_lift_it(fields, says, worker, case):
    with pytest.raises(MoveRefused, match=says):
        make_appointment(worker, case, **fields)


def test_the_end_comes_after_the_start(worker, case):
    start = timezone.now() + timedelta(days=1)
    with pytest.raises(MoveRefused, match="après le début"):
        make_appointment(worker, case, starts_at=start, ends_at=start)


def test_only_an_active_agent_of_the_site_receives(worker, case):
    gone = make_agent(site=worker.site)
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    for host in (make_agent(), gone, make_agent(Role.PARTNER)):
        with pytest.raises(MoveRefused, match="du site"), as_agent(worker):
            acts.plan_appointment(
                actor=worker,
                case=case,
                kind=AppointmentKind.DESK,
                host=host,
                starts_at=timezone.now() + HALF,
                ends_at=timezone.now() + 2 * HALF,
                people=[applicant_of(case)],
            )


@pytest.mark.parametrize(("kind", "manner"), [({}, "desk"), (VISIT, "visit")])
def test_one_that_was_held_writes_the_contact_and_moves_the_last_one(kind, manner, worker, case):
    planned = begun(make_appointment(worker, case, **kind))
    with acting("system"):
        people = [applicant_of(case)]
    settle(worker, planned, "held", people)
    with acting("system"):
        contact = Contact.objects.get(appointment=planned)
        assert (contact.manner, contact.outcome, list(contact.people.all())) == (manner, "took_part", people)
        day = timezone.localdate(Appointment.objects.get().starts_at)
        assert CaseFile.objects.get(pk=case.pk).last_contact_on == day == contact.on


@pytest.mark.parametrize("outcome", ["missed_by_household", "missed_by_service", "cancelled"])
def test_one_that_was_not_writes_no_contact(outcome, worker, case):
    settle(worker, begun(make_appointment(worker, case)), outcome)
    with acting("system"):
        assert Contact.objects.count() == 0


@pytest.mark.parametrize("outcome", ["held", "missed_by_household", "missed_by_service"])
def test_nothing_is_noted_of_an_hour_that_has_not_come(outcome, worker, case):
    planned = make_appointment(worker, case)
    with acting("system"):
        people = [applicant_of(case)]
    with pytest.raises(MoveRefused, match="commence le"):
        settle(worker, planned, outcome, people)


def test_held_with_nobody_is_refused_and_nothing_stays_by_half(worker, case):
    planned = begun(make_appointment(worker, case))
    with pytest.raises(MoveRefused, match="au moins une personne"):
        settle(worker, planned, "held")
    with acting("system"):
        assert Appointment.objects.get().outcome == ""


def test_the_second_agent_is_told_who_noted_what(worker, case):
    planned = begun(make_appointment(worker, case))
    colleague = make_agent(site=worker.site)
    settle(colleague, planned, "missed_by_household")
    with pytest.raises(AlreadyMoved, match=rf"{colleague.full_name}.*manqué par le foyer"):
        settle(worker, planned, "cancelled")


def test_another_hour_counts_for_calendars_and_not_over_somebody_s_change(worker, case):
    planned = make_appointment(worker, case)
    later = {"host": worker, "starts_at": planned.starts_at + 2 * HALF, "ends_at": planned.ends_at + 2 * HALF}
    with as_agent(worker):
        moved = acts.move_appointment(actor=worker, appointment=planned, sequence=0, **later)
        assert moved.sequence == 1
        with pytest.raises(AlreadyMoved, match="a changé pendant"):
            acts.move_appointment(actor=worker, appointment=planned, sequence=0, **later)


def test_another_site_neither_sees_nor_acts(worker, case):
    planned = make_appointment(worker, case)
    stranger = make_agent(Role.SUPERVISOR)
    with as_agent(stranger):
        with pytest.raises(Http404):
            acts.appointment_for(stranger, planned.public_id)
        assert list(acts.agenda(stranger, hours.week_of(timezone.localdate(planned.starts_at)))) == []
    with pytest.raises(NotYours):
        settle(stranger, planned, "cancelled")


def test_nothing_is_planned_in_a_closed_file_and_what_was_may_be_cancelled(worker, case):
    planned = make_appointment(worker, case)
    with acting("system"):
        CaseFile.objects.filter(pk=case.pk).update(
            state="closed", closed_on=timezone.localdate(), closing_reason="at_request"
        )
    with pytest.raises(Blocked):
        make_appointment(worker, case, days=3)
    assert settle(worker, planned, "cancelled").sequence == 1


def test_the_address_of_a_visit_is_shown_as_everywhere_else(worker, case):
    visit = make_appointment(worker, case, **VISIT)
    supervisor = make_agent(Role.SUPERVISOR, site=worker.site)
    with acting("system"):
        case.household.addresses.update(line="3 rue SPÉCIMEN")
    for agent in (worker, supervisor):
        with as_agent(agent):
            assert "SPÉCIMEN" in acts.address_shown(agent, visit)
    with acting("system"):
        Person.objects.filter(pk=applicant_of(case).pk).update(safe_contact=True)
    with as_agent(worker):
        assert "SPÉCIMEN" in acts.address_shown(worker, visit)
    with as_agent(supervisor):
        assert acts.address_shown(supervisor, visit) == ""


def test_today_is_what_this_agent_receives_today(worker, case):
    today = begun(make_appointment(worker, case))
    make_appointment(worker, case, days=5)
    with as_agent(worker):
        shown = list(acts.appointments_today(worker))
    expected = timezone.localdate(timezone.now() - timedelta(hours=1)) == timezone.localdate()
    assert shown == ([today] if expected else [])


NONSENSE = {
    "appointment_in_order": "update cases_appointment set ends_at = starts_at",
    "appointment_visit_has_its_ground": "update cases_appointment set kind = 'visit'",
    "appointment_settled_by_somebody": "update cases_appointment set outcome = 'held'",
}


@pytest.mark.parametrize("constraint", NONSENSE)
def test_the_database_refuses_nonsense(constraint, worker, case, raw):
    make_appointment(worker, case)
    with acting("system"), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        raw(NONSENSE[constraint])
