"""What the database itself keeps of the map, whoever writes to it by raw SQL: even the tables' owner."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connections, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from nps.accounts.acting import acting
from nps.accounts.models import Reorganisation, Role, Site, TerritoryRule
from nps.accounts.reorganising import lay_map, shared_out
from tests.support.accounts import make_agent, make_site

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
ADD = """
    insert into accounts_territoryrule
        (kind, arrondissement, street, written, first, last, parity, site_id, since, until, reorganisation_id)
    values (%(kind)s, %(n)s, %(street)s, '', %(first)s, %(last)s, %(parity)s, %(site)s, %(since)s, %(until)s,
            %(by)s)
"""


OWNER = "owner"


@pytest.fixture
def site() -> Site:
    return Site.objects.using(OWNER).create(code="un", name="SPÉCIMEN", address="x", phone="x", hours="x")


@pytest.fixture
def other() -> Site:
    return Site.objects.using(OWNER).create(code="deux", name="SPÉCIMEN 2", address="x", phone="x", hours="x")


@pytest.fixture
def paris(site) -> Site:
    """All of Paris belongs to one site since long ago."""
    for n in range(1, 21):
        add(kind="arrondissement", street="", n=n, site=site.pk, since=day(-4000))
    add(kind="homeless", street="", n=0, site=site.pk, since=day(-4000))
    return site


@pytest.fixture
def drawn() -> Site:
    """The same, for the application's login."""
    here = make_site()
    with acting("system"):
        lay_map(shared_out([here], day(-4000)))
    return here


def day(n: int):
    return timezone.localdate() + timedelta(n)


def add(using: str = OWNER, **said) -> None:
    told = {"kind": "part", "n": 18, "street": "rue x", "first": None, "last": None, "parity": "both"}
    told |= {"since": day(10), "until": None, "by": None}
    run(ADD, told | said, using)


