"""Composing, publishing and refusing changes of the map, as administrators do."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from nps.accounts import reorganising
from nps.accounts.acting import acting
from nps.accounts.models import Reorganisation, Role, TerritoryRule
from nps.accounts.reorganising import Refused, lay_map, shared_out
from nps.accounts.territory import Line, Parity, Place, RuleKind, ground, place, site_for
from nps.journal.models import Entry
from tests.support.accounts import make_agent, make_site

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
N18 = ground(RuleKind.ARRONDISSEMENT, 18)
STREET = ground(RuleKind.STREET, 18, "rue de l’Exemple")


def day(n: int):
    return TODAY() + timedelta(n)


@pytest.fixture
def sites():
    """Two sites with their supervisors; all of Paris is shared out between them since long ago."""
    made = [make_site(), make_site()]
    for site in made:
        make_agent(Role.SUPERVISOR, site=site)
    with acting("system"):
        lay_map(shared_out(made, day(-3000)))
    return made


@pytest.fixture
def administrator():
    return make_agent(Role.ADMINISTRATOR)


@pytest.fixture
def admin(administrator):
    with acting("admin", agent_id=str(administrator.pk)):
        yield administrator


def prepared(actor, *lines: Line, on: int = 30) -> Reorganisation:
    made = reorganising.prepare_reorganisation(actor=actor, name="SPÉCIMEN", effective_on=day(on))
    return reorganising.add_lines(actor=actor, reorganisation=made, lines=lines)


def published(actor, *lines: Line, on: int = 30) -> Reorganisation:
    made = prepared(actor, *lines, on=on)
    seen = reorganising.seen(reorganising.rules())
    return reorganising.publish_reorganisation(actor=actor, reorganisation=made, map_seen=seen)


def test_publishing_writes_dated_rules_and_leaves_the_days_before_as_they_were(sites, admin):
    first, second = sites
    made = published(admin, Line(N18, first.pk), Line(STREET, second.pk, "rue de l’Exemple"))
    known = reorganising.rules()
    told = [site_for(place("4 r. de l'exemple", 18), day(n), known) for n in (-1, 29, 30)]
    assert told == [second.pk, second.pk, second.pk]
    assert [site_for(Place(18), day(n), known) for n in (-1, 29, 30)] == [second.pk, second.pk, first.pk]
    assert set(made.rules.values_list("since", flat=True)) == {day(30)}
    with acting("system"):
        kept = Entry.objects.filter(subject_kind="accounts.reorganisation").order_by("at")
        acts = list(kept.values_list("act", flat=True))
    assert acts == ["reorganisation.prepare", "reorganisation.compose", "reorganisation.publish"]


def test_a_day_that_has_come_is_refused(sites, admin):
    for n in (-1, 0):
        with pytest.raises(Refused, match="à venir"):
            reorganising.prepare_reorganisation(actor=admin, name="SPÉCIMEN", effective_on=day(n))


def test_a_draft_whose_day_has_come_is_not_published(sites, admin):
    made = prepared(admin, Line(N18, sites[0].pk))
    Reorganisation.objects.filter(pk=made.pk).update(effective_on=TODAY())
    with pytest.raises(Refused, match="à venir"):
        reorganising.publish_reorganisation(
            actor=admin, reorganisation=made, map_seen=reorganising.seen(reorganising.rules())
        )


def test_what_is_published_is_no_longer_composed_withdrawn_or_published(sites, admin):
    made = published(admin, Line(N18, sites[0].pk))
    told = {"actor": admin, "reorganisation": made}
    for act in (
        lambda: reorganising.add_lines(**told, lines=[Line(STREET, sites[1].pk, "rue")]),
        lambda: reorganising.remove_line(**told, mark="x"),
        lambda: reorganising.withdraw_reorganisation(**told),
        lambda: reorganising.publish_reorganisation(**told, map_seen=reorganising.seen(reorganising.rules())),
    ):
        with pytest.raises(Refused, match="elle ne se modifie plus"):
            act()


def test_of_two_drafts_on_one_map_the_second_must_be_read_again(sites, admin):
    one, other = prepared(admin, Line(N18, sites[0].pk)), prepared(admin, Line(STREET, sites[0].pk, "rue"))
    seen = reorganising.seen(reorganising.rules())
    reorganising.publish_reorganisation(actor=admin, reorganisation=one, map_seen=seen)
    with pytest.raises(Refused, match="Relisez"):
        reorganising.publish_reorganisation(actor=admin, reorganisation=other, map_seen=seen)
    again = reorganising.seen(reorganising.rules())
    reorganising.publish_reorganisation(actor=admin, reorganisation=other, map_seen=again)
    assert site_for(place("1 rue de l’Exemple", 18), day(30), reorganising.rules()) == sites[0].pk


def test_a_line_said_twice_or_that_meets_another_rule_is_refused(sites, admin):
    odd = ground(RuleKind.PART, 18, "rue de l’Exemple", 1, 99, Parity.ODD)
    made = published(admin, Line(odd, sites[0].pk, "rue de l’Exemple"), on=10)
    assert made.rules.count() == 1
    some = ground(RuleKind.PART, 18, "rue de l’Exemple", 50, 120)
    with pytest.raises(Refused, match="déjà depuis le"):
        prepared(admin, Line(some, sites[1].pk, "rue de l’Exemple"))
    draft = prepared(admin, Line(N18, sites[0].pk))
    with pytest.raises(Refused, match="en parle déjà"):
        reorganising.add_lines(actor=admin, reorganisation=draft, lines=[Line(N18, sites[1].pk)])


def test_a_draft_that_changes_nothing_or_goes_to_nobody_is_not_published(sites, admin):
    with pytest.raises(Refused, match="ne change rien"):
        published(admin, Line(N18, sites[1].pk))
    empty = make_site(name="SPÉCIMEN sans personne")
    with pytest.raises(Refused, match="SPÉCIMEN sans personne"):
        published(admin, Line(N18, empty.pk))
    assert TerritoryRule.objects.exclude(reorganisation=None).count() == 0


def test_lines_are_removed_by_their_mark_and_a_draft_is_withdrawn(sites, admin):
    made = prepared(admin, Line(N18, sites[0].pk), Line(STREET, sites[0].pk, "rue"))
    mark = reorganising.line_mark(Line(N18, sites[0].pk))
    for _again in range(2):
        made = reorganising.remove_line(actor=admin, reorganisation=made, mark=mark)
        assert [line.ground for line in reorganising.lines_of(made)] == [STREET]
    reorganising.withdraw_reorganisation(actor=admin, reorganisation=made)
    assert not Reorganisation.objects.exists()
    with pytest.raises(Refused, match="retiré"):
        reorganising.withdraw_reorganisation(actor=admin, reorganisation=made)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_draws_the_map(sites, role, administrator):
    agent = make_agent(role)
    with acting("admin"):
        made = prepared(administrator, Line(N18, sites[0].pk))
        for act in (
            lambda: reorganising.prepare_reorganisation(actor=agent, name="x", effective_on=day(9)),
            lambda: reorganising.add_lines(actor=agent, reorganisation=made, lines=[]),
            lambda: reorganising.remove_line(actor=agent, reorganisation=made, mark=""),
            lambda: reorganising.withdraw_reorganisation(actor=agent, reorganisation=made),
            lambda: reorganising.publish_reorganisation(actor=agent, reorganisation=made, map_seen=""),
            lambda: reorganising.reorganisations_for(agent),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_the_first_map_is_laid_once(sites):
    with acting("system"):
        before = TerritoryRule.objects.count()
        assert before == 21
        assert lay_map(shared_out([make_site()], day(-10))) == 0
        assert TerritoryRule.objects.count() == before
