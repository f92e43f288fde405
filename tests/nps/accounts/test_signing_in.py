"""The sign-in page: who enters, what is told, how guessing is slowed."""

import re

import pytest
from django.core import mail
from django.test import Client

from nps.accounts.models import Role
from tests.support.accounts import PASSWORD, make_agent
from tests.support.client import Browser

NO_MATCH = "L’adresse ou le mot de passe ne correspond pas."


def told(response) -> str:
    """The page without what differs for a reason: the address typed, the form's token."""
    return re.sub(r'value="[^"]*"|"X-CSRFToken": "\w+"', "", response.content.decode())


def test_an_agent_signs_in_and_out(client, agent, enter):
    assert enter(client, agent.email).status_code == 302
    assert client.get("/account/").status_code == 200
    assert client.post("/sign-out/").url == "/sign-in/"
    assert client.get("/account/").url == "/sign-in/?next=/account/"


def test_the_address_is_read_in_any_case(client, agent, enter):
    assert enter(client, agent.email.upper()).status_code == 302


def test_the_page_helps_password_managers(client, db):
    page = client.get("/sign-in/").content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "placeholder" not in page


def test_unknown_address_wrong_password_and_disabled_agent_look_the_same(client, agent, enter):
    gone = make_agent()
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    answers = [
        enter(client, "nobody@specimen.example"),
        enter(client, agent.email, "not the password"),
        enter(client, gone.email),
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert NO_MATCH in told(answers[0])
    assert told(answers[0]) == told(answers[1]) == told(answers[2])


def test_guessing_is_slowed_and_the_page_says_until_when(client, agent, enter, clock):
    for _ in range(5):
        enter(client, agent.email, "a guess")
    slowed = enter(client, agent.email)
    assert re.search(r"Trop d’essais. Réessayez à \d+\sh(\s\d\d)?\.", slowed.content.decode())
    clock(11 * 60)
    assert enter(client, agent.email).status_code == 302


def test_guessing_from_elsewhere_does_not_lock_the_agent_out(agent, enter):
    stranger = Browser(REMOTE_ADDR="192.0.2.1")
    for _ in range(6):
        enter(stranger, agent.email, "a guess")
    assert enter(Browser(REMOTE_ADDR="192.0.2.2"), agent.email).status_code == 302


def test_guessing_one_address_from_everywhere_is_slowed_too(agent, enter):
    for host in range(7):
        for _ in range(3):
            enter(Browser(REMOTE_ADDR=f"192.0.2.{host}"), agent.email, "a guess")
    slowed = enter(Browser(REMOTE_ADDR="198.51.100.1"), agent.email)
    assert "Trop d’essais" in slowed.content.decode()


def test_a_new_password_opens_again_what_guessing_slowed(client, agent, enter):
    for _ in range(5):
        enter(client, agent.email, "a guess")
    client.post("/sign-in/password/", {"email": agent.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body).group(1)
    page = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": PASSWORD + "!", "password2": PASSWORD + "!"})
    assert enter(client, agent.email, PASSWORD + "!").status_code == 302


def test_the_session_key_changes_at_sign_in(client, agent, enter):
    session = client.session
    session["kept"] = True
    session.save()
    before = session.session_key
    enter(client, agent.email)
    assert client.session.session_key != before
    client.cookies["sessionid"] = before
    assert client.get("/account/").status_code == 302


def test_a_session_cannot_be_used_after_sign_out(client, agent, enter):
    enter(client, agent.email)
    kept = client.cookies["sessionid"].value
    client.post("/sign-out/")
    client.cookies["sessionid"] = kept
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-in/password/", "/sign-out/", "/sign-in/passkey/"])
def test_a_post_without_the_token_is_refused(db, path):
    assert Client(enforce_csrf_checks=True).post(path, {}).status_code == 403


@pytest.mark.parametrize("path", ["/sign-up/", "/signup/", "/accounts/signup/", "/account/email/"])
def test_nobody_signs_up(client, agent, enter, path):
    enter(client, agent.email)
    assert client.get(path).status_code == 404


def test_the_way_back_is_never_another_site(client, agent, enter):
    assert "evil" not in enter(client, agent.email, next="https://evil.example/").url


@pytest.mark.parametrize("role", Role.values)
def test_each_role_lands_on_a_page_of_its_own(client, db, enter, role):
    assert enter(client, make_agent(Role(role)).email).url.startswith("/")


def test_a_forgotten_password_is_told_by_mail_and_only_to_agents(client, agent):
    known = client.post("/sign-in/password/", {"email": agent.email})
    unknown = client.post("/sign-in/password/", {"email": "nobody@specimen.example"})
    assert (
        (known.status_code, known.url)
        == (unknown.status_code, unknown.url)
        == (302, "/sign-in/password/sent/")
    )
    assert [message.to for message in mail.outbox] == [[agent.email]]
    assert client.get(known.url).status_code == 200


def test_a_reset_link_serves_once(client, agent):
    client.post("/sign-in/password/", {"email": agent.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body).group(1)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    typed = {"password1": "une autre phrase SPÉCIMEN", "password2": "une autre phrase SPÉCIMEN"}
    assert client.post(form, typed).url == "/sign-in/password/done/"
    assert client.get("/sign-in/password/done/").status_code == 200
    assert "Ce lien ne sert plus" in client.get(link).content.decode()


def test_a_weak_password_is_refused_with_the_form_kept(client, agent, enter):
    enter(client, agent.email)
    typed = {"oldpassword": PASSWORD, "password1": "court", "password2": "court"}
    refused = client.post("/account/password/", typed)
    assert refused.status_code == 422
    assert "Erreur" in refused.content.decode()


def test_an_act_does_not_fail_because_the_mail_server_is_away(client, agent, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    assert client.post("/sign-in/password/", {"email": agent.email}).status_code == 302
