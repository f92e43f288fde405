"""The demonstration office is played through the real services, and its figures are those of the by-law."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.demonstration import office
from cases.demonstration.play import play
from cases.models import Share
from cases.partners.selectors import shares_for
from nps.accounts.acting import acting, actor_of

ON = dt.date(2024, 3, 15)


@pytest.fixture
def agents(system):
    return office.open_office()


def test_a_retired_single_tenant_goes_from_the_counter_to_her_awards(agents):
    case, played = play(agents, "retired_tenant", ON)
    found = {name: (amount, every) for by_law, name, amount, every in played.rights if by_law}
    assert found["Paris Solidarité"] == (116.98, "month")
    assert found["Paris Logement"] == (84.0, "month")
    assert found["Complément Santé Paris"] == (468.0, "year")
    assert played.asked == played.stored
    assert played.asked < played.alone
    assert played.asked_again == 0
    assert played.refused_to_proposer
    assert all(proposer != decider for _benefit, proposer, decider in played.decided)
    assert case.state == "follow_up"
    assert case.awards.count() == len(played.decided) == 6  # three sums, three benefits in kind


def test_a_lone_parent_is_granted_the_best_bundle_and_shared_with_one_agency_only(agents):
    case, played = play(agents, "lone_parent", ON)
    found = {name: (amount, every) for by_law, name, amount, every in played.rights if by_law}
    assert found["Paris Logement Familles Monoparentales"] == (150.0, "month")
    assert found["Paris Énergie Familles"] == (138.0, "year")
    shared = case.shares.get()
    assert (shared.agency, shared.starts_on) == (agents["partner"].agency, ON)
    Share.objects.filter(pk=shared.pk).update(ends_on=timezone.localdate())  # that of the story is long over
    with acting(*actor_of(agents["partner"])):
        assert [s.case.reference for s in shares_for(agents["partner"])] == [case.reference]
    with acting(*actor_of(agents["other_partner"])):
        assert not shares_for(agents["other_partner"])
