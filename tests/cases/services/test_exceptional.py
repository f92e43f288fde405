"""Breaking the glass: reading for a day, seen by everybody concerned, and not one act."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from cases.models import ExceptionalAccess, Task
from cases.permissions import can_read
from cases.selectors import case_file_for, case_file_to_read, case_files_for
from cases.services.assigning import transfer_case_file
from cases.services.exceptional import accesses_of, close_access, file_to_ask_for, open_access
from cases.services.moves import MoveRefused, NotYours
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.journal.models import Entry
from nps.people.services import update_contact
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import applicant_of, make_application, make_case_file, make_document
from tests.support.client import Browser
from tests.test_sql import check_of

pytestmark = pytest.mark.usefixtures("one_factor")


def disabled(agent):
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    return agent


READ = ("", "household/", "rights/", "applications/", "documents/", "awards/", "letters/", "journal/")


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def case(worker):
    return make_case_file(worker)


@pytest.fixture
def owner(worker):
    return make_agent(Role.SUPERVISOR, site=worker.site)


@pytest.fixture
def reader(system):
    return make_agent(Role.SUPERVISOR)


@pytest.fixture
def opened(case, owner, reader):
    return open_access(actor=reader, case=case, reason="SPÉCIMEN : urgence")


def test_the_file_is_read_for_a_day_and_never_listed(case, reader, opened):
    assert case_file_to_read(reader, case.reference) == case
    assert not case_files_for(reader).filter(pk=case.pk)
    assert opened.until - opened.opened_at == timedelta(hours=24)


def test_the_hour_of_its_end_is_looked_at_when_reading(case, reader, opened):
    all_of_them = ExceptionalAccess.objects.all()
    assert can_read(case, reader, all_of_them, opened.until - timedelta(seconds=1))
    assert not can_read(case, reader, all_of_them, opened.until)
    ExceptionalAccess.objects.update(
        opened_at=timezone.now() - timedelta(hours=24), until=timezone.now() - timedelta(seconds=1)
    )
    with pytest.raises(Http404):
        case_file_to_read(reader, case.reference)


def test_no_row_may_last_longer_nor_be_without_reason(case, reader):
    now = timezone.now()
    for fields in ({"reason": "x", "until": now + timedelta(hours=25)}, {"reason": "", "until": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ExceptionalAccess.objects.create(case=case, agent=reader, opened_at=now, **fields)


def test_the_referent_and_the_supervisor_of_the_site_are_told_why(case, worker, owner, opened, reader):
    told = {task.assignee: task.label for task in Task.objects.filter(kind="exceptional_access")}
    assert told.keys() == {worker, owner}
    assert "urgence" in told[worker]
    assert reader.full_name in told[worker]


def test_opening_is_in_the_household_s_journal(case, opened):
    entry = Entry.objects.get(case_reference=case.reference, act="exceptional_access.open")
    assert entry.reason == "SPÉCIMEN : urgence"


@pytest.mark.parametrize("who", ["worker elsewhere", "own supervisor", "partner", "administrator", "gone"])
def test_nobody_else_opens(who, case, owner):
    actor = {
        "worker elsewhere": lambda: make_agent(),
        "own supervisor": lambda: owner,
        "partner": lambda: make_agent(Role.PARTNER),
        "administrator": lambda: make_agent(Role.ADMINISTRATOR),
        "gone": lambda: disabled(make_agent(Role.SUPERVISOR)),
    }[who]()
    assert file_to_ask_for(actor, case.reference) is None
    with pytest.raises(NotYours):
        open_access(actor=actor, case=case, reason="SPÉCIMEN")


def test_a_reason_is_written_and_one_access_at_a_time(case, reader):
    with pytest.raises(MoveRefused):
        open_access(actor=reader, case=case, reason="  ")
    open_access(actor=reader, case=case, reason="SPÉCIMEN")
    with pytest.raises(MoveRefused, match="déjà ouvert"):
        open_access(actor=reader, case=case, reason="SPÉCIMEN")


def test_a_former_supervisor_reads_nothing_any_more(case, reader, opened):
    reader.role = Role.SOCIAL_WORKER
    reader.save(update_fields=["role"])
    with pytest.raises(Http404):
        case_file_to_read(reader, case.reference)


def test_the_owner_s_supervisor_closes_it_and_a_worker_does_not(case, worker, owner, reader, opened):
    with pytest.raises(NotYours):
        close_access(actor=worker, access=opened)
    close_access(actor=owner, access=opened)
    with pytest.raises(Http404):
        case_file_to_read(reader, case.reference)
    with pytest.raises(MoveRefused):
        close_access(actor=owner, access=opened)


def test_both_supervisors_find_it_in_their_list_and_a_third_does_not(owner, reader, opened):
    assert list(accesses_of(owner)) == list(accesses_of(reader)) == [opened]
    assert not accesses_of(make_agent(Role.SUPERVISOR))


def test_the_supervisor_a_file_is_moved_to_can_close_what_was_opened_before(case, owner, reader, opened):
    receiving = make_agent(Role.SUPERVISOR)
    transfer_case_file(
        actor=owner, case=case, site=receiving.site, reason="SPÉCIMEN", on=timezone.localdate()
    )
    close_access(actor=receiving, access=opened)


@pytest.mark.parametrize("page", READ)
def test_each_page_read_is_a_line_of_the_journal_and_offers_no_act(page, case, reader, opened):
    make_application(case, rights_check=check_of(case))
    response = sign_in(Browser(), reader).get(f"/cases/{case.reference}/{page}", follow=True)
    assert response.status_code == 200
    html = response.content.decode()
    assert "lecture seule" in html
    assert "nps-read-only" in html
    assert Entry.objects.filter(act="exceptional_access.read", case_reference=case.reference).exists()


def test_an_application_is_read_and_its_acts_are_not_offered(case, reader, opened):
    application = make_application(case, rights_check=check_of(case))
    html = sign_in(Browser(), reader).get(f"/applications/{application.reference}/").content.decode()
    assert "lecture seule" in html
    assert "vous, maintenant" not in html


def test_the_address_is_read_unless_the_contact_is_careful(case, worker, reader, opened):
    browser, address = sign_in(Browser(), reader), case.household.addresses.get().line
    assert address in browser.get(f"/cases/{case.reference}/household/").content.decode()
    update_contact(actor=worker, person=applicant_of(case), safe_contact=True, phone="", email="")
    assert address not in browser.get(f"/cases/{case.reference}/household/").content.decode()


def test_every_act_of_the_file_refuses(case, reader, opened):
    """By the addresses a reader could post to; what is written is compared as a whole."""
    application, document = make_application(case), make_document(case, "to_check")
    browser, before = sign_in(Browser(), reader), Entry.objects.exclude(act__startswith="exceptional").count()
    for address, expected in {
        f"/cases/{case.reference}/close/": 403,
        f"/cases/{case.reference}/transfer/": 403,
        f"/cases/{case.reference}/assign/": 403,
        f"/cases/{case.reference}/information/": 403,
        f"/cases/{case.reference}/move/start_processing/": 403,
        f"/cases/{case.reference}/household/move/": 403,
        f"/cases/{case.reference}/situation/": 403,
        f"/cases/{case.reference}/rights/again/": 403,
        f"/cases/{case.reference}/documents/ask/": 403,
        f"/cases/{case.reference}/documents/add/": 403,
        f"/cases/{case.reference}/letters/new/": 403,
        f"/cases/{case.reference}/shares/new/1/": 403,
        f"/cases/{case.reference}/exports/": 403,
        f"/cases/{case.reference}/tasks/": 403,
        f"/applications/{application.reference}/withdraw/": 404,
        f"/applications/{application.reference}/move/complete/": 404,
        f"/documents/{document.reference}/check/": 404,
        f"/documents/{document.reference}/file/": 404,
    }.items():
        assert browser.post(address, {"reason": "SPÉCIMEN"}).status_code == expected, address
    assert Entry.objects.exclude(act__startswith="exceptional").count() == before


def test_professional_notes_stay_closed(case, reader, opened):
    browser = sign_in(Browser(), reader)
    assert browser.get(f"/cases/{case.reference}/notes/").status_code in (403, 404)
    with pytest.raises(PermissionDenied):
        case_file_for(reader, case.reference)


def test_a_row_in_somebody_else_s_name_is_refused_by_the_database(case, reader):
    stranger, now = make_agent(Role.SUPERVISOR), timezone.now()
    with pytest.raises(Exception, match="row-level security"), acting(*actor_of(stranger)):
        ExceptionalAccess.objects.create(
            case=case, agent=reader, reason="x", opened_at=now, until=now + timedelta(hours=1)
        )
