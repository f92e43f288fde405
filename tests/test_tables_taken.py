"""Every list that may be taken away × every kind of actor: what the page shows to that actor, and no more."""

import csv
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from cases.services.exceptional import open_access
from nps.accounts.acting import acting, actor_of
from nps.journal.models import Entry
from nps.people.models import Address, Person
from nps.ui.tables import MEDIA, SIGNS
from tests.support import standing
from tests.support.standing import WHO
from tests.support.tables import cells_of
from tests.support.world import World

world, place, own_folders = standing.world, standing.place, standing.own_folders
sessions, browser, nothing_stays = standing.sessions, standing.browser, standing.nothing_stays
ROOT = Path(settings.ROOT)
HIDDEN = {"line": "SPÉCIMEN ADRESSE CACHÉE", "phone": "0199999999", "email": "cachee@specimen.example"}


def of_file(name: str) -> Callable[[World], str]:
    return lambda world: reverse(f"cases:{name}", args=[world.case.reference])


def page(name: str, *args: object) -> Callable[[World], str]:
    return lambda world: reverse(name, args=args)


# List → its page.
LISTS: dict[str, Callable[[World], str]] = {
    "files": page("cases:list"),
    "decisions": page("cases:decisions"),
    "deadlines": page("cases:deadlines"),
    "questions": page("cases:commission"),
    "sessions": page("cases:commission"),
    "delegations": page("accounts:authorities"),
    "tasks": page("cases:my_tasks"),
    "loads": page("cases:assignments"),
    "accesses": page("cases:exceptional_access"),
    "applications": of_file("applications"),
    "awards": of_file("awards"),
    "letters": of_file("letters"),
    "journal": of_file("journal"),
    "held": of_file("documents"),
    "ledger": of_file("documents"),
    "appointments": of_file("case_appointments"),
    "contacts": of_file("contacts"),
    "types": page("types:list"),
    "certificates": page("seals:list"),
    "to_check": page("cases:to_check"),
    "refusals": page("cases:refusals"),
    "savings": page("cases:savings"),
    "unclaimed": page("cases:radar"),
    "expiry": page("cases:expiry"),
    "runs": page("cases:caseload"),
    "shared": page("cases:partner_list"),
    "shares": of_file("shares"),
    "remark_subjects": page("cases:remark_subjects"),
    "remarks": page("cases:remarks", "tax_notice", "paris_logement"),
}


def take(browser, actor: str, world: World, listed: str, ending: str = "csv", **query: str):
    return browser(actor, proven=True).get(LISTS[listed](world), {**query, "take": f"{listed}.{ending}"})


def lines(answer) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def entries() -> list[Entry]:
    with acting("system"):
        return list(Entry.objects.filter(act="table.taken").order_by("at", "pk"))


@pytest.mark.parametrize("actor", WHO)
@pytest.mark.parametrize("listed", LISTS)
def test_who_reads_the_page_takes_the_table_and_nobody_else(listed, actor, world, browser):
    shown = browser(actor, proven=True).get(LISTS[listed](world)).status_code
    answers = {ending: take(browser, actor, world, listed, ending) for ending in MEDIA}
    assert {answer.status_code for answer in answers.values()} == {shown}
    if shown != 200:
        assert entries() == []
        return
    for ending, answer in answers.items():
        assert answer["Content-Type"] == MEDIA[ending]
        assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.(xlsx|csv)"', answer["Content-Disposition"])
        assert "no-store" in answer["Cache-Control"]
    told = entries()
    assert [(e.actor, e.data["list"]) for e in told] == [(world.agents[actor], listed)] * len(MEDIA)
    first, *rest = cells_of(answers["xlsx"].content)
    counted = {"xlsx": len(rest), "csv": len(lines(answers["csv"])) - 1}
    assert {e.data["format"]: e.data["rows"] for e in told} == counted
    assert not [e for e in told for name in world.names if name in str(e.data)]
    assert [str(cell or "") for cell in first] == lines(answers["csv"])[0]


@pytest.mark.parametrize("listed", LISTS)
def test_without_a_fresh_proof_nothing_leaves_and_the_proof_leads_back(listed, world, browser):
    for actor in ("worker", "supervisor", "partner", "administrator"):
        address = LISTS[listed](world)
        if browser(actor).get(address).status_code == 200:
            answer = browser(actor).get(address, {"take": f"{listed}.csv"})
            assert answer.status_code == 302
            assert not answer["Location"].startswith(address)
    assert entries() == []


