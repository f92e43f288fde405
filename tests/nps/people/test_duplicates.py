"""The search for records of one person: bounded, repeated without effect, safe with two workers."""

import pytest
from django.db import connection, transaction

from nps.accounts.acting import acting
from nps.people import duplicates
from nps.people.models import Person, Resemblance, ResemblanceSweep
from nps.people.services import tell_apart
from tests.support.accounts import make_agent
from tests.support.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    agent = make_agent("supervisor")
    with acting("system"):
        return [make_person(agent, "Okafor", "Ada", "04/05/1987") for _ in range(2)]


def pairs():
    with acting("system"):
        return list(Resemblance.objects.order_by("pk"))


def test_two_records_alike_are_proposed_once_however_often_it_runs(two):
    for _ in range(3):
        assert duplicates.sweep() in (0, 2)
    (pair,) = pairs()
    assert (pair.first_id, pair.second_id) == tuple(sorted(p.pk for p in two))
    assert pair.likelihood == "strong"


def test_a_pair_told_apart_comes_back_only_when_one_of_them_changes(two):
    duplicates.sweep()
    agent = make_agent("supervisor")
    with acting("system"):
        tell_apart(actor=agent, pair=pairs()[0], because="SPÉCIMEN : deux cousines")
    turn()
    assert pairs()[0].told_apart_at
    with acting("system"):
        Person.objects.filter(pk=two[0].pk).update(given_names="Ada Marie")
    turn()
    assert pairs()[0].told_apart_at is None


def test_a_pair_no_longer_alike_goes(two):
    duplicates.sweep()
    with acting("system"):
        Person.objects.filter(pk=two[0].pk).update(birth_year=1950)
    turn()
    assert pairs() == []


def turn():
    duplicates.sweep()
    duplicates.sweep()


def test_a_night_is_bounded_and_the_next_goes_on(two):
    assert duplicates.sweep(people=1) == 1
    with acting("system"):
        assert ResemblanceSweep.objects.get().upto == two[0].pk
    assert duplicates.sweep() == 1
    assert len(pairs()) == 1


def test_a_worker_killed_in_a_batch_leaves_nothing_by_half(two, monkeypatch):
    compare, met = duplicates.compare, []

    def killed(person):
        compare(person)
        met.append(person)
        raise KeyboardInterrupt

    monkeypatch.setattr(duplicates, "compare", killed)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        duplicates.sweep()
    assert (len(met), pairs()) == (1, [])
    monkeypatch.setattr(duplicates, "compare", compare)
    duplicates.sweep()
    assert len(pairs()) == 1


@pytest.mark.django_db(transaction=True)
def test_another_worker_at_it_is_let_alone(two):
    duplicates.sweep()
    with acting("system"):
        list(ResemblanceSweep.objects.select_for_update())
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("begin")
                cursor.execute("select set_config('role', 'nps_system', true)")
                cursor.execute("select id from people_resemblancesweep for update skip locked")
                assert cursor.fetchall() == []
        finally:
            other.close()
