"""The queries of each list and detail page, kept beside this module; their number does not grow with rows.

After a deliberate change: UPDATE_SNAPSHOTS=1 pytest tests/test_sql.py, then read the difference.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.following.contacts import record_contact
from cases.models import Award, CaseFile, NoteKind
from cases.models.share import Section
from cases.references import new_reference
from cases.services.exceptional import open_access
from cases.services.moves import start_clock
from cases.services.tasks import add_task
from documents.types import catalogue
from eligibility.models import CaseloadRun, RunKind
from nps.accounts.models import Agent, Role, TerritoryRule
from nps.accounts.territory import Line, RuleKind, ground
from nps.journal.services import record
from nps.people.models import Resemblance, Rewrite
from tests.support.accounts import make_agency, make_agent, make_site, sign_in
from tests.support.cases import (
    make_application,
    make_award,
    make_case_file,
    make_document,
    make_member,
    make_rights_check,
    make_share,
)
from tests.support.client import Browser
from tests.support.following import make_appointment, make_note, make_objective
from tests.support.people import make_household, make_person
from tests.support.territory import N18, draw, make_file_at, make_staffed_site, publish

pytestmark = pytest.mark.usefixtures("one_factor")
SNAPSHOTS = Path(__file__).parent / "sql"
FEW, MORE = 1, 5
BENEFITS = ("paris_solidarite", "complement_sante_paris", "paris_logement", "paris_energie_familles",
            "paris_forfait_familles")  # fmt: skip
NOISE = (
    (r' ORDER BY RANDOM\(\) ASC(?=$| LIMIT| FOR|\))', ""),  # the suite's own, where no order is asked
    (r"'(?:[^']|'')*'(?:::\w+(?:\[\])?)?", "?"),
    (r"\b\d+\b", "?"),
    (r"\((?:\?(?:, )?)+\)", "(?)"),
    (r"\bARRAY\[\?(?:, \?)*\]", "?"),
    (r'("\w+")\."\w+"(?:, \1\."\w+")+', r"\1.*"),  # a run of columns of one table
    (r'SAVEPOINT "\w+"', "SAVEPOINT"),
    (r"_django_curs_\d+_sync_\d+", "_django_curs"),
)  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """Who asks for which page; `post` for a page that is an answer to a form."""

    agent: Agent
    url: str
    post: dict[str, Any] = field(default_factory=dict)


def right(code: str) -> dict[str, Any]:
    return {"code": code, "by_law": "II-2.1", "status": "entitled", "amount": 84.0, "every": "month",
            "duration_months": 12, "conditions": [], "missing": [], "proofs": [], "discretionary": False,
            "name": {"fr": code, "en": code}}  # fmt: skip


def check_of(case: CaseFile):
    rights = [right(code) for code in BENEFITS]
    result = {"rights": rights, "bundle": {"rights": [], "monthly": 0, "yearly": 0}}
    versions = {"reglement": "2019-09-01", "ceilings": "2024-01-01", "openfisca_france": "176.1.8"}
    return make_rights_check(case, result=result, inputs={"persons": []}, versions=versions)


def some_applications(case: CaseFile, rows: int, state: str = "received", **fields) -> list:
    check = check_of(case)
    return [make_application(case, state, benefit=b, rights_check=check, **fields) for b in BENEFITS[:rows]]


def case_files(worker: Agent, rows: int) -> list[CaseFile]:
    """Each followed by somebody else."""
    return [make_case_file(make_agent(site=worker.site)) for _ in range(rows)]


def my_files(worker: Agent, rows: int) -> list[CaseFile]:
    """Followed by this agent, a legal date passed in each, a piece to look at, a task of today."""
    found = [make_case_file(worker) for _ in range(rows)]
    for case in found:
        for state, benefit in (("incomplete", "paris_logement"), ("proposed", "paris_solidarite")):
            start_clock(make_application(case, state, benefit=benefit, received_on=date(2024, 3, 1)))
        make_document(case, "to_check")
        add_task(actor=worker, case=case, label="SPÉCIMEN", assignee=worker, due_on=timezone.localdate())
    return found


def my_day(worker: Agent, rows: int) -> Scene:
    my_files(worker, rows)
    return Scene(worker, "/")


def supervisor_s_day(worker: Agent, rows: int) -> Scene:
    my_files(worker, rows)
    supervisor = make_agent(Role.SUPERVISOR, site=worker.site)
    my_files(supervisor, rows)
    return Scene(supervisor, "/")


def case_list_by_date(worker: Agent, rows: int) -> Scene:
    my_files(worker, rows)
    return Scene(worker, "/cases/?sort=due&referent=me&arrived=on")


def find(worker: Agent, rows: int) -> Scene:
    case_files(worker, rows)
    return Scene(worker, "/cases/find/", {"q": "Spécimen"})


def my_tasks(worker: Agent, rows: int) -> Scene:
    my_files(worker, rows)
    return Scene(worker, "/tasks/")


def tasks(worker: Agent, rows: int) -> Scene:
    case = make_case_file(worker)
    for _ in range(rows):
        add_task(actor=worker, case=case, label="SPÉCIMEN", assignee=worker, due_on=timezone.localdate())
    return Scene(worker, f"/cases/{case.reference}/tasks/")


def assignments(worker: Agent, rows: int) -> Scene:
    """Agents with their files, and as many files nobody follows."""
    case_files(worker, rows)
    for case in case_files(worker, rows):
        Agent.objects.filter(pk=case.referent_id).update(is_active=False)
    return Scene(make_agent(Role.SUPERVISOR, site=worker.site), "/assignments/")


def accesses(worker: Agent, rows: int) -> Scene:
    owner = make_agent(Role.SUPERVISOR, site=worker.site)
    for case in case_files(worker, rows):
        open_access(actor=make_agent(Role.SUPERVISOR), case=case, reason="SPÉCIMEN")
    return Scene(owner, "/exceptional-access/")


def case_list(worker: Agent, rows: int) -> Scene:
    case_files(worker, rows)
    return Scene(worker, "/cases/")


def deadlines(worker: Agent, rows: int) -> Scene:
    for case in case_files(worker, rows):
        make_application(case, "incomplete")
        make_award(make_application(case, "granted", benefit="paris_solidarite"))
    return Scene(worker, "/deadlines/?within=all")


def rich_case(worker: Agent, rows: int) -> CaseFile:
    """Rows of everything that hangs on one file."""
    case = make_case_file(worker)
    for number in range(rows):
        make_member(case, birth_name=f"Spécimen{number}")
        record(act="document.store", actor=make_agent(site=worker.site), case_reference=case.reference)
    some_applications(case, rows)
    return case


def case(worker: Agent, rows: int) -> Scene:
    return Scene(worker, f"/cases/{rich_case(worker, rows).reference}/")


def household(worker: Agent, rows: int) -> Scene:
    found = rich_case(worker, rows)
    for number in range(rows):
        since, until = date(2010 + number, 1, 1), date(2011 + number, 1, 1)
        found.household.addresses.create(
            line="SPÉCIMEN", postcode="75020", city="Paris", since=since, until=until
        )
    return Scene(worker, f"/cases/{found.reference}/household/")


def journal(worker: Agent, rows: int) -> Scene:
    return Scene(worker, f"/cases/{rich_case(worker, rows).reference}/journal/")


def documents(worker: Agent, rows: int) -> Scene:
    found = rich_case(worker, rows)
    for number, benefit in zip(range(rows), BENEFITS, strict=False):
        make_document(found, period=f"2023-{number + 1:02}")
        found.requests.create(
            reference=new_reference("R", date(2024, 1, 1)),
            type_code="pay_slip",
            period=f"2023-{number + 1:02}",
            benefits=[benefit],
            articles=["I-B 2"],
            due_on=date(2024, 5, 1),
            sent_at=timezone.now(),
            asked_by=worker,
            state="sent",
        )
    return Scene(worker, f"/cases/{found.reference}/documents/")


def applications(worker: Agent, rows: int) -> Scene:
    return Scene(worker, f"/cases/{rich_case(worker, rows).reference}/applications/")


def application(worker: Agent, rows: int) -> Scene:
    found = make_case_file(worker)
    (shown,) = some_applications(found, 1)
    for _ in range(rows):
        record(
            act="application.receive", actor=make_agent(site=worker.site), subject=shown,
            case_reference=found.reference,
        )  # fmt: skip
    return Scene(worker, f"/applications/{shown.reference}/")


def rights(worker: Agent, rows: int) -> Scene:
    found = rich_case(worker, rows)
    return Scene(worker, f"/cases/{found.reference}/rights/{check_of(found).public_id}/")


def what_if(worker: Agent, rows: int) -> Scene:
    return Scene(worker, f"/cases/{rich_case(worker, rows).reference}/rights/what-if/")


def awards(worker: Agent, rows: int) -> Scene:
    found = make_case_file(worker)
    for granted in some_applications(found, rows, "granted"):
        Award.objects.create(
            reference=new_reference("P", date(2024, 1, 1)), case=found, application=granted,
            benefit=granted.benefit, amount=84, every="month", starts_on=granted.starts_on,
            ends_on=granted.ends_on,
        )  # fmt: skip
    return Scene(worker, f"/cases/{found.reference}/awards/")


def shares(worker: Agent, rows: int) -> Scene:
    found = make_case_file(worker)
    for number in range(rows):
        make_share(found, make_agency(), documents=[make_document(found, period=f"2023-{number + 1:02}")])
    return Scene(worker, f"/cases/{found.reference}/shares/")


def to_check(worker: Agent, rows: int) -> Scene:
    for found in case_files(worker, rows):
        make_document(found, "to_check")
    return Scene(worker, "/documents/to-check/")


def decisions(worker: Agent, rows: int) -> Scene:
    for found in case_files(worker, rows):
        make_application(found, "proposed")
    return Scene(make_agent(Role.SUPERVISOR, site=worker.site), "/decisions/")


def partner_list(worker: Agent, rows: int) -> Scene:
    partner = make_agent(Role.PARTNER)
    for found in case_files(worker, rows):
        make_share(found, partner.agency)
    return Scene(partner, "/partner/")


def partner_case(worker: Agent, rows: int) -> Scene:
    partner, found = make_agent(Role.PARTNER), rich_case(worker, rows)
    share = make_share(
        found,
        partner.agency,
        sections=[Section.IDENTITY, Section.APPLICATIONS, Section.DOCUMENTS],
        documents=[make_document(found, period=f"2023-{number + 1:02}") for number in range(rows)],
    )
    return Scene(partner, f"/partner/cases/{share.public_id}/")


def people_search(worker: Agent, rows: int) -> Scene:
    """Half of those found have a file."""
    for _ in range(rows):
        make_case_file(worker, make_household(worker, (make_person(worker, "Okafor", "Ada"), "applicant")))
        make_person(worker, "Okafor", "Ada")
    return Scene(worker, "/people/search/", {"name": "Okafor", "given": "Ada"})


def search_of(worker: Agent, rows: int, kind: RunKind, **found) -> CaseloadRun:
    """An ended check of the site's files that found something of each."""
    now = timezone.now()
    changes = {"x": []} if kind == RunKind.EFFECT else {}
    run = CaseloadRun.objects.create(
        kind=kind, on=timezone.localdate(), national=False, site=worker.site, figures="0" * 64,
        changes=changes, started_by=worker, planned_at=now, ended_at=now,
    )  # fmt: skip
    for number, case in enumerate(case_files(worker, rows)):
        told = {"code": "paris_logement", "status": "entitled", "every": "month", **found}
        run.results.create(household=case.household, **told)
        run.batches.create(number=number, site=worker.site, households=[case.household_id], size=1,
                           unreadable=[case.household_id], done_at=now)  # fmt: skip
    return run


