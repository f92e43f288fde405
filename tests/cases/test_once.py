"""A double click, a replayed request, two screens at once: each act has one effect."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases.demonstration import scans
from cases.models import CaseFile
from nps.accounts.acting import acting
from nps.journal.models import Entry
from tests.support import standing
from tests.support.deciding import a_question, contested, refused
from tests.support.people import make_person
from tests.support.reuniting import a_death, a_pair, parting_of
from tests.support.world import World

place, world, sessions, browser = standing.place, standing.world, standing.sessions, standing.browser
_own_folders, _nothing_stays = standing.own_folders, standing.nothing_stays

ROOT = Path(__file__).resolve().parents[2]
DAY = "15/03/2024"
DAY_TO_COME = "15/03/2040"
LOOKED_AT = {
    **dict.fromkeys(("legible", "right_name", "right_type"), "yes"),
    "verdict": "accept",
    "period": "2024-03",
}
REFUSAL = {"proposal": "refuse", "refusal_reason": "SPÉCIMEN", "refusal_article": "II-2.3"}


@dataclass(frozen=True)
class Act:
    """A form filled in well; `writes` is the entry its act leaves in the journal."""

    url: Callable[[World], list]
    data: dict | Callable[[World], dict]
    writes: str
    by: str = "worker"

    def filled(self, world: World) -> dict:
        return self.data(world) if callable(self.data) else self.data


def state(name: str) -> Callable[[World], list]:
    return lambda world: [world.applications[name].reference]


def case(world: World) -> list:
    return [world.case.reference]


ACTS = {
    "cases:information": Act(lambda w: [w.intake.reference], {"given_on": DAY}, "information_given"),
    "cases:close": Act(lambda w: [w.intake.reference], {"closing_reason": "at_request"}, "casefile.close"),
    "cases:move_home": Act(
        case,
        {"line": "1 rue SPÉCIMEN", "postcode": "75012", "city": "Paris", "since": DAY},
        "household.moved",
    ),
    "cases:receive": Act(state("draft"), {"received_on": DAY, "signed_on": DAY}, "application.receive"),
    "cases:propose": Act(state("under_review"), REFUSAL, "application.propose"),
    "cases:withdraw": Act(state("received"), {"reason": "SPÉCIMEN"}, "application.withdraw"),
    "cases:decide": Act(
        state("proposed"), REFUSAL | {"confirmed": "1"}, "application.refuse", by="supervisor"
    ),
    "cases:ask_opinion": Act(
        state("under_review"), {"article": "I-B 5", "question": "SPÉCIMEN"}, "application.ask_opinion"
    ),
    "cases:commission": Act(lambda w: [], {"held_on": DAY}, "commission.open_session"),
    "cases:opinion": Act(
        a_question, {"advice": "favourable", "reasons": "SPÉCIMEN"}, "application.record_opinion"
    ),
    "cases:appeal": Act(
        refused,
        lambda w: {"lodged_on": f"{timezone.localdate():%d/%m/%Y}", "grounds": "SPÉCIMEN"},
        "application.lodge_appeal",
    ),
    "cases:answer_appeal": Act(
        contested,
        {"answer": "uphold", "article": "I-A 2", "reason": "SPÉCIMEN", "confirmed": "1"},
        "application.uphold",
        by="supervisor",
    ),
    "cases:tribunal": Act(
        refused, lambda w: {"seized_on": f"{timezone.localdate():%d/%m/%Y}"}, "appeal.seize_tribunal"
    ),
    "cases:check_document": Act(lambda w: [w.pieces["to_check"].reference], LOOKED_AT, "accept_document"),
    "cases:waive_request": Act(
        lambda w: [w.request.reference], {"reason": "SPÉCIMEN"}, "documentrequest.waive"
    ),
    "cases:ask_access": Act(case, {"reason": "SPÉCIMEN"}, "exceptional_access.open", by="elsewhere"),
    "cases:tasks": Act(
        case,
        lambda w: {"label": "SPÉCIMEN", "due_on": DAY_TO_COME, "assignee": w.agents["worker"].pk},
        "task.add",
    ),
    "cases:assign_one": Act(
        case, lambda w: {"referent": w.agents["supervisor"].pk}, "casefile.assign", by="supervisor"
    ),
    "cases:transfer": Act(
        case,
        lambda w: {"site": w.agents["elsewhere"].site_id, "reason": "SPÉCIMEN"},
        "casefile.transfer",
        by="supervisor",
    ),
    "cases:absences": Act(
        lambda w: [],
        lambda w: {"agent": w.agents["worker"].pk, "since": DAY, "last": DAY_TO_COME},
        "absence.note",
        by="supervisor",
    ),
    "cases:tell_apart": Act(a_pair, {"because": "SPÉCIMEN"}, "people.told_apart", by="supervisor"),
    "cases:part_household": Act(case, parting_of, "household.parted"),
    "cases:undo_death": Act(a_death, {"reason": "SPÉCIMEN"}, "people.death_undone"),
    "cases:share_move": Act(lambda w: [w.case.reference, w.share.public_id, "revoke"], {}, "share.revoke"),
}


def written(act: str) -> int:
    with acting("system"):
        return Entry.objects.filter(act=act).count()


@pytest.mark.parametrize("name", ACTS)
def test_the_same_form_posted_twice_acts_once_and_both_lead_to_the_same_page(name, world, browser):
    act = ACTS[name]
    before, url = written(act.writes), reverse(name, args=act.url(world))
    data = {**act.filled(world), "once_key": str(uuid.uuid4())}
    first, second = browser(act.by).post(url, data), browser(act.by).post(url, data)
    assert first.status_code == 302, first.context["form"].errors
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert written(act.writes) == before + 1


# Two homes, tasks, transfers, or people who leave: as many acts, not one done twice.
# A pair told apart is no longer a page of anybody.
OTHER_ACTS = {"cases:move_home", "cases:tasks", "cases:transfer", "cases:part_household", "cases:tell_apart"}


@pytest.mark.parametrize("name", sorted(set(ACTS) - OTHER_ACTS))
def test_the_same_act_from_two_screens_is_done_once_and_the_second_is_told(name, world, browser):
    act = ACTS[name]
    before, url = written(act.writes), reverse(name, args=act.url(world))
    posted = [
        browser(act.by).post(url, {**act.filled(world), "once_key": str(uuid.uuid4())}, follow=True)
        for _ in range(2)
    ]
    assert written(act.writes) == before + 1
    assert posted[1].status_code in (200, 422)


def test_the_same_scan_sent_twice_is_one_piece(world, browser):
    pdf = scans.draw("SPÉCIMEN", "SPÉCIMEN", "2023")
    key, url = str(uuid.uuid4()), reverse("cases:add_one_document", args=case(world))
    before = written("store_document")
    for _ in range(2):
        data = {"type_code": "tax_notice", "period": "2023", "people": [str(world.person.pk)]}
        upload = SimpleUploadedFile("avis.pdf", pdf, "application/pdf")
        told = browser("worker").post(url, {**data, "once_key": key, "file": upload})
        assert told.status_code == 302, told.context["form"].errors
    assert written("store_document") == before + 1


def test_a_file_opened_twice_is_one_file(world, browser):
    with acting("system"):
        person = make_person(world.agents["worker"], "Spécimène", "Ida")
    url = reverse("cases:for-person", args=[person.public_id])
    for key in (uuid.uuid4(), uuid.uuid4()):  # two screens: the second finds the file of the first
        assert browser("worker").post(url, {"once_key": str(key)}).status_code == 302
    with acting("system"):
        assert CaseFile.objects.filter(household__memberships__person=person).count() == 1


# Forms that change nothing, or whose act repeated is the same act.
MANY_TIMES = {
    "cases/templates/cases/what_if.html",  # compares, keeps nothing
    "cases/templates/cases/administrations.html",  # chooses what the next page asks
    "cases/templates/cases/verify.html",  # reads a file, keeps nothing
    "cases/templates/cases/fact.html",  # the same value chosen again is the same choice
    "cases/templates/cases/caseload_results.html",  # each table handed over is an act of its own
    "cases/templates/cases/exports.html",  # each export is an act of its own
    "nps/people/templates/people/search.html",  # searches
    "cases/templates/cases/find_form.html",  # searches
}


def test_every_form_that_acts_carries_its_key():
    forms = [
        path
        for folder in ("cases", "nps/people")
        for path in (ROOT / folder).rglob("*.html")
        if 'method="post"' in path.read_text()
    ]
    without = {str(path.relative_to(ROOT)) for path in forms if "{% once %}" not in path.read_text()}
    assert without == MANY_TIMES
