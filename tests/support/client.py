"""A test client stricter than Django's: CSRF on, and every page checked."""

import re

from django.test import Client

TOKEN = "t" * 32
FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    "inline style": re.compile(r"<style|\sstyle=", re.I),
    "inline handler": re.compile(r"<[^>]+\son[a-z]+=", re.I),
    "unknown template variable": re.compile("UNKNOWN-TEMPLATE-VARIABLE"),
}


class Browser(Client):
    """Posts carry a valid CSRF token, as a page's own form would; anything else is refused by the site."""

    def __init__(self, **kwargs):
        super().__init__(enforce_csrf_checks=True, **kwargs)

    def post(self, path, data=None, *args, **kwargs):
        self.cookies["csrftoken"] = TOKEN
        if isinstance(data, dict) or data is None:
            data = {"csrfmiddlewaretoken": TOKEN, **(data or {})}
        return super().post(path, data, *args, **kwargs)

    def request(self, **request):
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            page = response.content.decode()
            for what, pattern in FORBIDDEN.items():
                found = pattern.search(page)
                assert not found, (
                    f"{what} in {request['PATH_INFO']}: {page[found.start() : found.end() + 80]}"
                )
        return response
