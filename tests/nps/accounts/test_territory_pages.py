"""« Sites et territoires »: composing and publishing on the pages, and what each fault says."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from nps.accounts import reorganising
from nps.accounts.acting import acting
from nps.accounts.models import Reorganisation, Role
from nps.accounts.reorganising import lay_map, shared_out
from nps.accounts.territory import place, site_for
from nps.ui import formats
from tests.support.accounts import PASSWORD, make_agent, make_site, sign_in
from tests.support.client import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
NEW = reverse("accounts:new_reorganisation")


def day(n: int):
    return timezone.localdate() + timedelta(n)


@pytest.fixture
def sites():
    made = [make_site(name="SPÉCIMEN Nord"), make_site(name="SPÉCIMEN Sud")]
    for site in made:
        make_agent(Role.SUPERVISOR, site=site)
    with acting("system"):
        lay_map(shared_out(made, day(-3000)))
    return made


@pytest.fixture
def browser():
    return sign_in(Browser(), make_agent(Role.ADMINISTRATOR))


def begun(browser, on: int = 30) -> Reorganisation:
    told = {"name": "Fusion SPÉCIMEN", "effective_on": formats.date_short(day(on))}
    assert browser.post(NEW, told).status_code == 302
    with acting("admin"):
        return Reorganisation.objects.get()


def add(browser, change, **said):
    return browser.post(reverse("accounts:add_rule", args=[change.public_id]), {"parity": "both", **said})


def page_of(browser, change):
    return browser.get(reverse("accounts:reorganisation", args=[change.public_id]))


def publish(browser, change, map_seen=None):
    seen = map_seen or page_of(browser, change).context["map_seen"]
    url = reverse("accounts:publish_reorganisation", args=[change.public_id])
    asked = browser.post(url, {"map_seen": seen}, follow=True)
    if asked.redirect_chain and "confirm-identity" in asked.redirect_chain[-1][0]:
        return browser.post(asked.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    return asked


def known():
    with acting("system"):
        return reorganising.rules()


def test_a_map_without_change_says_so_and_offers_one(sites, browser):
    page = browser.get(reverse("accounts:sites")).content.decode()
    assert "Aucune règle à venir." in page
    assert NEW in page
    assert "SPÉCIMEN Nord" in page


def test_sectors_merge_from_the_draft_to_the_dated_rules(sites, browser):
    north, south = sites
    change = begun(browser)
    assert add(browser, change, what="sector", former=north.pk, site=south.pk).status_code == 302
    assert site_for(place("", 1), day(30), known()) == north.pk
    done = publish(browser, change)
    assert "La réorganisation est publiée." in done.content.decode()
    assert {site_for(place("", n), day(30), known()) for n in range(1, 21)} == {south.pk}
    assert site_for(place("", 1), day(29), known()) == north.pk
    page = browser.get(reverse("accounts:sites")).content.decode()
    assert "Aucune règle à venir." not in page
    assert "Fusion SPÉCIMEN" in page


def test_one_side_of_a_street_moves(sites, browser):
    north, south = sites  # the 18th is of the South
    change = begun(browser)
    add(browser, change, what="street", arrondissement=18, street="Av. de l’Exemple", parity="even",
        first="2", site=north.pk)  # fmt: skip
    publish(browser, change)
    told = [site_for(place(f"{n} avenue de l'exemple", 18), day(30), known()) for n in (1, 2)]
    assert told == [south.pk, north.pk]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"what": "sector", "site": "south"}, "Choisissez le site d’où part le secteur."),
        ({"what": "sector", "former": "south", "site": "south"}, "C’est le même site."),
        ({"what": "arrondissement", "site": "south"}, "Choisissez l’arrondissement."),
        ({"what": "arrondissement", "arrondissement": 0, "site": "south"}, "un seul arrondissement."),
        ({"what": "arrondissement", "arrondissement": 1, "site": "ends"}, "personne ne reste sans site"),
        ({"what": "homeless", "arrondissement": 0, "site": "ends"}, "personne ne reste sans site"),
        ({"what": "street", "arrondissement": 18, "site": "south"}, "Écrivez la rue."),
        ({"what": "street", "arrondissement": 18, "street": "rue x", "site": "ends"},
         "aucune règle n’est à terminer"),
        ({"what": "street", "arrondissement": 18, "street": "rue x", "first": 9, "last": 1, "site": "south"},
         "Aucun numéro"),
        ({"what": "street", "arrondissement": 18, "street": "…", "site": "south"}, "le nom de la rue."),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_says_what_is_wrong_and_keeps_what_was_typed(sites, browser, said, says):
    keys = {"south": sites[1].pk}
    answer = add(browser, begun(browser), **{name: keys.get(value, value) for name, value in said.items()})
    assert answer.status_code == 422
    assert says in answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert answer.context["form"]["what"].value() == said["what"]


def test_a_past_day_is_refused_on_the_form(sites, browser):
    answer = browser.post(NEW, {"name": "SPÉCIMEN", "effective_on": formats.date_short(day(0))})
    assert answer.status_code == 422
    with acting("admin"):
        assert not Reorganisation.objects.exists()


def test_two_administrators_publish_at_once_and_the_second_reads_again(sites, browser):
    north, south = sites
    change = begun(browser)
    add(browser, change, what="arrondissement", arrondissement=2, site=north.pk)
    seen = page_of(browser, change).context["map_seen"]
    colleague = make_agent(Role.ADMINISTRATOR)
    with acting("admin", agent_id=str(colleague.pk)):
        other = reorganising.prepare_reorganisation(actor=colleague, name="Autre", effective_on=day(9))
        lines = reorganising.lines_of(Reorganisation.objects.get(pk=change.pk))
        reorganising.add_lines(actor=colleague, reorganisation=other, lines=lines)
        now = reorganising.seen(reorganising.rules())
        reorganising.publish_reorganisation(actor=colleague, reorganisation=other, map_seen=now)
    told = publish(browser, change, map_seen=seen).content.decode()
    assert "Les règles ont changé depuis que vous avez lu cette page." in told
    assert "ne change rien" in publish(browser, change).content.decode()


def test_a_published_reorganisation_offers_no_act(sites, browser):
    change = begun(browser)
    add(browser, change, what="arrondissement", arrondissement=2, site=sites[0].pk)
    publish(browser, change)
    page = page_of(browser, change).content.decode()
    assert "Et maintenant" not in page
    again = publish(browser, change, map_seen="x").content.decode()
    assert "elle ne se modifie plus" in again


def test_the_map_of_another_day_is_shown(sites, browser):
    change = begun(browser)
    add(browser, change, what="arrondissement", arrondissement=2, site=sites[0].pk)
    publish(browser, change)
    url = reverse("accounts:sites")
    for n, site in ((29, "SPÉCIMEN Sud"), (30, "SPÉCIMEN Nord")):
        rows = browser.get(url, {"on": formats.date_short(day(n))}).context["rules"].rows
        assert [row[1] for row in rows if row[0].startswith("2e")] == [site]
    assert browser.get(url, {"on": "n’importe quoi"}).status_code == 422
