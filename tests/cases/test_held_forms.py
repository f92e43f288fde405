"""A form posted after the session's end is kept for the agent who typed it, and for nobody else."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from nps.accounts.models import Role
from tests.support.accounts import make_agent, make_site, sign_in

pytestmark = pytest.mark.usefixtures("one_factor")
TYPED = {"name": "Okafor SPÉCIMEN", "given": "Ada", "birth": "1987"}


@pytest.fixture
def agent(system):
    return make_agent(Role.SOCIAL_WORKER, site=make_site())


@pytest.fixture
def interrupted(client, agent):
    """Signed in, the session ended on the server, then the form was posted."""
    sign_in(client, agent)
    client.get("/people/search/")
    Session.objects.all().delete()
    return client.post("/people/search/", TYPED)


def resume_url(response) -> str:
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=%2Fresume%2F")
    return "/resume/" + response["Location"].partition("%2Fresume%2F")[2].replace("%2F", "/")


def test_the_text_is_found_again_after_signing_in(client, agent, interrupted):
    where = resume_url(interrupted)
    sign_in(client, agent)
    page = client.get(where).content.decode()
    assert 'action="/people/search/"' in page
    assert 'value="Okafor SPÉCIMEN"' in page


def test_somebody_else_finds_nothing(client, agent, interrupted):
    where = resume_url(interrupted)
    sign_in(client, make_agent(Role.SOCIAL_WORKER, site=make_site()))
    assert client.get(where).status_code == 404


def test_nothing_typed_stands_in_the_address_or_readable_in_the_cache(interrupted, db):

    assert "Okafor" not in interrupted["Location"]
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(value, ' ') from nps_cache")
        assert "Okafor" not in cursor.fetchone()[0]


def test_a_stranger_s_post_is_not_kept(client, db):
    response = client.post("/people/search/", TYPED)
    assert response["Location"] == "/sign-in/?next=/people/search/"


def test_a_wrong_link_is_a_page_that_does_not_exist(client, agent):
    sign_in(client, agent)
    assert client.get("/resume/nothing-here/").status_code == 404


def test_the_way_back_is_the_page_the_form_stood_on(client, agent):
    sign_in(client, agent)
    client.get("/people/search/")
    Session.objects.all().delete()
    page = "http://testserver/cases/D-26-SPEC1/applications/"
    only_posts = "/cases/D-26-SPEC1/applications/prepare/"
    where = resume_url(client.post(only_posts, {"benefit": "x"}, headers={"Referer": page}))
    sign_in(client, agent)
    shown = client.get(where).content.decode()
    assert f'action="{only_posts}"' in shown
    assert 'href="/cases/D-26-SPEC1/applications/"' in shown


def test_another_site_s_page_is_no_way_back(client, db):
    response = client.post("/people/search/", TYPED, headers={"Referer": "https://elsewhere.example/page/"})
    assert response["Location"] == "/sign-in/?next=/people/search/"
