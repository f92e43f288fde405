"""An erased file: nothing of the household is left in any table, the number and the journal stay."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from cases.models import CaseFile, Note
from cases.services import erasing, ticking
from cases.services.moves import Blocked
from documents import sealing, vault
from documents.models import Content
from nps.accounts.acting import acting, actor_of
from nps.journal import sealing as journal
from nps.journal.models import Entry
from nps.people.models import Household, Person
from tests.support.accounts import make_agent
from tests.support.cases import (
    applicant_of,
    make_application,
    make_award,
    make_case_file,
    make_document,
    make_member,
)
from tests.support.people import make_household

TODAY = timezone.localdate()
LONG_AGO = TODAY - dt.timedelta(days=800)
pytestmark = pytest.mark.usefixtures("system")


def personal_tables() -> dict[str, list[str]]:
    """Every table from which a person, a household or a file can be reached, with the keys that reach it."""
    found = {"people.Person": [], "people.Household": [], "cases.CaseFile": []}
    grew = True
    while grew:
        grew = False
        for model in apps.get_models(include_auto_created=True):
            keys = [
                f.name
                for f in model._meta.concrete_fields
                if f.is_relation and f.related_model._meta.label in found
            ]
            if keys and model._meta.label not in found:
                found[model._meta.label] = keys
                grew = True
    return found


def test_every_table_that_reaches_a_household_is_erased_or_kept_on_purpose():
    told = {*erasing.KEPT, *erasing.OF_CASE, *erasing.OF_HOUSEHOLD, *erasing.OF_PEOPLE, *erasing.OTHERWISE}
    assert {*personal_tables()} == told


@pytest.fixture
def worker():
    return make_agent()


@pytest.fixture
def archived(worker):
    """A file that had a whole life, archived more than a month ago."""
    case = make_case_file(
        worker, opened_on=LONG_AGO, last_contact_on=LONG_AGO, state="archived", closed_on=LONG_AGO,
        closing_reason="no_contact", archived_on=TODAY - dt.timedelta(days=40),
    )  # fmt: skip
    make_member(case)
    application = make_application(case, "granted")
    make_award(application, "ended")
    return case


def rows_left(case: CaseFile, people: list[int]) -> dict[str, int]:
    left = {}
    for table, path in erasing.OF_CASE.items():
        left[table] = apps.get_model(table).objects.filter(**{path: case.pk}).count()
    for table, path in erasing.OF_HOUSEHOLD.items():
        left[table] = apps.get_model(table).objects.filter(**{path: case.household_id}).count()
    left["people.Person"] = Person.objects.filter(pk__in=people).count()
    return {table: number for table, number in left.items() if number}


def test_nothing_of_the_household_is_left_but_the_number_the_dates_and_the_journal(archived):
    document = make_document(archived)
    people = [*archived.household.memberships.values_list("person", flat=True)]
    assert rows_left(archived, people)
    erased = erasing.erase_case_file(case=archived, on=TODAY)
    assert rows_left(archived, people) == {}
    assert (erased.state, erased.erased_on) == ("erased", TODAY)
    assert Household.objects.filter(pk=archived.household_id).exists()
    content = Content.objects.get(pk=document.content_id)
    assert bytes(content.wrapped_key) == b""
    told = Entry.objects.get(case_reference=archived.reference, act="casefile.erase")
    assert told.data == {"from": "archived", "to": "erased"}
    journal.seal()
    assert not journal.verify().fault


def test_professional_notes_go_too_though_the_system_cannot_read_them(archived, worker):
    with acting(*actor_of(worker)):
        Note.objects.create(
            number=1, case=archived, kind="professional", author=worker, written_by=worker, text="SPÉCIMEN",
            created_at=timezone.now(), written_at=timezone.now(),
        )  # fmt: skip
    erasing.erase_case_file(case=archived, on=TODAY)
    with acting(*actor_of(worker)):
        assert not Note.objects.filter(case=archived).exists()


def test_somebody_who_lives_in_another_household_too_stays_there(archived, worker):
    child = make_member(archived)
    other = make_household(worker)
    other.memberships.create(person=child, role="child", since=LONG_AGO)
    gone = applicant_of(archived).pk
    erasing.erase_case_file(case=archived, on=TODAY)
    assert Person.objects.filter(pk=child.pk).exists()
    assert not Person.objects.filter(pk=gone).exists()


def test_a_file_two_households_hold_a_copy_of_still_opens_for_the_other(archived, worker):
    kept = make_document(make_case_file(worker))
    make_document(archived, content=kept.content)
    erasing.erase_case_file(case=archived, on=TODAY)
    kept.refresh_from_db()
    assert vault.read_document(kept)


def test_a_file_archived_yesterday_or_still_open_is_not_erased(archived, worker):
    CaseFile.objects.filter(pk=archived.pk).update(archived_on=TODAY - dt.timedelta(days=3))
    with pytest.raises(Blocked, match="moins d’un mois"):
        erasing.erase_case_file(case=archived, on=TODAY)
    assert archived.applications.exists()


def test_the_night_erases_and_one_file_that_fails_stops_no_other(archived, monkeypatch):
    second = make_case_file(
        archived.referent, opened_on=LONG_AGO, last_contact_on=LONG_AGO, state="closed", closed_on=LONG_AGO,
        closing_reason="no_contact",
    )  # fmt: skip

    def fails(**_named):
        raise sealing.KeyMissing("no key")

    with monkeypatch.context() as broken:
        broken.setattr(erasing, "erase_case_file", fails)
        told = [(done.step.reference, done.came_to) for done in ticking.run_clocks(TODAY)]
    assert {*told} == {(archived.reference, "failed"), (second.reference, "done")}
    assert [done.came_to for done in ticking.run_clocks(TODAY + dt.timedelta(days=1))] == ["done"]
    archived.refresh_from_db()
    assert archived.state == "erased"


def test_no_agent_can_remove_notes_through_the_function_of_the_erasure(archived, worker):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        acting(*actor_of(worker)),
        connection.cursor() as cursor,
    ):
        cursor.execute("select cases_notes_erase(%s)", [archived.pk])
