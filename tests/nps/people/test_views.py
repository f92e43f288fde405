"""The counter's pages: search, choose, create once; no name outside a page's body."""

import datetime as dt
import re
from dataclasses import dataclass

import pytest
from django.utils import timezone

from nps.accounts.models import Role
from nps.people.models import Person
from nps.people.services import found_link, search_first
from nps.people.tokens import issue
from nps.ui.dates import read_date
from tests.support.accounts import make_agent, sign_in
from tests.support.pages import faults_of, text_of
from tests.support.people import make_household, make_person

SEARCH, NEW = "/people/search/", "/people/new/"
TOKEN = re.compile(r'name="token" value="([^"]+)"')
FOUND = re.compile(r'href="(/people/found/[^"]+)"')
NOTHING = {"nationality": "unknown"}


@pytest.fixture
def at_counter(client, agent):
    return sign_in(client, agent)


@pytest.fixture
def okafor(agent):
    return make_person(agent, "Okafor", "Ada", "04/05/1987")


def token_in(response) -> str:
    return TOKEN.search(response.content.decode())[1]


def read(response) -> str:
    return text_of(response.content.decode())


def test_the_search_page_is_sound_and_posts(at_counter):
    response = at_counter.get(SEARCH)
    assert faults_of(response.content.decode()) == []
    assert 'method="post"' in response.content.decode()


def test_results_say_why_and_creation_comes_last(at_counter, okafor):
    make_household(okafor.created_by, (okafor, "applicant"))
    response = at_counter.post(SEARCH, {"name": "Okafr", "given": "Ada", "birth": "1987"})
    assert faults_of(response.content.decode()) == []
    page = read(response)
    assert "1 personne ressemble à votre recherche" in page
    assert "Nom proche, même prénom, même année" in page
    assert "4 mai 1987" in page
    assert "Paris 20e" in page
    assert page.index("C’est cette personne") < page.index("Créer une nouvelle fiche")


def test_nobody_found_offers_creation(at_counter):
    page = read(at_counter.post(SEARCH, {"name": "O"}))
    assert "Personne ne ressemble à cette recherche." in page
    assert "Créer une nouvelle fiche" in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Écrivez un nom, même d’une seule lettre."),
        ({"name": "?"}, "Écrivez un nom, même d’une seule lettre."),
        ({"name": "O", "birth": "31/02/1987"}, "Cette date n’existe pas."),
        ({"name": "O", "birth": "01/01/2999"}, "Cette date"),
        ({"name": "O", "nir": "295109912611199"}, "ne correspond pas à sa clé"),
    ],
)
def test_a_faulty_search_is_told_and_kept(at_counter, typed, told):
    response = at_counter.post(SEARCH, typed)
    assert response.status_code == 422
    assert told in read(response)
    for value in typed.values():
        assert f'value="{value}"' in response.content.decode()


def test_no_name_stands_in_an_address_or_a_title(at_counter, agent):
    make_person(agent, "Canaryname", "Canarygiven")
    response = at_counter.post(SEARCH, {"name": "Canaryname"})
    html = response.content.decode()
    (link,) = FOUND.findall(html)
    shown = at_counter.post(NEW, {"token": token_in(response)}).content.decode()
    for text in [
        link,
        at_counter.get(link)["Location"],
        *re.findall(r"<title>.*?</title>|(?:href|action)=\S+", html + shown),
    ]:
        assert "anary" not in text


def test_the_person_chosen_goes_to_the_floor_above(at_counter, okafor):
    household = make_household(okafor.created_by)
    asked = {"name": "Okafor", "given": "Ada", "household": household.public_id}
    link = FOUND.findall(at_counter.post(SEARCH, asked).content.decode())[0]
    response = at_counter.get(link)
    assert response["Location"] == f"/above/{okafor.public_id}/?household={household.public_id}"


def test_a_link_of_another_agent_or_a_broken_one_is_not_found(at_counter, okafor):
    theirs = found_link(actor=make_agent(), person=okafor)
    for token in (theirs, "x", theirs[:-4] + "AAAA"):
        assert at_counter.get(f"/people/found/{token}/").status_code == 404


