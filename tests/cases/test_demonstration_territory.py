"""The demonstration's map covers Paris every day, says Paris Centre with dates, and has something to come."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.demonstration import office, territory
from nps.accounts import reorganising
from nps.accounts.acting import acting
from nps.accounts.models import Reorganisation, Site, TerritoryRule
from nps.accounts.territory import ARRONDISSEMENTS, Place, place, site_for

pytestmark = pytest.mark.django_db
BORN = date(2020, 4, 11)


@pytest.fixture
def drawn():
    with acting("system"):
        agents = office.open_office()
    for _again in range(2):
        territory.draw(agents["administrator"], timezone.localdate())
    with acting("system"):
        yield {site.pk: site.code for site in Site.objects.order_by("pk")}


def test_every_arrondissement_and_homeless_people_have_a_site_every_day(drawn):
    known = reorganising.rules()
    days = [date(2016, 2, 1), BORN - timedelta(1), BORN, timezone.localdate(), date(2040, 1, 1)]
    for on in days:
        assert all(site_for(Place(n), on, known) for n in ARRONDISSEMENTS)
        assert drawn[site_for(Place(None, homeless=True), on, known)] == "permanence"


def test_paris_centre_begins_on_its_day(drawn):
    known = reorganising.rules()
    told = [
        [drawn[site_for(Place(n), on, known)] for n in (1, 2, 3, 4)] for on in (BORN - timedelta(1), BORN)
    ]
    assert told == [["paris-1-2"] * 2 + ["paris-centre"] * 2, ["paris-centre"] * 4]


def test_streets_are_told_apart_by_their_numbers(drawn):
    known, on = reorganising.rules(), timezone.localdate()
    told = [
        drawn[site_for(place(line, 18), on, known)]
        for line in (
            "12 bis av. du Spécimen",
            "49 AVENUE DU SPECIMEN",
            "51 avenue du Spécimen",
            "1 rue d’à côté",
        )
    ]
    assert told == ["paris-20", "paris-18", "paris-20", "paris-18"]


def test_one_reorganisation_is_to_come_and_one_is_a_draft(drawn):
    assert Reorganisation.objects.exclude(published_at=None).count() == 1
    assert Reorganisation.objects.filter(published_at=None).count() == 1
    assert TerritoryRule.objects.filter(since__gt=timezone.localdate()).count() == 3