@pytest.mark.parametrize("listed", LISTS)
def test_rows_of_another_site_are_never_there(listed, world, browser):
    answer = take(browser, "elsewhere", world, listed)
    told = str(lines(answer)) if answer.status_code == 200 else ""
    secrets = (world.case.reference, world.request.reference, *world.names)
    assert [secret for secret in secrets if secret in told] == []


@pytest.mark.parametrize("actor", ["worker", "supervisor", "partner"])
@pytest.mark.parametrize("listed", LISTS)
def test_neither_address_nor_telephone_ever_leaves(listed, actor, world, browser):
    with acting("system"):
        Address.objects.filter(household=world.case.household).update(line=HIDDEN["line"])
        people = Person.objects.filter(memberships__household=world.case.household)
        people.update(phone=HIDDEN["phone"], email=HIDDEN["email"], safe_contact=True)
    answer = take(browser, actor, world, listed)
    told = str(lines(answer)) if answer.status_code == 200 else ""
    assert [name for name, canary in HIDDEN.items() if canary in told] == []


@pytest.mark.parametrize("actor", ["worker", "supervisor", "partner"])
@pytest.mark.parametrize("listed", LISTS)
def test_no_cell_begins_as_a_formula(listed, actor, world, browser):
    with acting("system"):
        people = Person.objects.filter(memberships__household=world.case.household)
        people.update(birth_name="=cmd|'/C calc'!A0", given_names="@SUM(1)")
    answer = take(browser, actor, world, listed)
    if answer.status_code == 200:
        assert [cell for line in lines(answer) for cell in line if cell.lstrip().startswith(SIGNS)] == []


def test_the_filters_of_the_page_are_those_of_the_table_and_words_typed_are_not_in_the_journal(
    world, browser
):
    whole = lines(take(browser, "worker", world, "to_check"))
    kept = lines(take(browser, "worker", world, "to_check", type_code="tax_notice"))
    assert (len(whole), len(kept)) == (2, 1)
    take(browser, "worker", world, "to_check", reference=world.names[0])
    told = [entry.data["filters"] for entry in entries()]
    assert told == [{}, {"type_code": "tax_notice"}, {"reference": True}]


@pytest.mark.parametrize("listed", ["applications", "awards", "letters", "journal", "held"])
def test_of_a_file_opened_by_exceptional_access_nothing_is_taken(listed, world, browser):
    actor = world.agents["elsewhere"]
    with acting(*actor_of(actor)):
        open_access(actor=actor, case=world.case, reason="SPÉCIMEN")
    shown = browser("elsewhere").get(LISTS[listed](world))
    assert shown.status_code == 200
    assert "take=" not in shown.content.decode()
    assert take(browser, "elsewhere", world, listed).status_code == 403
    assert entries() == []


def test_a_partner_s_taking_says_which_files(world, browser):
    take(browser, "partner", world, "shared")
    (entry,) = entries()
    assert entry.data["cases"] == [world.case.reference]
    assert entry.data["agency"] == world.agents["partner"].agency.code


def test_a_table_that_cannot_be_journaled_is_not_handed_over(world, browser):
    def refuse(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "journal_entry"'):
            sql, params = "insert into journal_entry (id) values (null)", ()
        return execute(sql, params, many, context)

    there = browser("worker", proven=True)
    there.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        answer = there.get(LISTS["to_check"](world), {"take": "to_check.csv"})
    assert answer.status_code == 500
    assert world.names[0].encode() not in answer.content


@pytest.mark.parametrize("asked", ["to_check.pdf", "to_check", "other.csv", ".csv", "to_check.csv.xlsx"])
def test_what_is_no_table_of_the_page_is_its_page(asked, world, browser):
    answer = browser("worker", proven=True).get(LISTS["to_check"](world), {"take": asked})
    assert answer["Content-Type"].startswith("text/html")
    assert entries() == []


def test_every_list_that_may_be_taken_is_in_this_table():
    offered, handed = set(), set()
    for folder in ("cases", "documents", "eligibility", "nps"):
        for path in (ROOT / folder).rglob("*.html"):
            offered |= set(re.findall(r'{% take_away "(\w+)"', path.read_text()))
        for path in (ROOT / folder).rglob("*.py"):
            handed |= set(re.findall(r'taken\(request, "(\w+)"\)', path.read_text()))
    assert offered == handed == set(LISTS)
