"""How many open requests a version of a type changes: counted by site, rounded for administrators."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cases.models import DocumentRequest
from cases.type_effect import effect_by_site
from cases.views.types import rounded
from documents.types import published
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from tests.support.accounts import make_agent
from tests.support.cases import make_case_file, make_document

BEFORE = published()["rent_receipt"]
AFTER = replace(BEFORE, dispensed_by=("lease",))


@pytest.fixture
def admin(system):
    return make_agent(Role.ADMINISTRATOR)


def asked(agent, case, state="sent", type_code="rent_receipt"):
    due = timezone.localdate() + timedelta(days=20)
    return DocumentRequest.objects.create(
        reference=f"R-{case.reference}-{type_code}"[:20], case=case, type_code=type_code, benefits=["x"],
        articles=["L114-5"], due_on=due, sent_at=timezone.now(), asked_by=agent, state=state,
    )  # fmt: skip


def told(admin, after=AFTER, on=None):
    with acting(*actor_of(admin)):
        return effect_by_site(admin, BEFORE, after, on or timezone.localdate() + timedelta(days=1))


def test_open_requests_are_counted_by_site_and_those_a_held_piece_makes_useless(admin):
    agent, elsewhere = make_agent(), make_agent()
    cases = [make_case_file(agent), make_case_file(agent), make_case_file(elsewhere)]
    for case in cases:
        asked(case.referent, case)
    make_document(cases[0], type="lease")
    by_site = {row.site: (row.open, row.needless) for row in told(admin)}
    assert sum(open_ for open_, _ in by_site.values()) == 3
    assert sum(needless for _, needless in by_site.values()) == 1
    assert sum(row.needless for row in told(admin, after=BEFORE)) == 0


def test_what_is_closed_or_of_another_type_is_not_counted(admin):
    agent = make_agent()
    case = make_case_file(agent)
    asked(agent, case, state="cancelled")
    asked(agent, case, type_code="utility_bill")
    assert told(admin) == []


def test_only_administrators_count(admin):
    with pytest.raises(PermissionDenied):
        effect_by_site(make_agent(), BEFORE, AFTER, date(2030, 1, 1))


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0"), (1, "moins de 5"), (4, "moins de 5"), (7, "5"), (8, "10")]
)
def test_a_small_number_is_not_told(count, words):
    assert rounded(count) == words