def run(sql: str, values=None, using: str = OWNER) -> None:
    """At once, deferred constraints too."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"kind": "street"}, {"kind": "street"}),
        ({"kind": "arrondissement", "street": ""}, {"kind": "arrondissement", "street": ""}),
        ({"kind": "homeless", "street": "", "n": 0}, {"kind": "homeless", "street": "", "n": 0}),
        ({"first": 1, "last": 50}, {"first": 50, "last": 90}),
        ({"first": 1, "last": 50}, {"parity": "odd"}),
        ({"parity": "even"}, {"first": 7}),
        ({"parity": "even", "since": day(10), "until": day(30)}, {"parity": "even", "since": day(29)}),
    ],
)
def test_two_equally_specific_rules_on_one_day_are_refused(site, one, other):
    add(site=site.pk, **one)
    with pytest.raises(IntegrityError, match="territory_rule_one_answer_a_day"):
        add(site=site.pk, **other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"kind": "street"}, {"kind": "street", "n": 17}),
        ({"kind": "street"}, {"kind": "street", "street": "rue y"}),
        ({"kind": "street"}, {"first": 1, "last": 50}),
        ({"first": 1, "last": 50}, {"first": 51}),
        ({"parity": "even"}, {"parity": "odd"}),
        ({"parity": "even", "until": day(30)}, {"parity": "even", "since": day(30)}),
        ({"parity": "even", "until": day(10)}, {"parity": "even", "since": day(10)}),
    ],
)
def test_rules_that_share_no_address_on_no_day_stand_together(site, one, other):
    add(site=site.pk, **one)
    add(site=site.pk, **other)
    assert TerritoryRule.objects.using(OWNER).count() == 2


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "street", "street": ""},
        {"kind": "arrondissement", "street": "rue x"},
        {"kind": "arrondissement", "street": "", "n": 0},
        {"kind": "arrondissement", "street": "", "n": 21},
        {"kind": "street", "first": 1},
        {"kind": "part"},
        {"first": 9, "last": 1},
        {"parity": "prim"},
        {"kind": "moon", "street": ""},
        {"kind": "street", "until": day(1)},
    ],
)
def test_a_rule_that_means_nothing_is_refused(site, said):
    with pytest.raises(IntegrityError):
        add(site=site.pk, **said)


@pytest.mark.parametrize(
    "change",
    [
        "since = since - 1",
        "site_id = (select max(id) from accounts_site)",
        "until = current_date",
        "until = current_date - 5",
        "arrondissement = 17",
        "first = 1, kind = 'part'",
    ],
)
def test_the_past_of_a_rule_cannot_be_written(paris, other, change):
    with pytest.raises(IntegrityError, match="territory_rule_kept"):
        run(f"update accounts_territoryrule set {change} where arrondissement = 3")  # noqa: S608


def test_a_rule_that_has_ended_is_not_prolonged(site):
    add(site=site.pk, kind="street", since=day(-100), until=day(-10))
    with pytest.raises(IntegrityError, match="territory_rule_kept"):
        run("update accounts_territoryrule set until = null")


def test_a_rule_is_never_removed(paris):
    with pytest.raises(IntegrityError, match="territory_rule_kept"):
        run("delete from accounts_territoryrule where arrondissement = 3")


@pytest.mark.parametrize("kind", ["arrondissement", "homeless"])
def test_an_arrondissement_or_the_permanence_is_never_left_without_a_rule(paris, kind):
    with pytest.raises(IntegrityError, match="territory_rule_followed"):
        run("update accounts_territoryrule set until = %s where kind = %s", [day(5), kind])


def test_a_rule_that_follows_on_the_day_is_accepted_and_cannot_be_emptied_afterwards(paris, other):
    with transaction.atomic(OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("update accounts_territoryrule set until = %s where arrondissement = 3", [day(5)])
        add(kind="arrondissement", street="", n=3, site=other.pk, since=day(5))
    with pytest.raises(IntegrityError, match="territory_rule_followed"):
        run("update accounts_territoryrule set until = since where since > current_date")


def draft(administrator) -> Reorganisation:
    with acting("admin"):
        return Reorganisation.objects.create(name="SPÉCIMEN", effective_on=day(9), author=administrator)


def test_an_administrator_writes_only_rules_of_days_to_come_in_a_reorganisation():
    site = make_site()
    made = draft(make_agent(Role.ADMINISTRATOR))
    with acting("admin"):
        add("default", kind="street", site=site.pk, by=made.pk)
    for said in (
        {"since": day(0), "by": made.pk, "n": 5},
        {"since": day(-9), "by": made.pk, "n": 5},
        {"n": 5},
    ):
        with pytest.raises(ProgrammingError, match="row-level security"), acting("admin"):
            add("default", kind="street", site=site.pk, **said)


@pytest.mark.parametrize("kind", ["staff", "partner", "auditor"])
def test_nobody_else_writes_a_rule_or_a_reorganisation(drawn, kind):
    made = draft(make_agent(Role.ADMINISTRATOR))
    for sql in (
        "update accounts_territoryrule set until = current_date + 9",
        "update accounts_reorganisation set name = 'x'",
        "delete from accounts_reorganisation",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), acting(kind):
            run(sql, using="default")
    with pytest.raises(DatabaseError), acting(kind):
        add("default", kind="street", site=drawn.pk, by=made.pk)


def test_a_published_reorganisation_is_no_longer_written(drawn):
    administrator = make_agent(Role.ADMINISTRATOR)
    made = draft(administrator)
    with acting("admin"):
        run(
            "update accounts_reorganisation set lines = '[1]', published_at = now(), published_by_id = %s",
            [administrator.pk],
            "default",
        )
        run("update accounts_reorganisation set name = 'x'", using="default")
        run("delete from accounts_reorganisation", using="default")
    with acting("admin"):
        assert Reorganisation.objects.get(pk=made.pk).name == "SPÉCIMEN"


@pytest.mark.parametrize("kind", ["partner", "auditor"])
def test_partners_and_auditors_have_no_use_of_the_map(drawn, kind):
    with pytest.raises(DatabaseError, match="permission denied"), acting(kind):
        TerritoryRule.objects.count()
