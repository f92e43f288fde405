"""An agent's pages among few files and among many: the same queries, hardly more time.

Each agent follows as many files in both: the city grows, by agents, not the agent's day.
"""

import statistics
import time
from typing import Any

from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from nps.accounts.models import Agent
from tests.bench.caseload import SITES, TABLES, Office, empty, fill, hire, open_office
from tests.support.accounts import sign_in
from tests.support.client import Browser

ROUNDS, WARM = 40, 5
PAGES = {
    "list of files": "/cases/?all=1",
    "list by legal date": "/cases/?sort=due",
    "list by last contact": "/cases/?sort=contact",
    "list of one's own files": "/cases/?referent=me",
    "day": "/",
}
# What hangs on the files: one check for all; applications on two files in three, pieces, tasks.
CHECK = """
insert into eligibility_rightscheck (id, public_id, household_id, "on", inputs, versions, result, digest,
    made_by_id, made_at)
values (1, gen_random_uuid(), 1, current_date, '{}', '{}', '{"rights": []}', repeat('0', 64), %(agent)s,
    now());
insert into documents_content (id, reference, fingerprint, name, size, media_type, pages, wrapped_key,
    stored_at)
values (1, gen_random_uuid(), sha256('specimen'), 'specimen', 1, 'application/pdf', 1, 'specimen', now());
"""
WORK = """
insert into cases_application (state, reference, case_id, benefit, by_law, applicant_id, rights_check_id,
    created_by_id, created_at, needs_cosignature, signed_on, received_on, pieces_asked_on, pieces_due_on,
    stopped_before, proposal, every, financial, authority, refusal_reason, refusal_article, next_clock_on,
    next_clock)
select case when f.id %% 2 = 0 then 'received' else 'incomplete' end, 'A-24-' || f.id, f.id, 'paris_logement',
    'II-2.3', f.household_id, 1, f.referent_id, now(), false, current_date, current_date, current_date,
    current_date + 30, 0, '', '', true, 'director', '', '', f.next_clock_on, f.next_clock
from cases_casefile f where f.id between %(first)s and %(last)s and f.next_clock_on is not null;
insert into documents_supportingdocument (reference, household_id, type, period, filename, content_id,
    scan_verdict, quarantine_reason, state, rejection_reason, rejection_note, stored_by_id, stored_at, turns)
select gen_random_uuid(), f.household_id, 'rent_receipt', '', 'SPÉCIMEN', 1, 'not_scanned', '', 'to_check',
    '', '', f.referent_id, now() - f.id %% 50000 * interval '1 minute', '{}'
from cases_casefile f where f.id between %(first)s and %(last)s and f.id %% 20 < 2;
insert into cases_task (public_id, case_id, kind, label, assignee_id, due_on, made_by_id, made_at)
select gen_random_uuid(), f.id, 'free', 'SPÉCIMEN', f.referent_id, current_date - 5 + (f.id %% 30)::int,
    f.referent_id, now()
from cases_casefile f where f.id between %(first)s and %(last)s and f.id %% 10 < 2;
"""


def run(few: int, many: int) -> list[dict[str, Any]]:
    """Seconds of the whole answer, one line a page. Fills a throw-away database and empties it."""
    office = open_office()
    agent = office.workers[0]
    try:
        _work(office, 1, few)
        first = {page: _measured(agent, url) for page, url in PAGES.items()}
        hired = hire(office, (many - few) * SITES // few)
        _work(hired, few + 1, many)
        then = {page: _measured(agent, url) for page, url in PAGES.items()}
    finally:
        empty()
    return [
        {
            "name": f"an agent's {page} at {many:,} files",
            "ours": round(then[page][0], 5),
            "baseline": round(first[page][0], 5),
            "ratio": round(then[page][0] / first[page][0], 2),
            "unit": "s",
            "n": ROUNDS,
            "note": f"baseline: the same page at {few:,} files, {few // SITES:,} the agent's in both; "
            + f"{then[page][1]} queries, "
            + ("the same number" if then[page][1] == first[page][1] else f"BUT {first[page][1]} with fewer"),
        }
        for page in PAGES
    ]


def _work(office: Office, first: int, last: int) -> None:
    """Files with what hangs on them, and fresh statistics."""
    fill(office, first, last)
    values = {"first": first, "last": last, "agent": office.workers[0].pk}
    statements = (CHECK if first == 1 else "") + WORK
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for statement in statements.strip().rstrip(";").split(";\n"):
            cursor.execute(statement, values)
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"vacuum analyze {TABLES}")


def _measured(agent: Agent, url: str) -> tuple[float, int]:
    """Seconds of the fastest tenth, for the machine also does other things meanwhile; number of queries."""
    browser, times = sign_in(Browser(), agent), []
    for _ in range(ROUNDS + WARM):
        start = time.perf_counter()
        answer = browser.get(url)
        times.append(time.perf_counter() - start)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as captured:
        browser.get(url)
    return statistics.quantiles(times[WARM:], n=10)[0], len(captured)
