"""Who holds an authority: one rule as a check, as scopes and as names; dated, by two administrators."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from nps.accounts import delegating
from nps.accounts.acting import acting
from nps.accounts.delegating import Refused
from nps.accounts.holding import covered, held_by, holders, holds
from nps.accounts.models import Agent, Authority, Delegation, Role, Site
from nps.journal.models import Entry
from tests.support.accounts import make_agent, make_site

pytestmark = [pytest.mark.django_db(databases=["default", "owner"]), pytest.mark.usefixtures("system")]
TODAY = timezone.localdate()
H = Authority.HOMECARE


def give(authority=H, since=TODAY, until=None, approved=True, **who) -> Delegation:
    """Written directly: how one is reached is tested below."""
    first, second = make_agent(Role.ADMINISTRATOR), make_agent(Role.ADMINISTRATOR)
    told = {"approved_by": second, "approved_at": timezone.now()} if approved else {}
    return Delegation.objects.create(
        authority=authority,
        since=since,
        until=until,
        reference="Arrêté SPÉCIMEN",
        proposed_by=first,
        proposed_at=timezone.now(),
        **told,
        **who,
    )


def test_supervisors_hold_the_directors_authority_over_their_own_site_and_nothing_else():
    here, there = make_site(), make_site()
    supervisor, worker = make_agent(Role.SUPERVISOR, site=here), make_agent(site=here)
    assert holds(supervisor, "director", here.pk, TODAY)
    assert not holds(supervisor, "director", there.pk, TODAY)
    assert not any(holds(supervisor, name, here.pk, TODAY) for name in Authority.values if name != "director")
    assert not any(holds(worker, name, here.pk, TODAY) for name in Authority.values)
    assert held_by(worker, TODAY) == ()


def test_a_delegation_holds_between_its_days_once_approved():
    supervisor = make_agent(Role.SUPERVISOR)
    give(agent=supervisor, since=TODAY - timedelta(days=3), until=TODAY + timedelta(days=3))
    site = make_site().pk
    assert [holds(supervisor, H, site, TODAY + timedelta(days=n)) for n in (-4, -3, 0, 3, 4)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    other = make_agent(Role.SUPERVISOR)
    give(agent=other, approved=False)
    assert not holds(other, H, site, TODAY)


def test_given_to_a_site_it_is_its_supervisors_as_they_are_that_day():
    permanence, elsewhere = make_site(), make_site()
    give(Authority.PERMANENCE, site=permanence)
    one = make_agent(Role.SUPERVISOR, site=permanence)
    make_agent(site=permanence)
    gone = make_agent(Role.SUPERVISOR, site=permanence)
    gone.is_active = False
    gone.save()
    assert list(holders("permanence", elsewhere.pk, TODAY)) == [one]
    assert holds(one, "permanence", elsewhere.pk, TODAY)
    assert not holds(gone, "permanence", elsewhere.pk, TODAY)
    assert covered("permanence", TODAY)
    assert not covered("service", TODAY)


def test_limited_to_the_files_of_a_site_it_gives_no_other():
    here, there, third = make_site(), make_site(), make_site()
    deputy = make_agent(Role.SUPERVISOR, site=there)
    give(Authority.DIRECTOR, agent=deputy, files_of=here)
    assert holds(deputy, "director", here.pk, TODAY)
    assert not holds(deputy, "director", third.pk, TODAY)
    assert deputy in holders("director", here.pk, TODAY)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_check_the_scopes_and_the_names_are_one_rule(data):
    with transaction.atomic(), acting("system"):
        sites = [make_site() for _n in range(2)]
        agents = [
            make_agent(data.draw(st.sampled_from([Role.SUPERVISOR, Role.SOCIAL_WORKER])), site=site)
            for site in sites
            for _n in range(2)
        ]
        for _n in range(data.draw(st.integers(0, 3))):
            authority = data.draw(st.sampled_from(Authority.values))
            files_of = data.draw(st.sampled_from(sites if authority == "director" else [*sites, None]))
            who = data.draw(st.sampled_from([*agents, *sites]))
            since = TODAY + timedelta(days=data.draw(st.integers(-1, 1)))
            kind = "agent" if isinstance(who, Agent) else "site"
            give(authority, since, approved=data.draw(st.booleans()), files_of=files_of, **{kind: who})
        for agent in agents:
            scopes = held_by(agent, TODAY)
            for authority in Authority.values:
                for site in sites:
                    checked = holds(agent, authority, site.pk, TODAY)
                    scoped = any(
                        one.authority == authority and one.files_of in (None, site.pk) for one in scopes
                    )
                    named = agent in holders(authority, site.pk, TODAY)
                    assert checked == scoped == named
        transaction.set_rollback(True)


@pytest.fixture
def two():
    return make_agent(Role.ADMINISTRATOR), make_agent(Role.ADMINISTRATOR)


def propose(actor: Agent, **told) -> Delegation:
    told = {"authority": H, "since": TODAY, "until": None, "reference": "Arrêté SPÉCIMEN"} | told
    if not {"agent", "site"} & set(told):
        told["agent"] = make_agent(Role.SUPERVISOR)
    return delegating.propose_delegation(actor=actor, **told)


def test_two_administrators_give_it_and_one_takes_it_back(two):
    first, second = two
    made = propose(first)
    with pytest.raises(Refused, match="Une autre personne"):
        delegating.approve_delegation(actor=first, delegation=made)
    assert not holds(made.agent, H, 0, TODAY)
    delegating.approve_delegation(actor=second, delegation=made)
    assert holds(made.agent, H, 0, TODAY)
    delegating.end_delegation(actor=first, delegation=made, on=TODAY)
    assert holds(made.agent, H, 0, TODAY)
    assert not holds(made.agent, H, 0, TODAY + timedelta(days=1))
    acts = Entry.objects.filter(subject_kind="accounts.delegation").order_by("at")
    assert [entry.act for entry in acts] == ["delegation.propose", "delegation.approve", "delegation.end"]


def test_what_was_settled_is_not_settled_again(two):
    made = propose(two[0])
    delegating.drop_delegation(actor=two[1], delegation=made)
    for act in (delegating.approve_delegation, delegating.drop_delegation):
        with pytest.raises(Refused, match="déjà"):
            act(actor=two[1], delegation=made)
    with pytest.raises(Refused, match="pas en vigueur"):
        delegating.end_delegation(actor=two[0], delegation=made, on=TODAY)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"since": TODAY - timedelta(days=1)}, "since"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
        ({"authority": Authority.DIRECTOR}, "files_of"),
        ({"agent": None}, "holder"),
    ],
)
def test_nonsense_names_the_answer_in_fault(two, told, field):
    with pytest.raises(Refused) as refused:
        propose(two[0], **told)
    assert refused.value.field == field


def test_only_a_supervisor_is_given_one_and_only_administrators_give(two):
    with pytest.raises(Refused):
        propose(two[0], agent=make_agent())
    with pytest.raises(PermissionDenied):
        propose(make_agent(Role.SUPERVISOR))


BAD = {
    "delegation_held_by_one": {"agent": None, "site": None},
    "delegation_of_a_director_is_of_a_site": {"authority": "director"},
    "delegation_ends_after_it_starts": {"until": TODAY - timedelta(days=9)},
    "delegation_authority_known": {"authority": "king"},
    "delegation_says_by_what": {"reference": ""},
    "delegation_approved_whole": {"approved_by": None},
}


@pytest.mark.parametrize("name", BAD)
def test_each_nonsense_is_refused_by_its_own_constraint(name):
    first, second = make_agent(Role.ADMINISTRATOR), make_agent(Role.ADMINISTRATOR)
    told = {
        "authority": H,
        "since": TODAY,
        "reference": "SPÉCIMEN",
        "agent": make_agent(Role.SUPERVISOR),
        "proposed_by": first,
        "proposed_at": timezone.now(),
        "approved_by": second,
        "approved_at": timezone.now(),
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Delegation.objects.create(**told | BAD[name])


def test_the_database_keeps_two_people_and_the_days_that_passed():
    one = give(agent=make_agent(Role.SUPERVISOR), since=TODAY - timedelta(days=9), approved=False)
    with pytest.raises(IntegrityError, match="approved_by_somebody_else"), transaction.atomic():
        sql("approved_by_id = proposed_by_id, approved_at = now()", one)
    past = give(agent=one.agent, since=date(2024, 1, 1), until=date(2024, 2, 1))
    for change in ("until = null", "until = '2030-01-01'", "since = '2020-01-01'", "agent_id = null"):
        with pytest.raises(DatabaseError), transaction.atomic():
            sql(change, past)
    with pytest.raises(DatabaseError), transaction.atomic():
        past.delete()


def sql(change: str, one: Delegation) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"update accounts_delegation set {change} where id = %s", [one.pk])  # noqa: S608


def test_staff_read_delegations_and_write_none():
    give(site=Site.objects.get(pk=make_site().pk))
    with acting("staff", "1"):
        assert Delegation.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            Delegation.objects.update(until=TODAY)
    for kind in ("partner", "auditor"):
        with acting(kind, "1"), pytest.raises(DatabaseError), transaction.atomic():
            Delegation.objects.count()
