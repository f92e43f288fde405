"""Deciding: by who holds the authority, never the proposer, on what is still true; replayed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import deciding
from cases.decision_replay import replay_decision
from cases.forms.deciding import refusal_of
from cases.models import Application
from cases.permissions import applications_to_decide, can_decide
from cases.services import decisions
from cases.services.applications import prepare_applications
from cases.services.moves import AlreadyMoved, MoveRefused, NotYours
from eligibility import facts
from eligibility.checks import check_household
from eligibility.models import RightsCheck
from nps.accounts.acting import acting
from nps.accounts.models import Authority, Delegation, Role
from tests.support.accounts import make_agent, make_site
from tests.support.cases import make_application, make_case_file
from tests.support.checks import a_check, a_right

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]
TODAY = timezone.localdate()


@pytest.fixture
def worker():
    return make_agent()


@pytest.fixture
def case(worker):
    return make_case_file(worker)


@pytest.fixture
def supervisor(worker):
    return make_agent(Role.SUPERVISOR, site=worker.site)


def give(authority, **who) -> Delegation:
    told = {
        "reference": "SPÉCIMEN",
        "since": TODAY,
        "proposed_at": timezone.now(),
        "approved_at": timezone.now(),
    }
    two = {name: make_agent(Role.ADMINISTRATOR) for name in ("proposed_by", "approved_by")}
    return Delegation.objects.create(authority=authority, **told, **two, **who)


def proposed(case, authority="director", **fields) -> Application:
    told = {"rights_check": a_check(case), "authority": authority} | fields
    return make_application(case, "proposed", **told)


def test_what_another_authority_decides_reaches_who_holds_it_and_nobody_else(case, supervisor):
    application = proposed(case, "homecare")
    assert list(deciding.to_decide(supervisor)) == []
    with pytest.raises(NotYours):
        decisions.grant_application(actor=supervisor, application=application)
    assert deciding.power_over(application).holders == ()
    platform = make_agent(Role.SUPERVISOR)
    give("homecare", agent=platform)
    assert list(deciding.to_decide(platform)) == [application]
    assert deciding.power_over(application).holders == (platform,)
    assert deciding.application_to_decide(platform, application.reference) == application
    assert decisions.grant_application(actor=platform, application=application).state == "active"


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_list_is_the_check(data):
    with acting("system"):
        sites = [make_site() for _n in range(2)]
        agents = [make_agent(Role.SUPERVISOR, site=site) for site in sites] + [make_agent(site=sites[0])]
        for _n in range(data.draw(st.integers(0, 2))):
            authority = data.draw(st.sampled_from(Authority.values))
            give(
                authority,
                agent=data.draw(st.sampled_from(agents)),
                files_of=data.draw(st.sampled_from(sites)),
            )
        made = [
            proposed(
                make_case_file(make_agent(site=data.draw(st.sampled_from(sites)))),
                data.draw(st.sampled_from(Authority.values)),
                proposed_by=data.draw(st.sampled_from(agents)),
            )
            for _n in range(2)
        ]
        for agent in agents:
            listed = applications_to_decide(Application.objects.filter(pk__in=[a.pk for a in made]), agent)
            assert set(listed) == {one for one in made if can_decide(one, agent)}


def test_the_proposer_decides_by_no_route(case):
    proposer = make_agent(Role.SUPERVISOR, site=case.site)
    give("homecare", agent=proposer)
    for authority, benefit in (("director", "paris_logement"), ("homecare", "aide_domicile")):
        check = a_check(case, benefit)
        application = proposed(case, authority, proposed_by=proposer, benefit=benefit, rights_check=check)
        for act, told in (
            (decisions.grant_application, {}),
            (decisions.refuse_application, {"refusal_reason": "x", "refusal_article": "y"}),
            (decisions.send_back, {"reason": "x"}),
        ):
            with pytest.raises(NotYours):
                act(actor=proposer, application=application, **told)
        assert application not in deciding.to_decide(proposer)


def test_the_second_of_two_deciders_is_told_who_was_first(case, supervisor):
    other = make_agent(Role.SUPERVISOR, site=case.site)
    application = proposed(case)
    decisions.grant_application(actor=supervisor, application=application)
    with pytest.raises(AlreadyMoved, match=supervisor.full_name):
        decisions.refuse_application(
            actor=other, application=application, refusal_reason="x", refusal_article="y"
        )


def test_nothing_is_decided_on_a_situation_that_changed_until_it_is_checked_again(case, worker, supervisor):
    check = check_household(
        actor=worker, household=case.household, on=TODAY, case_reference=case.reference, national=False
    )
    application = proposed(
        case, rights_check=check, proposal="refuse", refusal_reason="x", refusal_article="y"
    )
    facts.record_facts(
        actor=worker,
        household=case.household,
        answers={(None, "housing.rent"): 700},
        case_reference=case.reference,
    )
    refusal = {"refusal_reason": "SPÉCIMEN", "refusal_article": "I-A 2"}
    with pytest.raises(MoveRefused, match="vérifiez à nouveau"):
        decisions.refuse_application(actor=supervisor, application=application, **refusal)
    decisions.check_again(actor=supervisor, application=application)
    application.refresh_from_db()
    assert application.rights_check != check
    assert application.rights_check.on == check.on
    assert (
        decisions.refuse_application(actor=supervisor, application=application, **refusal).state == "refused"
    )


def test_a_new_check_that_gives_something_else_bears_the_proposal_no_more(case, supervisor):
    application = proposed(case, rights_check=a_check(case, amount=50.0))
    assert not decisions.borne_by_check(application)
    with pytest.raises(MoveRefused, match="renvoyez la proposition"):
        decisions.grant_application(actor=supervisor, application=application)


def test_a_renewal_starts_when_the_former_period_ends(case, supervisor, worker):
    award = decisions.grant_application(actor=supervisor, application=proposed(case))
    renewal = make_application(case, "under_review", rights_check=a_check(case), renews=award)
    terms = decisions.proposal_terms(renewal)
    assert terms["starts_on"] == award.ends_on + timedelta(days=1)


def test_a_household_that_holds_a_benefit_is_checked_as_renewing_it(case, worker, supervisor):
    award = decisions.grant_application(actor=supervisor, application=proposed(case))
    again = make_application(case, "received", rights_check=a_check(case), renews=award)
    from_file = decisions.renewals_of(case)
    assert from_file == {"renewals": ["paris_logement"], "renewed_before": []}
    again.renews.application.renews = award  # twice: the longer period follows
    again.renews.application.save()
    assert decisions.renewals_of(case)["renewed_before"] == ["paris_logement"]


def test_homeless_households_are_decided_by_the_permanence(case, worker):
    right = a_right("paris_logement")
    check = RightsCheck.objects.create(
        household=case.household,
        on=TODAY,
        inputs={"housing": {"tenure": "homeless"}},
        versions={},
        result={"rights": [right], "bundle": {"rights": []}},
        digest="0" * 64,
        made_by=worker,
    )
    (draft,) = prepare_applications(
        actor=worker, case=case, check=check, benefits=["paris_logement"], on=TODAY
    )
    assert draft.authority == "permanence"
    assert deciding.power_over(draft).article == "I-B 5"


def test_a_decision_replays_the_same_after_facts_changed_and_names_what_was_forged(case, worker, supervisor):
    check = check_household(
        actor=worker, household=case.household, on=TODAY, case_reference=case.reference, national=False
    )
    application = proposed(
        case, rights_check=check, proposal="refuse", refusal_reason="x", refusal_article="y"
    )
    decided = decisions.refuse_application(
        actor=supervisor, application=application, refusal_reason="x", refusal_article="y"
    )
    facts.record_facts(
        actor=worker,
        household=case.household,
        answers={(None, "housing.rent"): 700},
        case_reference=case.reference,
    )
    assert replay_decision(decided).same
    decided.rights_check.result["rights"][0]["status"] = "entitled"
    forged = replay_decision(decided)
    assert not forged.same
    assert {"digest", "status"} <= {one.field for one in forged.check.differences}


def test_a_sum_frozen_elsewhere_than_on_its_check_is_named(case, supervisor):
    award = decisions.grant_application(actor=supervisor, application=proposed(case))
    assert replay_decision(award.application).frozen == ()
    award.amount = Decimal("999.00")
    award.save()
    (told,) = replay_decision(award.application).frozen
    assert (told.field, told.then, told.now) == ("amount", Decimal("999.00"), Decimal("84.0"))


def test_another_version_of_a_package_is_told_and_changes_no_decision(case, worker, supervisor):
    check = check_household(
        actor=worker, household=case.household, on=TODAY, case_reference=case.reference, national=False
    )
    check.versions = {**check.versions, "figures": "000000000000"}
    again = replay_decision(proposed(case, rights_check=check, proposal="refuse", every="", starts_on=None))
    assert [one.field for one in again.check.versions] == ["figures"]
    assert again.check.same


def test_a_refusal_says_the_condition_chosen_then_the_sentence():
    told = refusal_of(
        {"condition": "0", "refusal_reason": "Vous en gagnez 1 300."}, [("IV-2.2 b/1", "revenus (b/1)")]
    )
    assert told == {"refusal_reason": "Revenus (b/1). Vous en gagnez 1 300.", "refusal_article": "IV-2.2 b/1"}
