"""Opaque links for one agent and thirty minutes: what was searched, who was found. No name is readable."""

import base64
import json
import secrets
from binascii import Error
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone
from django.utils.crypto import salted_hmac

LIFE = timedelta(minutes=30)
_NONCE = 12


class TokenRefused(Exception):
    """Altered, of another agent, or made for something else."""


class TokenExpired(TokenRefused):
    """Good once, older than thirty minutes: search again."""


def _cipher(purpose: str) -> AESGCM:
    return AESGCM(salted_hmac("nps.people.tokens", purpose, algorithm="sha256").digest())


def issue(purpose: str, agent_id: int, content: Any, *, at: datetime | None = None) -> str:
    """An opaque text only this agent can use again, for this purpose. `content` is any JSON value."""
    made = int((at or timezone.now()).timestamp())
    nonce = secrets.token_bytes(_NONCE)
    body = json.dumps([made, content], separators=(",", ":")).encode()
    sealed = nonce + _cipher(purpose).encrypt(nonce, body, str(agent_id).encode())
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def redeem(purpose: str, agent_id: int, token: str) -> Any:
    """What the token carries. Raises TokenRefused, or TokenExpired after thirty minutes."""
    try:
        sealed = base64.urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4))
        body = _cipher(purpose).decrypt(sealed[:_NONCE], sealed[_NONCE:], str(agent_id).encode())
    except (InvalidTag, Error, ValueError):
        raise TokenRefused
    made, content = json.loads(body)
    if timezone.now().timestamp() - made > LIFE.total_seconds():
        raise TokenExpired
    return content