def radar(worker: Agent, rows: int) -> Scene:
    search_of(worker, rows, RunKind.RADAR, amount=84)
    return Scene(worker, "/radar/")


def caseload(worker: Agent, rows: int) -> Scene:
    for _ in range(rows):
        search_of(make_agent(site=worker.site), 0, RunKind.RADAR)
    return Scene(worker, "/caseload/")


def caseload_run(worker: Agent, rows: int) -> Scene:
    run = search_of(worker, rows, RunKind.EFFECT, amount=84, former_status="entitled", former_amount=80)
    return Scene(make_agent(Role.SUPERVISOR, site=worker.site), f"/caseload/{run.public_id}/")


def sites(worker: Agent, rows: int) -> Scene:
    """The map, with reorganisations to come."""
    draw(worker.site, make_site())
    for number in range(rows):
        publish(
            Line(ground(RuleKind.ARRONDISSEMENT, number + 1), make_staffed_site().pk), name=f"n° {number}"
        )
    return Scene(make_agent(Role.ADMINISTRATOR), "/manage/sites/")


def sector(worker: Agent, rows: int) -> Scene:
    """The supervisor's files that would follow; the map is the one of the first call."""
    draw(worker.site, make_site())
    holder = TerritoryRule.objects.filter(kind=RuleKind.ARRONDISSEMENT, arrondissement=18).earliest("since")
    for _ in range(rows):
        make_file_at(make_agent(site=holder.site))
    change = publish(Line(N18, make_staffed_site().pk))
    return Scene(make_agent(Role.SUPERVISOR, site=holder.site), f"/sectors/{change.public_id}/")


