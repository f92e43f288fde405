"""A fresh proof of identity before sensitive acts."""

from tests.nps.accounts.conftest import code_of
from tests.support.accounts import PASSWORD
from tests.support.client import Browser


def test_signing_in_is_not_yet_the_proof(client, agent, enter):
    enter(client, agent.email)
    assert client.get("/sensitive/").url == "/confirm-identity/?next=%2Fsensitive%2F"


def test_what_was_posted_is_done_after_the_proof_with_what_was_typed(client, agent, enter):
    enter(client, agent.email)
    where = client.post("/sensitive/", {"reason": "contrôle"}).url
    done = client.post(where, {"password": PASSWORD})
    assert done.content.decode() == "done: contrôle, agents: 1"


def test_a_wrong_proof_does_nothing_and_the_right_one_still_finds_what_was_typed(client, agent, enter):
    enter(client, agent.email)
    where = client.post("/sensitive/", {"reason": "contrôle"}).url
    assert client.post(where, {"password": "not it"}).status_code == 422
    assert "contrôle" in client.post(where, {"password": PASSWORD}).content.decode()


def test_a_proof_is_good_for_five_minutes(client, agent, enter, clock):
    enter(client, agent.email)
    client.post("/confirm-identity/", {"password": PASSWORD})
    clock(299)
    assert client.get("/sensitive/").status_code == 200
    clock(2)
    assert client.get("/sensitive/").status_code == 302


def test_htmx_leads_the_whole_page_to_the_proof(client, agent, enter):
    enter(client, agent.email)
    answer = client.get("/sensitive/", headers={"HX-Request": "true", "HX-Current-URL": "/protected/"})
    assert answer["HX-Redirect"] == "/confirm-identity/?next=%2Fprotected%2F"


def test_with_a_second_factor_the_password_alone_proves_nothing(client, agent, enter, add_codes, clock):
    secret = add_codes(client, agent)
    clock(600)
    where = client.get("/sensitive/").url
    assert client.post(where, {"password": PASSWORD}).status_code == 422
    assert client.get("/sensitive/").status_code == 302
    assert client.post(where, {"code": code_of(secret)}).url == "/sensitive/"
    assert client.get("/sensitive/").status_code == 200


def test_a_proof_belongs_to_its_session(client, agent, enter):
    enter(client, agent.email)
    client.post("/confirm-identity/", {"password": PASSWORD})
    other = Browser()
    enter(other, agent.email)
    assert other.get("/sensitive/").status_code == 302
