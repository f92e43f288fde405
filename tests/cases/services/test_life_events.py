"""A change told once: everything it brings about, applied together or not at all (I-B 7)."""

from decimal import Decimal

import pytest

from cases import batches
from cases.consequences import Outcome
from cases.models import Award, LifeEvent, Recovery
from cases.services import life_events
from cases.services.files import record_situation
from cases.services.life_events import Stale, apply_event, cancel_event
from cases.services.moves import AlreadyMoved, Blocked, MoveRefused, NotYours
from eligibility.facts import current_facts, prove_facts
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_document
from tests.support.changes import (
    CHANGED,
    ENERGY,
    LONE,
    TODAY,
    applicant,
    event_of,
    lone_parent,
    seen,
)


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def case(worker):
    return lone_parent(worker)


def richer(case):
    rows = [(applicant(case), "incomes.wage", {"monthly_net": 9000.0}), (None, "tax.recent_change", True)]
    return event_of(case, "new_resources", rows)


def apply(event, actor=None, left_out=None, was=None):
    return apply_event(
        actor=actor or event.author, event=event, left_out=left_out or {},
        seen=seen(event) if was is None else was, on=TODAY, national=False,
    )  # fmt: skip


def awards(case):
    return {award.benefit: award for award in Award.objects.filter(case=case)}


def known(case, name):
    return current_facts(case.household).get(name=name).value


def test_rights_lost_are_interrupted_from_the_change_and_what_was_paid_since_is_proposed(case):
    event = richer(case)
    batch = batches.batch_of(event, TODAY, national=False)
    assert {one.outcome for one in batch.awards} == {Outcome.LOST}
    apply(event)
    lone = awards(case)[LONE]
    assert (lone.state, lone.interrupted_on) == ("interrupted", CHANGED)
    recovery = Recovery.objects.get(award=lone)  # the months begun since: four with the one that starts today
    assert (recovery.amount, recovery.state, recovery.paid_from) == (Decimal("600.00"), "proposed", CHANGED)
    assert not Recovery.objects.exclude(award=lone).exists()  # the year of energy was due before
    assert known(case, "incomes.wage") == {"monthly_net": 9000.0}


def test_everything_follows_in_the_file(case):
    event = apply(richer(case))
    case.refresh_from_db()
    assert case.state == "assessment"
    assert (event.state, event.closed_by, event.rights_check.on) == ("applied", case.referent, TODAY)
    acts = set(Entry.objects.filter(case_reference=case.reference).values_list("act", flat=True))
    assert {
        "life_event.draft", "life_event.apply", "facts_recorded", "rights_checked", "award.interrupt",
        "recovery.propose", "casefile.resume_assessment", "task.add",
    } <= acts  # fmt: skip
    assert case.tasks.filter(label__contains="Courrier").count() == 2


def test_what_depends_on_nothing_that_changed_goes_on(case):
    event = event_of(case, "move", [(None, "energy.contract", False)])
    batch = batches.batch_of(event, TODAY, national=False)
    assert {one.award.benefit: one.outcome for one in batch.awards} == {
        LONE: Outcome.SAME,
        ENERGY: Outcome.LOST,
    }
    apply(event)
    assert {benefit: award.state for benefit, award in awards(case).items()} == {
        LONE: "active",
        ENERGY: "interrupted",
    }
    assert not case.applications.filter(state="draft").exists()


def test_what_nobody_can_tell_any_more_is_interrupted_when_told_and_asked_again(case):
    event = event_of(
        case, "new_resources", [(applicant(case), "incomes.wage", None), (None, "tax.recent_change", True)]
    )
    batch = batches.batch_of(event, TODAY, national=False)
    lone = next(one for one in batch.awards if one.award.benefit == LONE)
    assert (lone.outcome, lone.overpaid) == (Outcome.NOT_KNOWN, 0)
    apply(event)
    assert awards(case)[LONE].interrupted_on == event.told_on
    assert case.applications.filter(state="draft", benefit=LONE).exists()
    assert not Recovery.objects.exists()


def test_a_line_left_out_says_why_and_is_not_done(case):
    event = richer(case)
    line = f"overpaid:{awards(case)[LONE].reference}"
    with pytest.raises(MoveRefused, match="pourquoi"):
        apply(event, left_out={line: " "})
    apply(event, left_out={line: "SPÉCIMEN, erreur du service"})
    assert awards(case)[LONE].state == "interrupted"
    assert not Recovery.objects.exists()
    assert Entry.objects.get(act="life_event.apply").reason == "SPÉCIMEN, erreur du service"


