"""The action plan: agreed, its objectives, its reviews, its end; what is due."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from cases.following import plans
from cases.models import ActionPlan, CaseFile
from cases.models.plan import Doer
from cases.services.moves import AlreadyMoved, Blocked, MoveRefused, NotYours
from nps.accounts.acting import acting, actor_of
from nps.journal.models import Entry
from tests.support.accounts import make_agent
from tests.support.cases import applicant_of, make_case_file
from tests.support.following import make_objective, make_plan

TODAY = timezone.localdate


def in_days(days: int):
    return TODAY() + timedelta(days=days)


@pytest.fixture
def worker(db):
    return make_agent()


@pytest.fixture
def case(worker):
    with acting("system"):
        return make_case_file(worker)


@pytest.fixture
def plan(worker, case):
    return make_plan(worker, case)


def as_agent(agent):
    return acting(*actor_of(agent))


def test_one_plan_at_a_time(worker, case, plan):
    with as_agent(worker), pytest.raises(AlreadyMoved, match="déjà en cours"):
        plans.agree_plan(
            actor=worker,
            case=case,
            aim="SPÉCIMEN",
            agreed_on=TODAY(),
            people=[applicant_of(case)],
            next_review_on=in_days(9),
        )


@pytest.mark.parametrize(
    ("agreed", "review", "says"),
    [(1, 30, "dans le futur"), (0, 0, "vient après l’accord"), (-5, -9, "vient après l’accord")],
)
def test_dates_that_cannot_be_are_refused(agreed, review, says, worker, case):
    with as_agent(worker), pytest.raises(MoveRefused, match=says):
        plans.agree_plan(
            actor=worker,
            case=case,
            aim="SPÉCIMEN",
            agreed_on=in_days(agreed),
            people=[applicant_of(case)],
            next_review_on=in_days(review),
        )


def test_a_plan_is_agreed_with_somebody(worker, case):
    with as_agent(worker), pytest.raises(MoveRefused, match="au moins une personne"):
        plans.agree_plan(
            actor=worker, case=case, aim="x", agreed_on=TODAY(), people=[], next_review_on=in_days(9)
        )


def test_a_review_moves_the_next_date_and_an_older_one_typed_late_does_not(worker, case, plan):
    with acting("system"):
        ActionPlan.objects.filter(pk=plan.pk).update(agreed_on=in_days(-60))
    with as_agent(worker):
        plans.review_plan(actor=worker, plan=plan, on=TODAY(), reached="SPÉCIMEN", next_on=in_days(45))
        plans.review_plan(actor=worker, plan=plan, on=in_days(-20), reached="SPÉCIMEN", next_on=in_days(2))
        found = plans.plan_of(case)
        assert (found.next_review_on, found.reviews.count()) == (in_days(45), 2)


@pytest.mark.parametrize(("on", "after"), [(1, 9), (-400, 9), (0, 0)])
def test_a_review_takes_place_between_the_agreement_and_today_and_says_the_next(on, after, worker, plan):
    with as_agent(worker), pytest.raises(MoveRefused):
        plans.review_plan(actor=worker, plan=plan, on=in_days(on), reached="x", next_on=in_days(after))


def test_what_is_due_is_of_my_files_only_nearest_first_until_that_day(worker, case, plan):
    colleague = make_agent(site=worker.site)
    with acting("system"):
        near, far = make_case_file(worker), make_case_file(worker)
        theirs = make_case_file(colleague)
    near = make_plan(worker, near, next_review_on=in_days(3))
    make_plan(worker, far, next_review_on=in_days(90))
    make_plan(colleague, theirs)
    with as_agent(worker):
        assert list(plans.reviews_due(worker, in_days(30))) == [near, plan]
        plans.end_plan(actor=worker, plan=near, reason="SPÉCIMEN")
        assert list(plans.reviews_due(worker, in_days(30))) == [plan]
    with acting("system"):
        CaseFile.objects.filter(pk=case.pk).update(site=make_agent().site)
    with as_agent(worker):
        assert list(plans.reviews_due(worker, in_days(30))) == []


def test_an_objective_ends_once_and_may_be_taken_up_again(worker, case):
    objective = make_objective(worker, case)
    colleague = make_agent(site=worker.site)
    with as_agent(colleague):
        plans.settle_objective(actor=colleague, objective=objective, outcome="reached")
    with as_agent(worker):
        with pytest.raises(AlreadyMoved, match=colleague.full_name):
            plans.settle_objective(actor=worker, objective=objective, outcome="given_up")
        again = plans.settle_objective(actor=worker, objective=objective, outcome="")
        assert (again.outcome, again.settled_by) == ("", None)
        with pytest.raises(MoveRefused):
            plans.settle_objective(actor=worker, objective=objective, outcome="won")


def test_a_partner_has_a_name_and_no_date_comes_before_the_agreement(worker, plan):
    with as_agent(worker):
        with pytest.raises(MoveRefused, match="quel partenaire"):
            plans.add_objective(actor=worker, plan=plan, doer=Doer.PARTNER, what="x", due_on=in_days(9))
        with pytest.raises(MoveRefused, match="avant l’accord"):
            plans.add_objective(actor=worker, plan=plan, doer=Doer.AGENT, what="x", due_on=in_days(-9))


def test_nothing_is_added_to_a_plan_that_ended_and_a_new_one_may_be_agreed(worker, case, plan):
    with as_agent(worker):
        plans.end_plan(actor=worker, plan=plan, reason="SPÉCIMEN")
        with pytest.raises(AlreadyMoved, match="terminé par"):
            plans.add_objective(actor=worker, plan=plan, doer=Doer.AGENT, what="x", due_on=in_days(9))
    assert make_plan(worker, case) != plan


def test_nobody_else_acts_and_nothing_in_a_closed_file(worker, case, plan):
    with as_agent(other := make_agent()), pytest.raises(NotYours):
        plans.end_plan(actor=other, plan=plan, reason="x")
    with acting("system"):
        CaseFile.objects.filter(pk=case.pk).update(
            state="closed", closed_on=TODAY(), closing_reason="at_request"
        )
    with as_agent(worker), pytest.raises(Blocked):
        plans.end_plan(actor=worker, plan=plan, reason="x")


def test_an_objective_of_another_file_does_not_exist(worker, case):
    objective = make_objective(worker, case)
    with acting("system"):
        other = make_case_file(worker)
    with as_agent(worker), pytest.raises(Http404):
        plans.objective_of(other, objective.public_id)


def test_the_journal_follows_each_act_without_its_words(worker, case):
    objective = make_objective(worker, case, what="SPÉCIMEN mots")
    with as_agent(worker):
        plans.settle_objective(actor=worker, objective=objective, outcome="reached")
    with acting("system"):
        entries = list(Entry.objects.filter(act__startswith="plan.").order_by("at", "id"))
    assert [e.act for e in entries] == ["plan.agree", "plan.add_objective", "plan.settle_objective"]
    assert not any("mots" in str(vars(entry)) for entry in entries)


NONSENSE = {
    "plan_reviewed_until_it_ends": "update cases_actionplan set next_review_on = null",
    "objective_settled_by_somebody": "update cases_objective set outcome = 'reached'",
    "objective_doer_named": "update cases_objective set doer = 'partner'",
}


@pytest.mark.parametrize("constraint", NONSENSE)
def test_the_database_refuses_nonsense(constraint, worker, case, raw):
    make_objective(worker, case)
    with acting("system"), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        raw(NONSENSE[constraint])
