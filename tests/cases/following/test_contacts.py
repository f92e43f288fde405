"""The contacts log: what counts as a contact of the household, what moves no clock, what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from cases.following import contacts
from cases.models import CaseFile, Contact
from cases.services.applications import receive_application
from cases.services.moves import MoveRefused, NotYours
from nps.accounts.acting import acting, actor_of
from nps.journal.models import Entry
from nps.people.models import Person
from tests.support.accounts import make_agent
from tests.support.cases import applicant_of, make_application, make_case_file
from tests.support.people import make_person

TODAY = timezone.localdate


@pytest.fixture
def worker(db):
    return make_agent()


@pytest.fixture
def case(worker):
    """A file without news for a year."""
    with acting("system"):
        return make_case_file(worker, last_contact_on=TODAY() - timedelta(days=365))


def log(actor, case, **fields) -> Contact:
    told = {"on": TODAY(), "direction": "in", "manner": "call", "outcome": ""}
    with acting(*actor_of(actor)):
        people = fields.pop("people", None)
        people = [applicant_of(case)] if people is None else people
        return contacts.record_contact(actor=actor, case=case, people=people, **{**told, **fields})


def last_contact(case) -> object:
    with acting("system"):
        return CaseFile.objects.get(pk=case.pk).last_contact_on


COUNTS = [
    ("in", "desk", "", "took_part"),
    ("in", "call", "no_answer", "took_part"),
    ("in", "letter", "", "took_part"),
    ("in", "email", "", "took_part"),
    ("out", "call", "took_part", "took_part"),
    ("out", "visit", "took_part", "took_part"),
]
COUNTS_FOR_NOTHING = [
    ("out", "call", "no_answer", "no_answer"),
    ("out", "call", "voicemail", "voicemail"),
    ("out", "visit", "no_answer", "no_answer"),
    ("out", "letter", "", "sent"),
    ("out", "letter", "took_part", "sent"),
    ("out", "email", "", "sent"),
]


@pytest.mark.parametrize(("direction", "manner", "chosen", "kept"), COUNTS)
def test_what_the_household_did_moves_the_last_contact_and_retention_follows(
    direction, manner, chosen, kept, worker, case
):
    made = log(worker, case, direction=direction, manner=manner, outcome=chosen)
    assert (made.outcome, last_contact(case)) == (kept, TODAY())
    with acting("system"):
        assert CaseFile.objects.get(pk=case.pk).retention_ends_on > TODAY() + timedelta(days=729)


@pytest.mark.parametrize(("direction", "manner", "chosen", "kept"), COUNTS_FOR_NOTHING)
def test_what_only_the_service_did_moves_nothing(direction, manner, chosen, kept, worker, case):
    made = log(worker, case, direction=direction, manner=manner, outcome=chosen)
    assert (made.outcome, last_contact(case)) == (kept, TODAY() - timedelta(days=365))


def test_an_older_contact_typed_late_moves_nothing_back(worker, case):
    log(worker, case)
    log(worker, case, on=TODAY() - timedelta(days=100))
    assert last_contact(case) == TODAY()


def test_a_signed_application_is_a_contact_of_the_household(worker, case):
    with acting("system"):
        draft = make_application(case, "draft")
    with acting(*actor_of(worker)):
        receive_application(actor=worker, application=draft, on=TODAY(), signed_on=TODAY())
    assert last_contact(case) == TODAY()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"on": timezone.localdate() + timedelta(days=1)}, "pas encore venu"),
        ({"people": []}, "cochez au moins une personne"),
        ({"direction": "out", "outcome": ""}, "Dites si le foyer a répondu"),
        ({"direction": "out", "manner": "visit", "outcome": "voicemail"}, "qu’au téléphone"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_lift_it(fields, says, worker, case):
    with pytest.raises(MoveRefused, match=says):
        log(worker, case, **fields)


def test_somebody_of_another_household_is_refused(worker, case):
    with acting("system"):
        stranger = make_person(worker, "Spécimen", "Autre")
    with pytest.raises(MoveRefused, match="pas de ce foyer"):
        log(worker, case, people=[stranger])


@pytest.mark.parametrize(("manner", "outcome"), [("letter", ""), ("call", "voicemail")])
def test_a_careful_household_gets_neither_post_nor_voice_message(manner, outcome, worker, case):
    with acting("system"):
        Person.objects.filter(pk=applicant_of(case).pk).update(safe_contact=True)
    with pytest.raises(MoveRefused, match="Contact prudent"):
        log(worker, case, direction="out", manner=manner, outcome=outcome)
    log(worker, case, direction="out", manner="call", outcome="no_answer")


def test_another_site_logs_nothing(case):
    stranger = make_agent()
    with acting("system"):
        people = [applicant_of(case)]
    with pytest.raises(NotYours):
        log(stranger, case, people=people)


def test_a_closed_file_still_takes_calls_and_an_archived_one_takes_nothing(worker, case):
    closed = {"state": "closed", "closed_on": TODAY(), "closing_reason": "no_contact"}
    with acting("system"):
        CaseFile.objects.filter(pk=case.pk).update(**closed)
    log(worker, case)
    assert last_contact(case) == TODAY()
    with acting("system"):
        CaseFile.objects.filter(pk=case.pk).update(state="archived", archived_on=TODAY())
    with pytest.raises(MoveRefused, match="archivé"):
        log(worker, case)


def test_the_journal_says_how_and_when_never_what_was_said(worker, case):
    log(worker, case, said="SPÉCIMEN confidence")
    with acting("system"):
        entry = Entry.objects.get(act="contact.record")
    assert entry.data["manner"] == "call"
    assert "confidence" not in str(vars(entry))


def test_a_line_of_the_log_is_never_changed(worker, case):
    log(worker, case)
    with pytest.raises(ProgrammingError, match="permission denied"), acting(*actor_of(worker)):
        Contact.objects.update(said="autre")


@pytest.mark.parametrize(
    ("direction", "manner", "outcome"),
    [
        ("in", "call", "no_answer"),
        ("out", "letter", "took_part"),
        ("out", "visit", "voicemail"),
        ("x", "y", "z"),
    ],
)
def test_the_database_refuses_what_no_contact_can_come_to(direction, manner, outcome, worker, case):
    with acting("system"), pytest.raises(IntegrityError, match="contact_outcome"), transaction.atomic():
        case.contacts.create(
            on=TODAY(),
            direction=direction,
            manner=manner,
            outcome=outcome,
            recorded_by=worker,
            recorded_at=timezone.now(),
        )
