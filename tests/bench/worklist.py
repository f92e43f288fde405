"""An agent's worklist at N files and at ten times as many: the same queries, hardly more time."""

import statistics
import time
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.bench.caseload import Office, empty, fill, open_office
from tests.support.accounts import sign_in
from tests.support.client import Browser

ROUNDS, WARM = 40, 5
PAGES = {"list of files": "/cases/", "day": "/"}


def run(files: int) -> list[dict[str, Any]]:
    """Median seconds of the whole answer, one line a page. Fills a throw-away database and empties it."""
    office = open_office()
    try:
        fill(office, 1, files)
        few = {page: _measured(office, url) for page, url in PAGES.items()}
        fill(office, files + 1, 10 * files)
        more = {page: _measured(office, url) for page, url in PAGES.items()}
    finally:
        empty()
    return [
        {
            "name": f"an agent's {page} at {10 * files:,} files",
            "ours": round(more[page][0], 5),
            "baseline": round(few[page][0], 5),
            "ratio": round(more[page][0] / few[page][0], 2),
            "unit": "s",
            "n": ROUNDS,
            "note": f"baseline: the same page at {files:,} files; {more[page][1]} queries, "
            + (
                "the same number" if more[page][1] == few[page][1] else f"BUT {few[page][1]} with fewer files"
            ),
        }
        for page in PAGES
    ]


def _measured(office: Office, url: str) -> tuple[float, int]:
    """Seconds and number of queries."""
    browser, times = sign_in(Browser(), office.workers[0]), []
    for _ in range(ROUNDS + WARM):
        start = time.perf_counter()
        answer = browser.get(url)
        times.append(time.perf_counter() - start)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as captured:
        browser.get(url)
    return statistics.median(times[WARM:]), len(captured)
