"""Signing in, tested with the cache production shares between processes, on the site plus two pages."""

import base64
import hashlib
import hmac
import struct
import time

import pytest

from nps.accounts.models import Role
from tests.support.accounts import PASSWORD, make_agent

SHARED = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "nps_cache"}}


@pytest.fixture(autouse=True)
def _as_deployed(settings):
    settings.CACHES = SHARED
    settings.ROOT_URLCONF = "tests.nps.accounts.pages"
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def agent(db):
    return make_agent(Role.SOCIAL_WORKER)


@pytest.fixture
def clock(monkeypatch):
    """Time as the site sees it: `clock(seconds)` moves it forward; it stands still in between."""
    state = {"now": time.time() // 30 * 30 + 1}
    monkeypatch.setattr(time, "time", lambda: state["now"])

    def forward(seconds: float) -> None:
        state["now"] += seconds

    return forward


@pytest.fixture
def enter():
    """Post the sign-in form."""

    def post(client, email: str, password: str = PASSWORD, **more):
        return client.post("/sign-in/", {"login": email, "password": password, **more})

    return post


@pytest.fixture
def add_codes(enter):
    """Sign in, prove it again, add an application of codes; gives the secret."""

    def add(client, agent) -> str:
        enter(client, agent.email)
        client.post("/confirm-identity/", {"password": PASSWORD})
        secret = client.get("/account/codes/add/").context["form"].secret
        response = client.post("/account/codes/add/", {"code": code_of(secret)})
        assert response.status_code == 302, response.context["form"].errors
        return secret

    return add


def code_of(secret: str) -> str:
    """The six digits an application shows now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