def test_an_old_link_leads_back_to_the_search(at_counter, agent, okafor):
    past = timezone.now() - dt.timedelta(minutes=31)
    old = issue("found", agent.pk, [str(okafor.public_id), ""], at=past)
    response = at_counter.get(f"/people/found/{old}/", follow=True)
    assert response.redirect_chain == [(SEARCH, 302)]
    assert "plus de 30 minutes" in read(response)


@pytest.mark.parametrize("method", ["get", "post"])
def test_creation_without_a_fresh_search_leads_to_the_search(at_counter, method):
    response = getattr(at_counter, method)(NEW, follow=True)
    assert response.redirect_chain == [(SEARCH, 302)]
    assert "Cherchez d’abord la personne." in read(response)


def test_creation_with_the_search_of_another_agent_leads_to_the_search(at_counter):
    theirs = search_first(actor=make_agent(), name="Okafor").token
    typed = {"token": theirs, "create": "1", "birth_name": "Okafor", **NOTHING}
    assert at_counter.post(NEW, typed)["Location"] == SEARCH
    assert not Person.objects.exists()


def test_a_search_too_old_is_made_again_and_nothing_typed_is_lost(at_counter, agent, okafor):
    past = timezone.now() - dt.timedelta(minutes=31)
    content = [{"name": "Okafor", "given": "Ada", "birth": "", "nir": ""}, False, ""]
    old = issue("searched", agent.pk, content, at=past)
    typed = {
        "token": old,
        "create": "1",
        "birth_name": "Okafor",
        "given_names": "Adaeze",
        "phone": "0199",
        **NOTHING,
    }
    response = at_counter.post(NEW, typed)
    assert response.status_code == 409
    assert "Elle est refaite" in read(response)
    assert 'value="Adaeze"' in response.content.decode()
    assert 'value="0199"' in response.content.decode()
    assert token_in(response) != old
    assert Person.objects.count() == 1
    assert at_counter.post(NEW, {"token": old})["Location"] == SEARCH


def test_a_person_is_created_from_the_search(at_counter):
    asked = {"name": "O", "given": "Jin", "birth": "05/1987"}
    token = token_in(at_counter.post(SEARCH, asked))
    blank = at_counter.post(NEW, {"token": token})
    assert faults_of(blank.content.decode()) == []
    for value in ("O", "Jin", "05/1987"):
        assert f'value="{value}"' in blank.content.decode()
    assert "Pas de courrier, pas de message vocal." in read(blank)
    typed = {"token": token, "create": "1", "birth_name": "O", "given_names": "Jin", "birth": "05/1987"}
    response = at_counter.post(NEW, {**typed, "safe_contact": "on", **NOTHING})
    person = Person.objects.get()
    assert response["Location"] == f"/above/{person.public_id}/"
    assert (str(person), person.birth, person.safe_contact) == ("Jin O", read_date("05/1987"), True)


def test_duplicates_are_shown_again_before_creating(at_counter, okafor):
    token = token_in(at_counter.post(SEARCH, {"name": "Okafor"}))
    typed = {"token": token, "create": "1", "birth_name": "Okafor", "given_names": "Adaeze"}
    typed |= {"birth": "04/05/1987", **NOTHING}
    response = at_counter.post(NEW, typed)
    assert response.status_code == 422
    assert faults_of(response.content.decode()) == []
    page = read(response)
    assert "Même nom" in page
    assert "même date de naissance" in page
    assert "Écrivez en quoi la personne est différente" in page
    assert Person.objects.count() == 1
    at_counter.post(NEW, {**typed, "differs_because": "sa jumelle"})
    assert Person.objects.count() == 2


def test_what_differs_is_kept_from_the_results_page(at_counter, okafor):
    token = token_in(at_counter.post(SEARCH, {"name": "Okafor"}))
    shown = at_counter.post(NEW, {"token": token, "differs_because": "plus jeune"})
    assert 'value="plus jeune"' in shown.content.decode()


