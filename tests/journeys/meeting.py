"""What every page must be in both languages: no axe violation, no console error, readable at 320 px."""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import resolve
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 720}
LANGUAGE_COOKIE = "django_language"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Chromium reports the status of the page itself as an error: 403, 404 and 422 are answers, not faults.
ANSWERED = "Failed to load resource: the server responded with a status of 4"
CUT = "Failed to load resource: net::ERR_FAILED"  # a line that a journey cut itself


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds, as « rule: first element »."""
    page.evaluate(_axe())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})",
        RULES,
    )
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]


def overflow(page: Page) -> list[str]:
    """Empty when nothing makes the page wider than its window; else what does."""
    return page.evaluate(
        """() => document.scrollingElement.scrollWidth <= window.innerWidth ? [] :
             [...document.querySelectorAll('body *')]
               .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
               .slice(-3).map(e => e.outerHTML.slice(0, 160))"""
    )


@dataclass
class Watch:
    """Everything the browser complained about, whatever the page: scripts, policy, missing files."""

    complaints: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))

    def _console(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        answered = message.text.startswith((ANSWERED, CUT)) and "/static/" not in where
        if message.type in ("error", "warning") and not answered:
            self.complaints.append(f"{message.type} on {urlsplit(where).path}: {message.text}")


@dataclass
class Meeting:
    """Looks at each kind of page once, in French; once for each address, in English too.

    Both widths are measured. With a `folder`, every look is drawn there, for human eyes.
    """

    folder: Path | None = None
    met: set[str] = field(default_factory=set)
    english: set[str] = field(default_factory=set)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def __call__(self, page: Page, name: str = "", *, posted: bool = False) -> None:
        """`name` tells apart looks of one address; `posted`: the page answers a form, it has no address."""
        address = resolve(urlsplit(page.url).path).route
        look = f"{address} {name}".strip()
        if look in self.met:
            return
        self.met.add(look)
        self._look(page, look, "fr")
        if not posted and address not in self.english:
            self.english.add(address)
            page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "en", "url": page.url}])
            english = page.context.new_page()
            english.goto(page.url)
            self._look(english, look, "en")
            english.close()
            page.context.clear_cookies(name=LANGUAGE_COOKIE)

    def take_faults(self) -> dict[str, list[str]]:
        """Everything found since the last call, by page and language."""
        found, self.faults = self.faults, {}
        return found

    def _look(self, page: Page, look: str, language: str) -> None:
        spoken = page.locator("html").get_attribute("lang")
        faults = [] if spoken == language else [f"lang is {spoken}"]
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            if self.folder:
                self._draw(page, f"{look} {language} {size['width']}")
            faults += [f"wider than {size['width']} px: {what}" for what in overflow(page)]
            # Two of the four looks are enough for axe: the other two differ by nothing it sees.
            if (language, size) in (("fr", WIDE), ("en", NARROW)):
                faults += violations(page)
        faults += _filled(page)
        page.set_viewport_size(WIDE)
        if faults:
            self.faults[f"{look} in {language}"] = faults

    def _draw(self, page: Page, look: str) -> None:
        name = "-".join(re.findall(r"\w+", re.sub("<.*?>", "", look)))
        page.screenshot(path=self.folder / f"{name}.png", full_page=True, animations="disabled")


def _filled(page: Page) -> list[str]:
    buttons = page.locator("main .btn-primary")
    return [f"{buttons.count()} filled buttons"] if buttons.count() > 1 else []
