"""How long a session lives, who may end it, and what the pages of a session may never do."""

from nps.accounts.models import Agent, Role
from tests.support.accounts import PASSWORD, make_agent, sign_in
from tests.support.client import Browser

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/protected/?page=2"}


def test_an_idle_session_ends_and_the_page_says_so(client, agent, enter, settings, clock):
    enter(client, agent.email)
    clock(settings.SESSION_IDLE_SECONDS + 1)
    assert client.get("/protected/").url == "/sign-in/?next=/protected/"
    assert "Votre session a pris fin" in client.get("/sign-in/").content.decode()


def test_acts_keep_a_session_open_but_not_for_ever(client, agent, enter, settings, clock):
    enter(client, agent.email)
    half = settings.SESSION_IDLE_SECONDS / 2
    for _ in range(int(settings.SESSION_ABSOLUTE_SECONDS / half)):
        assert client.get("/protected/").status_code == 200
        clock(half)
    clock(1)
    assert client.get("/protected/").status_code == 302


def test_what_a_page_asks_by_itself_does_not_keep_a_session_open(client, agent, enter, settings, clock):
    enter(client, agent.email)
    client.get("/protected/")
    for _ in range(4):
        clock(settings.SESSION_IDLE_SECONDS / 3)
        last = client.get("/protected/", headers={"NPS-Background": "1"})
    assert last.status_code == 302


def test_an_ended_session_is_forgotten_by_the_server(client, agent, enter, settings, clock):
    enter(client, agent.email)
    key = client.cookies["sessionid"].value
    clock(settings.SESSION_IDLE_SECONDS + 1)
    client.get("/protected/")
    client.cookies["sessionid"] = key
    clock(-settings.SESSION_IDLE_SECONDS)
    assert client.get("/protected/").status_code == 302


def test_htmx_learns_that_the_session_ended_without_losing_the_page(client, agent, enter, settings, clock):
    enter(client, agent.email)
    clock(settings.SESSION_IDLE_SECONDS + 1)
    answer = client.get("/protected/", headers=HTMX)
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "Votre session a pris fin." in page
    assert 'href="/sign-in/?next=%2Fprotected%2F%3Fpage%3D2"' in page
    assert "<html" not in page


def test_htmx_is_never_led_to_another_site(client, db):
    answer = client.get(
        "/protected/", headers={**HTMX, "HX-Current-URL": "https://evil.example//evil.example"}
    )
    assert 'next=%2F"' in answer.content.decode()


def test_a_disabled_agent_is_out_at_the_next_request(client, agent):
    sign_in(client, agent)
    assert client.get("/protected/").status_code == 200
    Agent.objects.filter(pk=agent.pk).update(is_active=False)
    assert client.get("/protected/").status_code == 302


def test_other_sessions_are_listed_and_closed(agent, enter):
    here = Browser(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0"})
    there = Browser(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Safari/537"})
    enter(here, agent.email)
    enter(there, agent.email)
    page = here.get("/account/").content.decode()
    assert "Firefox, Windows" in page
    assert "Chrome, Android" in page
    here.post("/account/sessions/")
    assert there.get("/protected/").status_code == 302
    assert "Aucune autre session ouverte." in here.get("/account/sessions/").content.decode()


def test_one_session_is_closed_and_only_ones_own(agent, enter):
    clients = [Browser() for _ in range(3)]
    for one in clients:
        enter(one, agent.email)
    stranger = Browser()
    enter(stranger, make_agent(Role.AUDITOR).email)
    sessions = clients[0].get("/account/").context["sessions"]
    other = next(session for session in sessions if not session.current)
    assert stranger.post("/account/sessions/", {"session": other.pk}).status_code == 404
    clients[0].post("/account/sessions/", {"session": other.pk})
    assert sorted(one.get("/protected/").status_code for one in clients) == [200, 200, 302]


def test_a_changed_password_closes_the_other_sessions(agent, enter):
    here, there = Browser(), Browser()
    enter(here, agent.email)
    enter(there, agent.email)
    new = "une nouvelle phrase SPÉCIMEN"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/", typed).url == "/account/"
    assert here.get("/protected/").status_code == 200
    assert there.get("/protected/").status_code == 302


def test_a_partner_changes_their_own_password(client, db, enter):
    agent = make_agent(Role.PARTNER)
    enter(client, agent.email)
    new = "une nouvelle phrase SPÉCIMEN"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/account/password/", typed).url == "/account/"


def test_pages_of_a_session_are_kept_by_no_cache(client, agent):
    sign_in(client, agent)
    for path in ("/protected/", "/account/", "/help/", "/nowhere/"):
        response = client.get(path)
        assert response["Cache-Control"] == "no-store", path
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in response["Permissions-Policy"]


def test_everything_asks_to_sign_in_but_the_way_in(client, db):
    for path in (
        "/account/",
        "/account/sessions/",
        "/account/codes/add/",
        "/confirm-identity/",
        "/protected/",
    ):
        assert client.get(path).url.startswith("/sign-in/"), path
    for path in ("/sign-in/", "/sign-in/password/", "/sign-in/password/sent/", "/sign-in/password/done/"):
        assert client.get(path).status_code == 200, path
