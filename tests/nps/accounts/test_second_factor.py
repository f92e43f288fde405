"""Second factors: codes, recovery codes, and the pages that need one."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from nps.accounts.models import Role
from tests.nps.accounts.conftest import code_of
from tests.support.accounts import PASSWORD, make_agent, sign_in
from tests.support.client import Browser

REFUSED = "Ce code ne correspond pas."


def recovery_codes(client) -> list[str]:
    client.post("/confirm-identity/", {"password": PASSWORD})
    return list(client.get("/account/recovery-codes/").context["unused_codes"])


def test_a_right_code_opens_and_spaces_are_accepted(client, agent, enter, add_codes, clock):
    secret = add_codes(client, agent)
    clock(60)
    fresh = Browser()
    assert enter(fresh, agent.email).url == "/sign-in/second-factor/"
    assert fresh.get("/account/").status_code == 302
    code = code_of(secret)
    assert fresh.post("/sign-in/second-factor/", {"code": f"{code[:3]} {code[3:]}"}).status_code == 302
    assert fresh.get("/account/").status_code == 200


def test_a_wrong_code_is_refused_and_nobody_is_signed_in(agent, client, enter, add_codes, clock):
    secret = add_codes(client, agent)
    clock(60)
    fresh = Browser()
    enter(fresh, agent.email)
    wrong = f"{(int(code_of(secret)) + 1) % 1_000_000:06d}"
    refused = fresh.post("/sign-in/second-factor/", {"code": wrong})
    assert refused.status_code == 422
    assert REFUSED in refused.content.decode()
    assert fresh.get("/account/").status_code == 302


def test_the_code_that_added_the_application_does_not_sign_in(client, agent, enter, add_codes, clock):
    secret = add_codes(client, agent)
    fresh = Browser()
    enter(fresh, agent.email)
    assert REFUSED in fresh.post("/sign-in/second-factor/", {"code": code_of(secret)}).content.decode()


def test_a_code_signs_in_once(client, agent, enter, add_codes, clock):
    secret = add_codes(client, agent)
    clock(60)
    first, second = Browser(), Browser()
    for one in (first, second):
        enter(one, agent.email)
    assert first.post("/sign-in/second-factor/", {"code": code_of(secret)}).status_code == 302
    assert second.post("/sign-in/second-factor/", {"code": code_of(secret)}).status_code == 422


def test_a_code_is_not_accepted_again_while_it_would_still_be_right(
    client, agent, enter, add_codes, clock, settings
):
    settings.MFA_TOTP_TOLERANCE = 1
    secret = add_codes(client, agent)
    spent = code_of(secret)
    clock(30)
    fresh = Browser()
    enter(fresh, agent.email)
    assert fresh.post("/sign-in/second-factor/", {"code": spent}).status_code == 422


def test_guessing_codes_is_slowed(client, agent, enter, add_codes, clock):
    add_codes(client, agent)
    fresh = Browser()
    enter(fresh, agent.email)
    for _ in range(5):
        fresh.post("/sign-in/second-factor/", {"code": "000000"})
    assert "Trop d’essais" in fresh.post("/sign-in/second-factor/", {"code": "000000"}).content.decode()


def test_a_recovery_code_opens_once(client, agent, enter, add_codes, clock):
    add_codes(client, agent)
    code = recovery_codes(client)[0]
    first, second = Browser(), Browser()
    for one in (first, second):
        enter(one, agent.email)
    assert first.post("/sign-in/second-factor/", {"code": code}).status_code == 302
    assert second.post("/sign-in/second-factor/", {"code": code}).status_code == 422


def test_new_recovery_codes_replace_the_old_ones(client, agent, add_codes, clock):
    add_codes(client, agent)
    old = recovery_codes(client)
    assert client.get("/account/recovery-codes/new/").status_code == 200
    client.post("/account/recovery-codes/new/")
    assert not set(old) & set(recovery_codes(client))
    assert client.get("/account/recovery-codes/download/").content.decode().split() == recovery_codes(client)


def test_secrets_are_not_readable_in_the_database(client, agent, add_codes, clock):
    secret = add_codes(client, agent)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored


def test_giving_up_at_the_second_step_goes_back_to_the_first(client, agent, enter, add_codes, clock):
    add_codes(client, agent)
    fresh = Browser()
    enter(fresh, agent.email)
    fresh.post("/sign-out/", {"next": "/sign-in/"})
    assert fresh.get("/sign-in/second-factor/").url == "/sign-in/"


@pytest.mark.parametrize("role", Role.values)
def test_where_required_an_agent_without_a_factor_reaches_only_the_account(client, db, settings, role):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, make_agent(Role(role)))
    assert client.get("/protected/").url == "/account/"
    assert "Ajoutez un second facteur" in client.get("/account/").content.decode()
    assert client.get("/help/").status_code == 200


def test_with_a_factor_every_page_opens(client, agent, settings, add_codes, clock):
    settings.SECOND_FACTOR_REQUIRED = True
    add_codes(client, agent)
    assert client.get("/protected/").status_code == 200


def test_where_not_required_no_page_asks_for_a_factor(client, agent, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    sign_in(client, agent)
    assert client.get("/protected/").status_code == 200


def test_the_last_factor_stays_where_one_is_required(client, agent, settings, add_codes, clock):
    settings.SECOND_FACTOR_REQUIRED = True
    secret = add_codes(client, agent)
    clock(600)
    client.post("/confirm-identity/", {"code": code_of(secret)})
    page = client.get("/account/codes/remove/")
    assert "C’est votre seul second facteur" in page.content.decode()
    client.post("/account/codes/remove/")
    assert Authenticator.objects.filter(user=agent, type="totp").exists()


def test_an_application_can_be_removed_where_none_is_required(client, agent, settings, add_codes, clock):
    settings.SECOND_FACTOR_REQUIRED = False
    add_codes(client, agent)
    assert client.post("/account/codes/remove/").status_code == 302
    assert not Authenticator.objects.filter(user=agent).exists()


def test_passkey_pages_say_what_to_do(client, agent, enter):
    enter(client, agent.email)
    client.post("/confirm-identity/", {"password": PASSWORD})
    assert "Aucune clé d’accès." in client.get("/account/passkeys/").content.decode()
    page = client.get("/account/passkeys/add/").content.decode()
    assert agent.full_name in page
    answer = Client().get("/sign-in/passkey/", headers={"Accept": "application/json"})
    assert "challenge" in answer.json()["request_options"]["publicKey"]
