"""A synthetic caseload: believable, the same for a same seed, and whole: states, pieces, journal."""

from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from cases.models import Application, Award, CaseFile, DocumentRequest, Share
from cases.workflow.application import ApplicationState
from cases.workflow.award import AwardState
from cases.workflow.case_file import CaseFileState
from documents import vault
from documents.intake import examine
from documents.models import Content, SupportingDocument
from nps.accounts.acting import acting
from nps.journal import sealing
from nps.journal.models import Entry
from nps.people.models import Person

ON = date(2024, 6, 20)
MODELS = (CaseFile, Application, Award, DocumentRequest)

pytestmark = pytest.mark.django_db


def generate(households: int, seed: int) -> None:
    call_command("generate_caseload", households=households, seed=seed, on=ON.isoformat(), stdout=StringIO())


@pytest.fixture(scope="module")
def caseload(django_db_setup, django_db_blocker):
    """150 households, written once for this module and taken away with it."""
    with django_db_blocker.unblock(), transaction.atomic(), acting("system"):
        generate(150, 7)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def seen(caseload, db):
    with acting("system"):
        yield


def test_files_and_applications_are_found_in_every_state(seen):
    assert {*CaseFile.objects.values_list("state", flat=True)} == {*CaseFileState.values} - {"erased"}
    drawn = {*Application.objects.values_list("state", flat=True)}
    assert drawn == {*ApplicationState.values} - {ApplicationState.DRAFT}
    assert {*Award.objects.values_list("state", flat=True)} == {*AwardState.values}
    assert Share.objects.exists()


def test_each_state_is_where_its_journal_entries_lead(seen):
    entries = Entry.objects.filter(data__has_key="to")
    for model in MODELS:
        steps: dict[str, list[dict]] = {}
        for entry in entries.filter(subject_kind=model._meta.label_lower):
            steps.setdefault(entry.subject_key, []).append(entry.data)
        for one in model.objects.all():
            told = steps.get(str(one.pk), [])
            left = {step["to"] for step in told} - {step["from"] for step in told}
            assert left == {one.state} or (not told and one.state in ("intake", "active")), (model, one.state)


def test_every_piece_opens_and_would_have_been_let_in():
    with acting("system"):
        generate(12, 6)
        for document in SupportingDocument.objects.filter(household__case_file__site__code="specimen-6-1"):
            assert examine(BytesIO(vault.read_document(document)), "piece.pdf").pages == 1


def test_some_papers_are_handed_in_by_two_households(seen):
    assert Content.objects.count() < SupportingDocument.objects.count()


def test_a_granted_application_has_its_award_and_no_request_left_open(seen):
    for application in Application.objects.filter(state__in=("granted", "reversed")).select_related(
        "case", "award"
    ):
        assert application.award.starts_on == application.received_on
        assert not application.case.open_requests_for(application).exists()


def test_legal_dates_beside_the_states_are_those_of_the_clocks(seen):
    for model in (Application, Award):
        for one in model.objects.all():
            assert not one.set_clock(), one.state


def test_every_person_is_visibly_a_specimen(seen):
    assert not Person.objects.exclude(birth_name__startswith="Spécimen-").exists()


def test_the_journal_verifies(seen):
    assert not sealing.verify().fault


def test_a_seed_already_here_is_refused_and_writes_nothing(seen):
    before = CaseFile.objects.count()
    with pytest.raises(CommandError) as refused:
        generate(5, 7)
    assert refused.value.returncode == 2
    assert CaseFile.objects.count() == before


@pytest.mark.parametrize(("households", "seed"), [(0, 1), (-3, 1), (2_000_000, 1), (5, -1), (5, 10_000)])
def test_nonsense_is_refused(households, seed):
    with pytest.raises(CommandError) as refused:
        generate(households, seed)
    assert refused.value.returncode == 2


def test_the_same_seed_gives_the_same_caseload():
    def drawn() -> list:
        with transaction.atomic(), acting("system"):
            generate(12, 8)
            files = CaseFile.objects.order_by("reference").values_list("reference", "state", "opened_on")
            people = Person.objects.order_by("public_id").values_list("public_id", "birth_name", "birth_year")
            pieces = SupportingDocument.objects.order_by("reference")
            found = [*files, *people, *pieces.values_list("reference", "type", "period", "state")]
            transaction.set_rollback(True)
        return found

    first = drawn()
    assert len(first) > 30
    assert drawn() == first


def test_a_site_in_service_never_receives_invented_files(settings):
    settings.MODE = "production"
    with acting("system"):
        before = CaseFile.objects.count()
        with pytest.raises(CommandError):
            generate(5, 9)
        assert CaseFile.objects.count() == before
