"""The secret calendar, read by the library, without a name; wrong, closed, of somebody gone: the same 404."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from cases.following import appointments as acts
from cases.following import feed
from cases.models import AppointmentKind, CalendarFeed, CaseFile
from cases.models.appointment import VisitGround
from cases.services.moves import NotYours
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.people.models import Person
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import applicant_of, make_case_file
from tests.support.client import Browser
from tests.support.following import make_appointment

CANARY = "Zzcanari"


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def worker(db):
    return make_agent()


@pytest.fixture
def case(worker):
    with acting("system"):
        made = make_case_file(worker)
        Person.objects.filter(pk=applicant_of(made).pk).update(birth_name=CANARY, given_names=CANARY)
        made.household.addresses.update(line=f"1 rue {CANARY}")
    return made


@pytest.fixture
def secret(worker):
    with acting(*actor_of(worker)):
        return feed.open_feed(actor=worker)


def ask(secret: str):
    """A calendar has no cookie, no language, no session."""
    return Client().get(f"/calendar/{secret}.ics", secure=True)


def events(secret: str) -> list:
    answer = ask(secret)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_it_tells_the_reference_the_place_the_hours_and_no_name(worker, case, secret):
    desk = make_appointment(worker, case, subject=f"pour {CANARY}")
    visit = {"kind": AppointmentKind.VISIT, "ground": VisitGround.CANNOT_MOVE, "ground_words": CANARY}
    make_appointment(worker, case, days=3, **visit)
    assert CANARY not in ask(secret).content.decode()
    first, second = events(secret)
    assert first["SUMMARY"] == f"Rendez-vous à l’accueil · {case.reference}"
    assert first["LOCATION"] == f"{worker.site.name}, {worker.site.address}"
    assert (second["SUMMARY"], second["LOCATION"]) == (f"Visite à domicile · {case.reference}", "À domicile")
    assert first["DTSTART"].dt == desk.starts_at
    assert first["DTEND"].dt == desk.ends_at
    assert (first["SEQUENCE"], first["STATUS"]) == (0, "CONFIRMED")


@pytest.mark.parametrize(("month", "offset"), [(1, 1), (7, 2)])
def test_hours_are_those_of_paris_in_winter_and_in_summer(month, offset, worker, case, secret):
    year = timezone.localdate().year + 1
    start = datetime(year, month, 15, 10, tzinfo=ZoneInfo("Europe/Paris"))
    if start > timezone.now() + feed.AHEAD:
        start = start.replace(year=year - 1)
    if start < timezone.now():
        pytest.skip("this month lies outside what a calendar shows today")
    make_appointment(worker, case, starts_at=start, ends_at=start + timedelta(hours=1))
    (event,) = events(secret)
    assert event["DTSTART"].dt == start.astimezone(UTC).replace(hour=10 - offset)
    assert f"T{10 - offset:02d}0000Z" in ask(secret).content.decode()


def test_another_hour_keeps_the_uid_and_a_cancelled_one_says_so(worker, case, secret):
    planned = make_appointment(worker, case)
    (before,) = events(secret)
    hour = timedelta(hours=1)
    with acting(*actor_of(worker)):
        moved = acts.move_appointment(
            actor=worker,
            appointment=planned,
            host=worker,
            starts_at=planned.starts_at + hour,
            ends_at=planned.ends_at + hour,
            sequence=0,
        )
    (later,) = events(secret)
    assert (later["UID"], later["SEQUENCE"]) == (before["UID"], 1)
    assert later["DTSTAMP"].dt >= before["DTSTAMP"].dt
    with acting(*actor_of(worker)):
        acts.settle_appointment(actor=worker, appointment=moved, outcome="cancelled")
    (cancelled,) = events(secret)
    assert (cancelled["UID"], cancelled["SEQUENCE"], cancelled["STATUS"]) == (before["UID"], 2, "CANCELLED")


def test_two_readings_of_what_did_not_change_are_the_same_bytes(worker, case, secret):
    make_appointment(worker, case)
    assert ask(secret).content == ask(secret).content


def test_it_shows_what_this_agent_receives_in_files_the_agent_still_works(worker, case, secret):
    colleague = make_agent(site=worker.site)
    make_appointment(colleague, case)
    make_appointment(worker, case, days=4)
    assert len(events(secret)) == 1
    with acting("system"):
        CaseFile.objects.filter(pk=case.pk).update(site=make_agent().site)
    assert events(secret) == []


def test_only_a_digest_is_kept(worker, secret):
    with acting("system"):
        assert CalendarFeed.objects.get().digest == hashlib.sha256(secret.encode()).hexdigest()


def gone(secret: str) -> tuple:
    """The whole answer, save the address itself and the tokens of the moment."""
    answer = ask(secret)
    token = r'((?:csrfmiddlewaretoken|once_key|X-CSRFToken)"(?: value=|: )")[^"]*'
    return answer.status_code, re.sub(token, "", answer.content.decode()).replace(secret, "…")


def test_wrong_closed_replaced_and_of_somebody_gone_answer_alike(worker, secret):
    nothing = gone("x" * 43)
    assert nothing[0] == 404
    with acting(*actor_of(worker)):
        second = feed.open_feed(actor=worker)
    assert gone(secret) == nothing
    worker.is_active = False
    worker.save(update_fields=["is_active"])
    assert gone(second) == nothing
    worker.is_active = True
    worker.save(update_fields=["is_active"])
    assert ask(second).status_code == 200
    with acting(*actor_of(worker)):
        feed.close_feed(actor=worker)
    assert gone(second) == nothing
    for odd in ("\ud800", "é" * 500, "%00", "..", "' or 1=1 --"):
        assert ask(odd.encode("utf-8", "replace").decode()).status_code == 404


def test_asking_too_often_is_slowed(secret):
    answers = [ask(secret).status_code for _ in range(61)]
    assert (answers[59], answers[60]) == (200, 429)
    assert ask(secret)["Retry-After"] == "3600"


def test_the_secret_is_told_once_on_the_page_that_made_it(worker):
    browser = sign_in(Browser(), worker)
    page = browser.post("/appointments/calendar/")
    address = page.context["address"]
    assert address in page.content.decode()
    assert address not in browser.get("/appointments/calendar/").content.decode()
    found = ask(address.rpartition("/")[2].removesuffix(".ics"))
    assert found.status_code == 200
    assert "sessionid" not in found.cookies
    assert browser.post("/appointments/calendar/close/").status_code == 302
    assert ask(address.rpartition("/")[2].removesuffix(".ics")).status_code == 404


def test_nobody_reads_the_feed_of_another_by_raw_queries(worker, secret):
    colleague = make_agent(site=worker.site)
    with acting(*actor_of(colleague)):
        assert CalendarFeed.objects.count() == 0
    with acting(*actor_of(worker)):
        assert CalendarFeed.objects.count() == 1


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_agents_of_a_site_have_one(role, db):
    agent = make_agent(role)
    with acting("system"), pytest.raises(NotYours):
        feed.open_feed(actor=agent)
