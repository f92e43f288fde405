"""Which site an address belongs to, told where a file opens and in it; who sees which files move."""

import pytest
from django.urls import reverse

from cases.models import CaseFile
from cases.services.territory import move_batch
from eligibility.models import Fact
from nps.accounts.acting import acting
from nps.accounts.models import Reorganisation, Role, Site
from nps.accounts.territory import Line
from nps.journal.models import Entry
from tests.support.accounts import make_agent, make_site, sign_in
from tests.support.client import Browser
from tests.support.people import make_person
from tests.support.territory import EXAMPLE, N18, STREET, day, draw, make_file_at, make_staffed_site, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
HERE = {"line": "4 rue de l’Exemple", "postcode": "75018", "city": "Paris"}
BELONGS = "Cette adresse relève de SPÉCIMEN de secteur depuis le"


@pytest.fixture
def sector() -> Site:
    """The site all of Paris belongs to."""
    with acting("system"):
        site, permanence = (
            make_staffed_site(name="SPÉCIMEN de secteur"),
            make_site(name="SPÉCIMEN permanence"),
        )
        draw(site, permanence)
    return site


@pytest.fixture
def worker(sector):
    """Of another site, where the household comes."""
    with acting("system"):
        return make_agent(site=make_staffed_site(name="SPÉCIMEN d’accueil"))


def opening(worker) -> str:
    with acting("system"):
        return reverse("cases:for-person", args=[make_person(worker).public_id])


def text(answer) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def only_file() -> CaseFile:
    return CaseFile.objects.select_related("site", "household").get()


def test_another_site_s_address_is_told_once_then_the_file_opens_here(worker, sector):
    browser, url = sign_in(Browser(), worker), opening(worker)
    told = browser.post(url, HERE)
    assert BELONGS in text(told)
    assert "18e arrondissement" in text(told)
    assert told.context["form"]["line"].value() == HERE["line"]
    done = browser.post(url, {**HERE, "goes_on": told.context["form"]["goes_on"].value()})
    assert done.status_code == 302
    with acting("system"):
        case = only_file()
        assert case.site == worker.site
        assert case.household.addresses.get().line == HERE["line"]
        entry = Entry.objects.get(act="casefile.kept_here")
        assert entry.data == {"belongs_to": sector.code}


def test_an_address_of_one_s_own_sector_or_outside_paris_or_none_opens_at_once(worker, sector):
    with acting("system"):
        own = make_agent(site=sector)
    for agent, said in (
        (own, HERE),
        (worker, {**HERE, "postcode": "93200", "city": "Saint-Denis"}),
        (worker, {}),
    ):
        assert sign_in(Browser(), agent).post(opening(agent), said).status_code == 302
    with acting("system"):
        assert CaseFile.objects.count() == 3
        assert not Entry.objects.filter(act="casefile.kept_here").exists()


def test_another_address_than_the_one_told_is_told_again(worker, sector):
    other = make_site(name="SPÉCIMEN autre")
    browser, url = sign_in(Browser(), worker), opening(worker)
    again = browser.post(url, {**HERE, "goes_on": other.pk})
    assert again.status_code == 200
    assert BELONGS in text(again)


def test_homeless_people_are_told_the_permanence(worker):
    browser, url = sign_in(Browser(), worker), opening(worker)
    told = browser.post(url, {"homeless": "on"})
    assert "ce foyer relève de SPÉCIMEN permanence" in text(told)
    browser.post(url, {"homeless": "on", "goes_on": told.context["form"]["goes_on"].value()})
    with acting("system"):
        assert Fact.objects.get(name="housing.tenure").value == "none"


def test_half_an_address_is_asked_again_and_kept(worker):
    answer = sign_in(Browser(), worker).post(opening(worker), {"line": "4 rue de l’Exemple"})
    assert answer.status_code == 422
    assert "Complétez l’adresse" in text(answer)
    assert "4 rue de l’Exemple" in text(answer)


@pytest.mark.parametrize("page", ["cases:case", "cases:household"])
def test_the_file_says_its_sector_and_offers_the_transfer_to_who_may(worker, sector, page):
    with acting("system"):
        case = make_file_at(worker)
        supervisor = make_agent(Role.SUPERVISOR, site=worker.site)
    url = reverse(page, args=[case.reference])
    as_worker, as_supervisor = (text(sign_in(Browser(), one).get(url)) for one in (worker, supervisor))
    assert BELONGS in as_worker
    assert "demander au responsable du site" in as_worker
    transfer = reverse("cases:transfer", args=[case.reference])
    assert BELONGS in as_supervisor
    assert transfer in as_supervisor
    assert f'href="{transfer}">Transférer' not in as_worker


