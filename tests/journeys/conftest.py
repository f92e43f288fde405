"""A real browser on the real site: one Chromium for all journeys, one desk per agent, factors added."""

import base64
import hashlib
import hmac
import json
import os
import shutil
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

from nps.accounts.acting import acting
from nps.accounts.models import Agent, Role
from tests.journeys.meeting import WIDE, Meeting, Watch
from tests.support.accounts import PASSWORD, make_agency, make_agent, make_site

CHROMIUM = Path("/usr/bin/chromium")
SECRET = base64.b32encode(b"SPECIMEN-SECRET-OF-1").decode()
WAIT = 30_000  # milliseconds; twice that where the national calculation or a PDF is made, on a busy machine


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason=f"no browser: {CHROMIUM} is not installed"))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; Django would refuse queries beside it. No code is async.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--disable-gpu", *sandbox])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def meet() -> Meeting:
    """Look at a page; with NPS_SCREENSHOTS=1 each look is drawn into the run-time folder."""
    if not os.environ.get("NPS_SCREENSHOTS"):
        return Meeting()
    folder = settings.VAR / "screenshots"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return Meeting(folder)


def code_of(secret: str, window: int) -> str:
    """The six digits of one window of 30 seconds (RFC 6238)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", window), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@dataclass
class Phone:
    """An agent's application of codes: a code opens one door, so each is another of the accepted windows."""

    secret: str = SECRET
    spent: set[int] = field(default_factory=set)

    def code(self) -> str:
        now = int(time.time()) // 30
        window = next(w for w in (now, now + 1, now - 1) if w not in self.spent)
        self.spent.add(window)
        return code_of(self.secret, window)


@dataclass
class Desk:
    """One agent in front of one window of the browser: what hands do, in the words of the page."""

    page: Page
    site: str
    agent: Agent
    phone: Phone

    def go(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def press(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str, *, exact: bool = True) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name, exact=exact).first.click()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_role("main").get_by_label(label).fill(text)

    def tick(self, label: str) -> None:
        self.page.get_by_role("main").get_by_label(label, exact=True).check()

    def reads(self, text: str) -> None:
        """The page says it; a failure shows what it says instead."""
        main = self.page.get_by_role("main")
        try:
            main.get_by_text(text).first.wait_for()
        except TimeoutError as late:
            raise AssertionError(f"« {text} » is not on {self.page.url}:\n{main.inner_text()}") from late

    def password(self) -> None:
        """On the sign-in page: address and password."""
        self.write("Adresse électronique professionnelle", self.agent.email)
        self.page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        self.press("Se connecter")

    def code(self, code: str = "") -> None:
        self.write("Code à 6 chiffres", code or self.phone.code())
        self.press("Vérifier")

    def sign_in(self) -> "Desk":
        self.go("/sign-in/")
        return self.sign_in_here()

    def sign_in_here(self) -> "Desk":
        """Both steps, from the sign-in page that is shown."""
        self.password()
        self.code()
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)
        return self


@dataclass(frozen=True)
class Office:
    """Who works here."""

    worker: Agent
    supervisor: Agent
    deputy: Agent
    partner: Agent


@pytest.fixture
def office(transactional_db) -> Office:
    with acting("system"):
        site = make_site(code="paris-18", name="Paris 18e (SPÉCIMEN)")
        agency = make_agency(code="caf-paris", name="CAF de Paris, service logement (SPÉCIMEN)")
        found = Office(
            make_agent(full_name="M. Leroy", site=site),
            make_agent(Role.SUPERVISOR, full_name="C. Haddad", site=site),
            make_agent(Role.SUPERVISOR, full_name="L. Morin", site=site),
            make_agent(Role.PARTNER, full_name="P. Girard", agency=agency),
        )
        for agent in (found.worker, found.supervisor, found.deputy, found.partner):
            TOTP.activate(agent, SECRET)
    return found


@pytest.fixture
def desk(chromium, live_server, office, meet) -> Iterator[Callable[..., Desk]]:
    """`desk(agent)`: a fresh browser profile, in French. What the browser complains about, and what the pages
    met have wrong, fail the test at its end, all at once."""
    watch, contexts, phones = Watch(), [], {}

    def sit(agent: Agent, **options) -> Desk:
        told = {"locale": "fr-FR", "viewport": WIDE, "accept_downloads": True, **options}
        context = chromium.new_context(**told)
        context.set_default_timeout(WAIT)
        contexts.append(context)
        watch.over(context)
        phone = phones.setdefault(agent.pk, Phone())
        return Desk(context.new_page(), live_server.url, agent, phone)

    yield sit
    for context in contexts:
        context.close()
    assert not watch.complaints, watch.complaints
    assert not (faults := meet.take_faults()), json.dumps(faults, ensure_ascii=False, indent=1)
