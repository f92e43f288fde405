"""One question over HTTPS: time, size and repeats bounded, no redirect. No meaning of an answer enters.

Neither the address's query, nor the token, nor a word of an answer ever reaches a log or an exception.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import urllib3

SECONDS = 10.0  # a person waits before the page: all attempts together
CONNECT_SECONDS = 3.0
LARGEST = 256 * 1024  # bytes of an answer; the published ones have a few thousand
ATTEMPTS = 3
PAUSE = 0.3  # seconds before the second attempt, doubled each time
REPEATED = frozenset({429, 500, 502, 503, 504})
_CHUNK = 16 * 1024
_LOCAL = ("127.0.0.1", "::1", "localhost")


class NoAnswer(Exception):
    """Nothing usable came back. `why`: timeout, connection, too_large or encoding."""

    def __init__(self, why: str):
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whatever its status; `headers` by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def usable(url: str) -> bool:
    """Whether a base address may be called: HTTPS, or this very machine (tests)."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        return False
    bare = not parts.query and not parts.fragment and parts.username is None
    return bool(parts.hostname) and bare and (parts.scheme == "https" or _is_local(parts))


def _is_local(parts) -> bool:
    return parts.scheme == "http" and parts.hostname in _LOCAL


class Line:
    """A connection to one service. `sleep` and `seconds` are changed by tests only."""

    def __init__(
        self,
        base: str,
        headers: Mapping[str, str],
        *,
        seconds: float = SECONDS,
        sleep: Callable[[float], None] = time.sleep,
    ):
        if not usable(base):
            raise ValueError("the service's address must begin with https://")
        self.base, self.headers = base.rstrip("/"), dict(headers)
        self.seconds, self.sleep = seconds, sleep

    def get(self, path: str, query: Sequence[tuple[str, str]]) -> Reply:
        """The answer to one question, asked again only of a busy or failing service. Raises NoAnswer."""
        end = time.monotonic() + self.seconds
        url = f"{self.base}{path}?{urlencode(query)}"
        with urllib3.PoolManager(num_pools=1, cert_reqs="CERT_REQUIRED") as pool:
            for attempt in range(1, ATTEMPTS + 1):
                reply = self._once(pool, url, end)
                pause = self._pause(reply, attempt, end)
                if pause is None:
                    return reply
                self.sleep(pause)
        raise AssertionError("the last attempt always returns")  # pragma: no cover

    def _pause(self, reply: Reply, attempt: int, end: float) -> float | None:
        """Seconds to wait before asking again; None when it is not asked again."""
        if reply.status not in REPEATED or attempt == ATTEMPTS:
            return None
        told = seconds_told(reply)
        pause = PAUSE * 2 ** (attempt - 1) * (1 + random.random() / 4) if told is None else told  # noqa: S311
        return pause if time.monotonic() + pause < end - CONNECT_SECONDS / 2 else None

    def _once(self, pool: urllib3.PoolManager, url: str, end: float) -> Reply:
        left = max(0.05, end - time.monotonic())
        timeout = urllib3.Timeout(connect=min(CONNECT_SECONDS, left), read=left)
        why = "connection"
        try:
            response = pool.request(
                "GET", url, headers=self.headers, timeout=timeout,
                retries=False, redirect=False, preload_content=False, decode_content=False,
            )  # fmt: skip
            try:
                return Reply(response.status, _headers(response), _body(response, end))
            finally:
                response.close()
        except urllib3.exceptions.NewConnectionError:
            pass  # one of its time-outs, to urllib3
        except urllib3.exceptions.TimeoutError:
            why = "timeout"
        except (urllib3.exceptions.HTTPError, OSError):
            pass
        raise NoAnswer(why)  # outside the handler: urllib3's own words quote the address


def seconds_told(reply: Reply) -> int | None:
    """Seconds the service asks to wait (Retry-After, else RateLimit-Reset), when it says so in seconds."""
    for name in ("retry-after", "ratelimit-reset"):
        told = reply.headers.get(name, "").strip()
        if told.isascii() and told.isdigit() and len(told) <= 6:
            seconds = int(told)
            # RateLimit-Reset is published as a moment, in seconds since 1970, by some and a delay by others.
            return seconds if seconds < 86_400 else None
    return None


def _headers(response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _body(response, end: float) -> bytes:
    """All of the body. Raises NoAnswer: too large, packed, or dripping past the end."""
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise NoAnswer("encoding")
    body = bytearray()
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > LARGEST:
            raise NoAnswer("too_large")
        if time.monotonic() > end:
            raise NoAnswer("timeout")
    return bytes(body)
