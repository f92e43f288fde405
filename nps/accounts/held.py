"""What was typed when the session had ended: kept sealed fifteen minutes, for the same agent only."""

import json
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

KEPT = 15 * 60  # seconds
LARGEST = 256 * 1024  # characters of one form
WHO = "nps_who"  # cookie: who last signed in on this browser, signed, never readable as a name
SALT = "nps.accounts.held"


@dataclass(frozen=True)
class Held:
    """One form as it was posted: where to, from which page; `files` when a file has to be chosen again."""

    path: str
    page: str
    values: list[tuple[str, str]]
    files: bool


def who_cookie(agent_id: int) -> str:
    """The value of the cookie that tells, after the session's end, whose form this was."""
    return signing.dumps(agent_id, salt=SALT)


def _agent_of(request: HttpRequest) -> int | None:
    try:
        return signing.loads(
            request.COOKIES.get(WHO, ""), salt=SALT, max_age=settings.SESSION_ABSOLUTE_SECONDS + KEPT
        )
    except signing.BadSignature:
        return None


def _cipher() -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=SALT.encode())
    return AESGCM(derived.derive(settings.SECRET_KEY.encode()))


def page_of(request: HttpRequest) -> str:
    """The page the form stood on: an address that only takes posts is nowhere to come back to."""
    told = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, request.get_host()):
        return request.get_full_path()
    return urlsplit(told)._replace(scheme="", netloc="").geturl()


def hold(request: HttpRequest) -> str:
    """Keep the posted form; the token that finds it again, empty when there is nothing that can be kept."""
    agent_id = _agent_of(request)
    values = [(k, v) for k in request.POST for v in request.POST.getlist(k) if k != "csrfmiddlewaretoken"]
    text = json.dumps([request.get_full_path(), page_of(request), values, bool(request.FILES)])
    if agent_id is None or not values or len(text) > LARGEST:
        return ""
    token, nonce = secrets.token_urlsafe(24), secrets.token_bytes(12)
    sealed = _cipher().encrypt(nonce, text.encode(), f"{agent_id}:{token}".encode())
    cache.set(f"held:{token}", nonce + sealed, KEPT)
    return token


def find(token: str, agent_id: int) -> Held | None:
    """What this agent had typed; None when it is over, was never there, or is somebody else's."""
    kept = cache.get(f"held:{token}")
    if kept is None:
        return None
    try:
        text = _cipher().decrypt(kept[:12], kept[12:], f"{agent_id}:{token}".encode())
    except InvalidTag:
        return None
    path, page, values, files = json.loads(text)
    return Held(path, page, [(name, value) for name, value in values], files)
