"""Opinions, appeals and replayed decisions in the audit file: all of them, with what differs named."""

import pytest
from django.utils import timezone

from cases.exports.contesting_blocks import contesting
from cases.exports.contesting_from_case import appeals, opinions, replays
from cases.exports.context_from_case import gather
from cases.services import commission, decisions
from cases.services.appeals import lodge_appeal, seize_tribunal, uphold_appeal
from eligibility.checks import check_household
from nps.accounts.models import Role
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_case_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]
TODAY = timezone.localdate()


@pytest.fixture
def worker():
    return make_agent()


@pytest.fixture
def case(worker):
    """One request: an opinion, a refusal, an appeal answered, the tribunal."""
    case = make_case_file(worker)
    check = check_household(
        actor=worker, household=case.household, on=TODAY, case_reference=case.reference, national=False
    )
    application = make_application(case, "under_review", rights_check=check)
    asked = commission.ask_opinion(
        actor=worker, application=application, question="SPÉCIMEN", article="I-B 5"
    )
    session = commission.open_session(actor=worker, held_on=TODAY)
    commission.set_agenda(actor=worker, session=session, opinions=[asked])
    asked.refresh_from_db()
    commission.record_opinion(actor=worker, opinion=asked, advice="favourable", reasons="SPÉCIMEN")
    commission.close_session(actor=worker, session=session, members=["Une membre SPÉCIMEN"])
    refusal = {"refusal_reason": "SPÉCIMEN", "refusal_article": "I-A 2"}
    proposed = decisions.propose_decision(actor=worker, application=application, proposal="refuse", **refusal)
    decider = make_agent(Role.SUPERVISOR, site=worker.site)
    refused = decisions.refuse_application(actor=decider, application=proposed, **refusal)
    contested = lodge_appeal(actor=worker, application=refused, on=TODAY, grounds="SPÉCIMEN")
    uphold_appeal(actor=decider, application=contested, answer="SPÉCIMEN", article="I-A 2")
    seize_tribunal(actor=worker, application=contested, on=TODAY, reference="24-0001")
    return case


def test_everything_said_is_there(case):
    (opinion,), (appeal,), (replayed,) = opinions(case), appeals(case), replays(case)
    assert (opinion.advice.code, opinion.members) == ("favourable", ("Une membre SPÉCIMEN",))
    assert (appeal.contested.code, appeal.outcome.code) == ("refused", "upheld")
    assert (appeal.answer, appeal.tribunal_reference) == ("SPÉCIMEN", "24-0001")
    assert (replayed.result.code, replayed.differences) == ("same", ())


def test_the_file_shows_them_in_tables_of_their_own(case, worker):
    export, _contents = gather(case, actor=worker, at=timezone.now())
    assert [len(getattr(export, name)) for name in ("opinions", "appeals", "replays")] == [1, 1, 1]
    assert len(list(contesting(export))) == 3
    entry = next(one for one in export.timeline if "Tribunal saisi" in one.act)
    assert "SPÉCIMEN" in entry.actor