def test_the_sector_of_a_careful_contact_is_the_referent_s_alone(worker, sector):
    with acting("system"):
        case = make_file_at(worker)
        case.household.people.update(safe_contact=True)
        other = make_agent(site=worker.site)
    url = reverse("cases:case", args=[case.reference])
    assert BELONGS in text(sign_in(Browser(), worker).get(url))
    assert "relève de" not in text(sign_in(Browser(), other).get(url))


@pytest.fixture
def moving(sector):
    """Three files of the sector's street, one elsewhere in it, and the street goes to another site."""
    with acting("system"):
        new = make_staffed_site(name="SPÉCIMEN qui reçoit")
        agent = make_agent(site=sector)
        cases = [make_file_at(agent) for _ in range(3)]
        stays = make_file_at(agent, "1 rue d’Ailleurs")
    return publish(Line(EXAMPLE, new.pk, STREET)), cases, stays, new


def supervisor_of(site: Site):
    with acting("system"):
        return make_agent(Role.SUPERVISOR, site=site)


def test_supervisors_see_their_own_files_that_would_go_and_nobody_else_s(moving, sector):
    change, cases, stays, new = moving
    url = reverse("cases:sector", args=[change.public_id])
    own = text(sign_in(Browser(), supervisor_of(sector)).get(url))
    assert all(case.reference in own for case in cases)
    assert stays.reference not in own
    other = text(sign_in(Browser(), supervisor_of(new)).get(url))
    assert not any(case.reference in other for case in cases)
    assert "Aucun dossier de votre site n’est concerné." in other


def test_administrators_read_rounded_counts_and_no_file(moving, sector):
    change, cases, _stays, new = moving
    browser = sign_in(Browser(), make_agent(Role.ADMINISTRATOR))
    page = browser.get(reverse("cases:reorganisation_effect", args=[change.public_id]))
    assert page.context["table"].rows == [(sector.name, new.name, "moins de 5")]
    assert not any(case.reference in text(page) for case in cases)


def test_after_the_day_both_sites_read_what_went_and_the_administrator_how_far_it_is(moving, sector):
    change, cases, stays, new = moving
    with acting("system"):
        while move_batch(on=day(30)):
            pass
    url = reverse("cases:sector", args=[change.public_id])
    left, came = (text(sign_in(Browser(), supervisor_of(site)).get(url)) for site in (sector, new))
    for case in cases:
        link = reverse("cases:case", args=[case.reference])
        assert case.reference in left
        assert link not in left
        assert link in came
    assert stays.reference not in left + came
    browser = sign_in(Browser(), make_agent(Role.ADMINISTRATOR))
    page = text(browser.get(reverse("cases:reorganisation_effect", args=[change.public_id])))
    assert "3 dossiers ont suivi. Le déplacement est terminé." in page


def test_a_draft_the_map_no_longer_takes_says_so_on_each_preview(moving, sector):
    change, *_rest = moving
    actor = make_agent(Role.ADMINISTRATOR)
    line = Line(EXAMPLE, None, STREET).as_json()
    with acting("admin"):
        told = {"effective_on": day(9), "lines": [line], "author": actor}
        draft = Reorganisation.objects.create(name="SPÉCIMEN impossible", **told)
    for agent, page in ((actor, "cases:reorganisation_effect"), (supervisor_of(sector), "cases:sector")):
        answer = sign_in(Browser(), agent).get(reverse(page, args=[draft.public_id]))
        assert "aucune règle n’est à terminer" in text(answer)
    assert change.published_at


def test_long_lists_go_on_from_the_row_seen_last(moving, sector, monkeypatch):
    monkeypatch.setattr("cases.views.territory.ROWS", 2)
    change, cases, *_rest = moving
    browser, url = (
        sign_in(Browser(), supervisor_of(sector)),
        reverse("cases:sector", args=[moving[0].public_id]),
    )
    first = browser.get(url)
    then = browser.get(url + first.context["next_url"])
    shown = [row[0].text for page in (first, then) for row in page.context["table"].rows]
    assert shown == [case.reference for case in cases]
    assert then.context["next_url"] == ""
    assert browser.get(url, {"after": "n’importe quoi"}).status_code == 200


def test_the_whole_18th_moves_with_one_line(sector):
    with acting("system"):
        agent, new = make_agent(site=sector), make_staffed_site()
        cases = [make_file_at(agent), make_file_at(agent, "1 rue d’Ailleurs")]
    change = publish(Line(N18, new.pk))
    page = sign_in(Browser(), supervisor_of(sector)).get(reverse("cases:sector", args=[change.public_id]))
    assert len(page.context["table"].rows) == len(cases)