def test_a_fact_left_out_changes_the_rest_which_is_read_again_before(case):
    event = richer(case)
    out = {f"fact:{applicant(case).pk}:incomes.wage": "SPÉCIMEN"}
    with pytest.raises(Stale) as told:
        apply(event, left_out=out)
    assert f"interrupt:{awards(case)[LONE].reference}" in told.value.removed


def test_a_batch_that_changed_meanwhile_is_shown_again_and_nothing_is_done(case, worker):
    event = richer(case)
    before = seen(event)
    record_situation(actor=worker, case=case, answers={(None, "housing.rent"): 100.0})
    make_application(case, "received", benefit="aspeh")
    with pytest.raises(Stale) as told:
        apply(event, was=before)
    assert any(line.startswith("recheck:") for line in told.value.added)
    assert LifeEvent.objects.get(pk=event.pk).state == "draft"
    assert awards(case)[LONE].state == "active"


@pytest.mark.parametrize("step", ["propose_recovery", "_check_again", "move", "_close", "check_rights"])
def test_a_fault_in_the_middle_leaves_nothing_half_done(case, monkeypatch, step):
    make_application(case, "received", benefit="aspeh")
    event = richer(case)
    was, entries, facts = seen(event), Entry.objects.count(), case.household.facts.count()

    def broken(*_args, **_more):
        raise RuntimeError("SPÉCIMEN")

    monkeypatch.setattr(life_events, step, broken)
    with pytest.raises(RuntimeError):
        apply(event, was=was)
    assert {award.state for award in awards(case).values()} == {"active"}
    assert (Entry.objects.count(), case.household.facts.count()) == (entries, facts)
    assert LifeEvent.objects.get(pk=event.pk).state == "draft"


def test_applied_once_then_told_by_whom(case, worker):
    event = richer(case)
    was = seen(event)
    apply(event)
    other = make_agent(site=worker.site)
    with pytest.raises(AlreadyMoved, match=worker.full_name):
        apply(event, actor=other, was=was)
    with pytest.raises(AlreadyMoved):
        cancel_event(actor=other, event=event)


def test_one_change_at_a_time_and_a_draft_given_up_makes_room(case):
    first = richer(case)
    with pytest.raises(MoveRefused, match="déjà à relire"):
        richer(case)
    cancel_event(actor=case.referent, event=first)
    assert richer(case).state == "draft"
    assert awards(case)[LONE].state == "active"


def test_only_those_who_work_the_file(case):
    event = richer(case)
    with pytest.raises(NotYours):
        apply(event, actor=make_agent(Role.SUPERVISOR), was={})
    type(case).objects.filter(pk=case.pk).update(state="closed", closed_on=TODAY, closing_reason="no_contact")
    with pytest.raises(Blocked):
        apply(event, was={})


def test_papers_from_before_the_change_no_longer_prove_it_and_new_ones_are_asked_once(case, worker):
    lease = make_document(case, type="lease", valid_from=None, valid_until=None, people=[applicant(case)])
    prove_facts(
        actor=worker, household=case.household, document=lease, on=TODAY, case_reference=case.reference
    )
    event = event_of(case, "move", [(None, "housing.lease_in_name", None), (None, "housing.rent", None)])
    batch = batches.batch_of(event, TODAY, national=False)
    assert lease in batch.outdated
    apply(event)
    lease.refresh_from_db()
    assert (CHANGED - lease.valid_until).days == 1
    assert known(case, "housing.lease_in_name") is None  # what was proved before gives way: settled
    asked = case.requests.filter(state="sent")
    assert asked.count() == len(batch.pieces) > 0
    assert asked.filter(type_code="lease").exists() or asked.filter(type_code="rent_receipt").exists()
    assert case.letters.count() == 1


def test_a_proposal_is_left_to_its_proposer_others_rest_on_the_new_check(case):
    received = make_application(case, "received", benefit="aspeh")
    proposed = make_application(case, "proposed", benefit="paris_logement_familles")
    event = apply(richer(case))
    received.refresh_from_db()
    kept = proposed.rights_check_id
    proposed.refresh_from_db()
    assert received.rights_check == event.rights_check
    assert (proposed.state, proposed.rights_check_id) == ("proposed", kept)
    assert case.tasks.filter(label__startswith="Proposition à reprendre").exists()


def test_an_award_ended_since_still_tells_what_was_too_much(case):
    lone = awards(case)[LONE]
    Award.objects.filter(pk=lone.pk).update(state="ended", ended_on=TODAY)
    batch = batches.batch_of(richer(case), TODAY, national=False)
    (one,) = (one for one in batch.awards if one.award.benefit == LONE)
    assert (one.stops_on, one.overpaid) == (None, Decimal("600.00"))
    assert ENERGY in {one.award.benefit for one in batch.awards}
