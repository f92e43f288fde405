"""The page was open when somebody else acted: who comes late is told by whom, and keeps the words typed."""

import html
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.urls import reverse

from nps.accounts.acting import acting
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.support import standing
from tests.support.accounts import make_agent, sign_in
from tests.support.client import Browser
from tests.support.world import World

place, world, sessions, browser = standing.place, standing.world, standing.sessions, standing.browser
_own_folders, _nothing_stays = standing.own_folders, standing.nothing_stays
pytestmark = pytest.mark.usefixtures("one_factor")

TYPED = "Mes mots à moi, écrits longuement"


@dataclass(frozen=True)
class Late:
    """A form two people fill in: `said` by the first, with `words` in the second's own words."""

    args: Callable[[World], list]
    said: dict
    words: str
    role: Role = Role.SOCIAL_WORKER


def state(name: str) -> Callable[[World], list]:
    return lambda world: [world.applications[name].reference]


REFUSAL = {"proposal": "refuse", "refusal_reason": "SPÉCIMEN", "refusal_article": "II-2.3"}
LATE = {
    "cases:close": Late(
        lambda w: [w.intake.reference], {"closing_reason": "at_request", "reason": "SPÉCIMEN"}, "reason"
    ),
    "cases:propose": Late(state("under_review"), REFUSAL, "refusal_reason"),
    "cases:withdraw": Late(state("received"), {"reason": "SPÉCIMEN"}, "reason"),
    "cases:decide": Late(state("proposed"), {**REFUSAL, "confirmed": "1"}, "refusal_reason", Role.SUPERVISOR),
    "cases:waive_request": Late(lambda w: [w.request.reference], {"reason": "SPÉCIMEN"}, "reason"),
    "cases:check_document": Late(
        lambda w: [w.pieces["to_check"].reference],
        {"verdict": "reject", "reason": "unreadable", "note": "SPÉCIMEN"},
        "note",
    ),
}


@pytest.mark.parametrize("name", LATE)
def test_who_comes_late_is_told_by_whom_and_keeps_the_words_typed(name, world):
    late = LATE[name]
    with acting("system"):
        first, second = (make_agent(late.role, site=world.case.site) for _ in range(2))
    url = reverse(name, args=late.args(world))
    there = sign_in(Browser(), second)
    assert there.get(url).status_code == 200
    won = sign_in(Browser(), first).post(url, late.said)
    assert won.status_code == 302
    before = written()
    answer = there.post(url, {**late.said, late.words: TYPED})
    told = html.unescape(answer.content.decode())
    assert answer.status_code in (409, 422)
    assert first.full_name in told
    assert TYPED in told
    assert written() == before


def written() -> int:
    with acting("system"):
        return Entry.objects.exclude(act__endswith="read").count()