def followed(worker: Agent, rows: int) -> CaseFile:
    """Notes of both kinds, contacts, objectives, appointments."""
    case = make_case_file(worker)
    for number in range(rows):
        colleague = make_agent(site=worker.site)
        make_note(worker, case)
        make_note(colleague, case, kind=NoteKind.INSTRUCTION)
        make_objective(worker, case)
        make_appointment(colleague, case, days=3 + number % 2)
        record_contact(
            actor=colleague, case=case, on=timezone.localdate(), direction="in", manner="call", outcome="",
            people=[make_member(case)],
        )  # fmt: skip
    return case


def notes(worker: Agent, rows: int) -> Scene:
    return Scene(worker, f"/cases/{followed(worker, rows).reference}/notes/")


def plan(worker: Agent, rows: int) -> Scene:
    return Scene(worker, f"/cases/{followed(worker, rows).reference}/following/")


def contacts(worker: Agent, rows: int) -> Scene:
    return Scene(worker, f"/cases/{followed(worker, rows).reference}/following/contacts/")


def case_appointments(worker: Agent, rows: int) -> Scene:
    return Scene(worker, f"/cases/{followed(worker, rows).reference}/following/appointments/")


def agenda(worker: Agent, rows: int) -> Scene:
    for _ in range(rows):
        make_appointment(make_agent(site=worker.site), make_case_file(worker), days=3)
    day = timezone.localdate() + timedelta(days=3)
    return Scene(worker, f"/appointments/?host=&span=day&day={day:%d/%m/%Y}")