def test_a_double_click_creates_one_person(at_counter):
    token = token_in(at_counter.post(SEARCH, {"name": "O"}))
    key = re.search(
        r'name="once_key" value="([^"]+)"', at_counter.post(NEW, {"token": token}).content.decode()
    )[1]
    typed = {"token": token, "create": "1", "birth_name": "O", "once_key": key, **NOTHING}
    first, second = (at_counter.post(NEW, typed) for _click in range(2))
    assert first["Location"] == second["Location"]
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"birth_name": ""}, "Il manque une réponse à « Nom de naissance »."),
        ({"birth_name": "?"}, "même s’il n’a qu’une lettre"),
        ({"nir": "295109912611199"}, "ne correspond pas à sa clé"),
        ({"nir": "29510991261119"}, "15 caractères"),
        ({"birth": "12/13/1987"}, "Cette date n’existe pas."),
        ({"nationality": "martian"}, "martian"),
    ],
)
def test_a_faulty_creation_is_told_and_writes_nothing(at_counter, typed, told):
    token = token_in(at_counter.post(SEARCH, {"name": "O"}))
    response = at_counter.post(NEW, {"token": token, "create": "1", "birth_name": "O", **NOTHING, **typed})
    assert response.status_code == 422
    assert told in read(response)
    assert not Person.objects.exists()


def test_the_nir_of_somebody_else_is_told(at_counter, agent):
    make_person(agent, "Martin", "Luc", nir="295109912611193")
    token = token_in(at_counter.post(SEARCH, {"name": "O"}))
    typed = {"token": token, "create": "1", "birth_name": "O", "nir": "295109912611193", **NOTHING}
    response = at_counter.post(NEW, {**typed, "differs_because": "une autre"})
    assert response.status_code == 422
    assert "déjà celui d’une autre fiche" in read(response)


@dataclass(frozen=True)
class Summary:
    reference: str
    url: str
    followed_by: str
    own_site: bool


def of_our_site(actor, people):
    return {person.pk: Summary("D-24-7KX3", "/x/", "M. Leroy", True) for person in people}


def of_another_site(actor, people):
    return {person.pk: Summary("", "", "Paris 18e", False) for person in people}


def test_a_file_of_our_site_is_named(at_counter, okafor, settings):
    settings.PERSON_CASE_SUMMARIES = f"{__name__}.of_our_site"
    page = read(at_counter.post(SEARCH, {"name": "Okafor"}))
    assert "Dossier D-24-7KX3, suivi par M. Leroy" in page


def test_people_of_another_site_show_the_least(at_counter, okafor, settings):
    settings.PERSON_CASE_SUMMARIES = f"{__name__}.of_another_site"
    make_household(okafor.created_by, (okafor, "applicant"))
    response = at_counter.post(SEARCH, {"name": "Okafor"})
    page = read(response)
    assert "Dossier d’un autre site" in page
    assert "1987" in page
    for hidden in ("4 mai", "20e", "C’est cette personne"):
        assert hidden not in page
    assert not FOUND.search(response.content.decode())
    assert faults_of(response.content.decode()) == []
    assert response.content.decode().count("btn-primary") == 1


def test_a_safe_contact_says_so_and_hides_where(at_counter, agent):
    person = make_person(agent, "Okafor", "Ada", safe_contact=True, phone="0199000000")
    make_household(agent, (person, "applicant"))
    page = read(at_counter.post(SEARCH, {"name": "Okafor"}))
    assert "Contact prudent" in page
    assert "20e" not in page
    assert "0199" not in page


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_other_roles_are_refused(client, system, role):
    signed_in = sign_in(client, make_agent(role))
    for path in (SEARCH, NEW, "/people/found/x/"):
        assert signed_in.get(path).status_code == 403
        if path != "/people/found/x/":
            assert signed_in.post(path, {"name": "Okafor"}).status_code == 403


def test_nobody_signed_in_is_sent_to_sign_in(client, db):
    for path in (SEARCH, NEW, "/people/found/x/"):
        assert client.get(path)["Location"].startswith("/sign-in/")


def test_the_number_of_queries_does_not_grow_with_results(at_counter, agent, django_assert_max_num_queries):
    for number in range(8):
        make_person(agent, "Okafor", "Ada", f"198{number}")
    with django_assert_max_num_queries(30):
        at_counter.post(SEARCH, {"name": "Okafr", "given": "Ada", "birth": "1987"})
