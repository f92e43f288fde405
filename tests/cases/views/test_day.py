"""The agent's day: what is late or near comes first, each thing in its block, nobody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import CaseFile
from cases.services.absences import note_absence
from cases.services.moves import start_clock
from cases.services.tasks import add_task
from nps.accounts.models import Role
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import make_application, make_case_file, make_document
from tests.support.client import Browser
from tests.support.pages import read

pytestmark = pytest.mark.usefixtures("one_factor")
TODAY = timezone.localdate()


@pytest.fixture
def worker(system):
    return make_agent()


def received(worker, days_ago: int, state: str = "received", **fields):
    """An application whose clock runs since so many days, in a file of its own."""
    made = make_application(
        make_case_file(worker), state, received_on=TODAY - timedelta(days=days_ago), **fields
    )
    start_clock(made)
    return made


def day_of(agent) -> str:
    return sign_in(Browser(), agent).get("/").content.decode()


def sections(agent) -> dict[str, str]:
    """Text of each block of the day by its key."""
    page = read(day_of(agent))
    return {e.attrs["aria-labelledby"]: e.text for e in page.all("section") if e.inside("main")}


def test_what_is_passed_comes_before_what_is_near_and_the_far_is_not_there(worker):
    near, passed, far = (received(worker, days) for days in (50, 70, 1))
    shown = sections(worker)["due"]
    assert shown.index(passed.case.reference) < shown.index(near.case.reference)
    assert far.case.reference not in shown
    assert "Caducité, I-B 3" in shown


def test_nothing_urgent_says_the_next_legal_date(worker):
    far = received(worker, 1)
    shown = sections(worker)["due"]
    assert "Rien d’urgent aujourd’hui. Prochaine échéance" in shown
    assert str(CaseFile.objects.get(pk=far.case_id).next_clock_on.year) in shown


def test_a_task_is_there_from_its_day_between_legal_dates(worker):
    late, near = received(worker, 70), received(worker, 50)
    for label, days in (("SPÉCIMEN rappeler", 0), ("SPÉCIMEN plus tard", 2)):
        due_on = TODAY + timedelta(days=days)
        add_task(actor=worker, case=near.case, label=label, assignee=worker, due_on=due_on)
    rows = [e.text for e in read(day_of(worker)).all("tr") if "SPÉCIMEN" in e.text or "D-" in e.text]
    first, second, third = rows
    assert late.case.reference in first
    assert "rappeler" in second
    assert "Caducité" in third


def test_seven_rows_then_where_the_others_stand(worker):
    for _ in range(9):
        received(worker, 50)
    shown = sections(worker)["due"]
    assert "À faire (9)" in shown
    assert shown.count("Demander les pièces, ou déclarer complète") == 7
    assert "Voir les 9" in shown


def test_each_thing_is_in_its_block(worker):
    supervisor = make_agent(Role.SUPERVISOR, site=worker.site)
    proposed, incomplete = received(worker, 5, "proposed"), received(worker, 5, "incomplete")
    piece = make_document(make_case_file(worker), "to_check")
    shown = sections(worker)
    assert proposed.case.reference in shown["awaited"]
    assert "la décision du responsable" in shown["awaited"]
    assert "l’usager, avant le" in shown["awaited"]
    assert incomplete.case.reference in shown["awaited"]
    assert piece.household.case_file.reference in shown["arrived"]
    assert "decisions" not in shown
    assert proposed.case.reference in sections(supervisor)["decisions"]


def test_a_colleague_s_files_are_not_mine_until_i_replace_her(worker):
    supervisor = make_agent(Role.SUPERVISOR, site=worker.site)
    colleague = make_agent(site=worker.site)
    due = received(colleague, 70)
    assert due.case.reference not in sections(worker)["due"]
    until = TODAY + timedelta(days=1)
    note_absence(actor=supervisor, agent=colleague, substitute=worker, since=TODAY, until=until)
    shown = sections(worker)["due"]
    assert due.case.reference in shown
    assert f"en remplacement de {colleague.full_name}" in shown


def test_the_supervisor_is_told_what_nobody_follows(worker):
    supervisor = make_agent(Role.SUPERVISOR, site=worker.site)
    make_case_file(worker)
    worker.is_active = False
    worker.save(update_fields=["is_active"])
    assert "1 dossier à attribuer" in day_of(supervisor)


def test_a_closed_file_and_another_site_s_are_in_nobody_s_day(worker):
    closed = received(worker, 70)
    CaseFile.objects.filter(pk=closed.case_id).update(
        state="closed", closed_on=TODAY, closing_reason="at_request"
    )
    moved = received(worker, 70)
    CaseFile.objects.filter(pk=moved.case_id).update(site=make_agent().site)
    shown = sections(worker)["due"]
    assert closed.case.reference not in shown
    assert moved.case.reference not in shown


def test_a_task_said_done_can_be_taken_up_again_at_once(worker):
    case = make_case_file(worker)
    task = add_task(actor=worker, case=case, label="SPÉCIMEN rappeler", assignee=worker, due_on=TODAY)
    browser = sign_in(Browser(), worker)
    done = browser.post(f"/tasks/{task.public_id}/done/", {"back": "/tasks/"}, follow=True).content.decode()
    assert "a quitté votre journée" in done
    assert f"/tasks/{task.public_id}/undone/" in done
    browser.post(f"/tasks/{task.public_id}/undone/", {"back": "/tasks/"})
    assert "rappeler" in sections(worker)["due"]


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_after_a_task_nobody_is_sent_elsewhere(back, worker):
    case = make_case_file(worker)
    task = add_task(actor=worker, case=case, label="SPÉCIMEN", assignee=worker, due_on=TODAY)
    answer = sign_in(Browser(), worker).post(f"/tasks/{task.public_id}/done/", {"back": back})
    assert answer["Location"] == "/tasks/"


def test_a_task_of_another_site_is_as_none(worker):
    case = make_case_file(worker)
    task = add_task(actor=worker, case=case, label="SPÉCIMEN", assignee=worker, due_on=TODAY)
    stranger = sign_in(Browser(), make_agent())
    assert stranger.post(f"/tasks/{task.public_id}/done/").status_code == 404
    assert stranger.post(f"/tasks/{task.public_id}/erase/").status_code == 404