def _records(worker: Agent, rows: int) -> tuple[Agent, list]:
    """Pairs of people, each with a file of the supervisor's site."""
    supervisor = make_agent(Role.SUPERVISOR, site=worker.site)
    cases = [make_case_file(worker) for _ in range(2 * rows)]
    people = [case.household.memberships.get().person for case in cases]
    return supervisor, list(zip(people[::2], people[1::2], strict=True))


def resemblances(worker: Agent, rows: int) -> Scene:
    supervisor, pairs = _records(worker, rows)
    told = {"likelihood": "weak", "points": 80, "alike": ["same_name"], "unlike": ["died"], "seen": "0"}
    for first, second in pairs:
        Resemblance.objects.create(first=first, second=second, **told)
    return Scene(supervisor, "/people/duplicates/")


def rewrites(worker: Agent, rows: int) -> Scene:
    supervisor, pairs = _records(worker, rows)
    for kept, absorbed in pairs:
        Rewrite.objects.create(kind="people", person=kept, absorbed_person=absorbed, made_by=supervisor)
    return Scene(supervisor, "/people/merges/")


PAGES: dict[str, Callable[[Agent, int], Scene]] = {
    page.__name__: page
    for page in (
        my_day, supervisor_s_day, case_list_by_date, find, my_tasks, tasks, assignments, accesses,
        deadlines, case_list, case, household, journal, documents, applications,
        application, rights, what_if, awards, shares, to_check, decisions, partner_list, partner_case,
        people_search, radar, caseload,
        resemblances, rewrites, caseload_run, sites, sector, notes, plan, contacts, case_appointments, agenda,
    )
}  # fmt: skip


def plain(statement: str) -> str:
    """A statement without its values, on one line."""
    for noise, instead in NOISE:
        statement = re.sub(noise, instead, statement)
    return " ".join(statement.split())


def queries_of(page: str, rows: int) -> list[str]:
    """What the page asks of the database, for that many rows of everything it lists."""
    scene = PAGES[page](make_agent(), rows)
    browser = sign_in(Browser(), scene.agent)
    ContentType.objects.clear_cache()
    catalogue()  # versions of types are read once for many requests
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = browser.post(scene.url, scene.post) if scene.post else browser.get(scene.url)
    assert answer.status_code == 200
    return [plain(query["sql"]) for query in captured.captured_queries]


@pytest.mark.parametrize("page", PAGES)
def test_the_queries_are_those_on_paper_and_do_not_grow_with_rows(page, system):
    few, more = queries_of(page, FEW), queries_of(page, MORE)
    grown = [line for line in more if more.count(line) > few.count(line)]
    assert len(more) == len(few), "\n".join(dict.fromkeys(grown))
    path, told = SNAPSHOTS / f"{page}.sql", ";\n".join(more) + ";\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(told)
    assert path.read_text() == told


def test_every_snapshot_is_of_a_page():
    assert {path.stem for path in SNAPSHOTS.iterdir()} == set(PAGES)
