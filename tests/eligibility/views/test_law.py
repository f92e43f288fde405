"""The by-law as agents read it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from eligibility import stewardship
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from tests.support.accounts import make_agent, sign_in
from tests.support.client import Browser
from tests.support.pages import faults_of, read

pytestmark = pytest.mark.usefixtures("one_factor")
ARTICLE = "/law/2019-09-01/II-2.1/"


def opened(role=Role.PARTNER, language="fr") -> Browser:
    browser = Browser()
    browser.cookies["django_language"] = language
    return sign_in(browser, make_agent(role))


def sections(html: str) -> dict[str, str]:
    """Anchor → the words of the article, one ordinary space between them."""
    found = (element for element in read(html).all("section") if element.attrs.get("id"))
    return {element.attrs["id"]: " ".join(element.text.split()) for element in found}


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_every_agent_reads_the_law(role):
    browser = opened(role)
    for url in ("/law/", "/law/2016-02-01/", ARTICLE, "/law/changes/"):
        response = browser.get(url)
        assert response.status_code == 200
        assert faults_of(response.content.decode()) == []


@pytest.mark.django_db
def test_an_article_says_who_cites_it():
    shown = sections(opened().get(ARTICLE).content.decode())
    assert "Conditions vérifiées ici pour : Paris Logement." in shown["b-1"]
    assert "plafond, sans enfant, 1 400,00 € depuis le 1er février 2024" in shown["b-2"]
    assert "Conditions vérifiées" not in shown["c-3"]


@pytest.mark.django_db
def test_a_past_version_shows_the_figures_of_its_last_day():
    shown = sections(opened().get("/law/2018-06-01/II-2.1/").content.decode())
    assert "plafond, sans enfant, 1 210,00 € depuis le 1er janvier 2019" in shown["b-2"]


@pytest.mark.django_db
def test_the_act_stays_french_on_english_pages():
    page = read(opened(language="en").get(ARTICLE).content.decode())
    (words,) = [
        e for e in page.all("p") if e.text == "Le demandeur doit être le titulaire du bail du logement."
    ]
    assert any(parent.attrs.get("lang") == "fr" for parent in words.parents)
    assert page.all("html")[0].attrs["lang"] == "en"


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/law/2017-01-01/", "/law/x/", "/law/2019-09-01/VI-1.1/", "/law/x/II-2.1/"])
def test_what_does_not_exist_is_not_found(url):
    assert opened().get(url).status_code == 404


@pytest.mark.django_db
def test_what_changed_is_told_in_words_and_marks():
    html = opened().get("/law/changes/?from=2018-06-01&until=2019-09-01").content.decode()
    page = read(html)
    assert [e.text for e in page.all("h2")] == ["Montants et seuils", "22 articles changés"]
    removed = next(e.text for e in page.all("del") if "Navigo" in e.text)
    added = next(e.text for e in page.all("ins") if "Pass Paris" in e.text)
    assert removed.startswith("Retiré\u00a0:")
    assert added.startswith("Ajouté\u00a0:")
    assert "annexe 2019-01-01, II 1.1 b/3" in html


@pytest.mark.django_db
def test_dates_that_cannot_be_compared_are_told_beside_their_field():
    response = opened().get("/law/changes/?from=01/09/2019&until=01/06/2018")
    assert response.status_code == 422
    assert "Cette date doit venir après la première." in response.content.decode()
    assert opened().get("/law/changes/?from=demain").status_code == 422


@pytest.mark.django_db
def test_approved_figures_are_among_the_changes():
    author, other = make_agent(Role.ADMINISTRATOR), make_agent(Role.ADMINISTRATOR)
    day = timezone.localdate() + timedelta(days=9)
    with acting(*actor_of(author)):
        found = stewardship.prepare_figures(
            actor=author,
            figures={"paris_solidarite.elderly.single": 1155.5},
            in_force_on=day,
            reference="SPÉCIMEN : délibération 2027 DASES 1",
        )
        assert "DASES 1" not in opened().get("/law/changes/").content.decode()
        stewardship.submit_figures(actor=author, change_set=found)
    with acting(*actor_of(other)):
        stewardship.approve_figures(actor=other, change_set=found)
    html = opened().get("/law/changes/").content.decode()
    assert "SPÉCIMEN : délibération 2027 DASES 1" in html
    assert "1\u202f155,50\u00a0€" in html
