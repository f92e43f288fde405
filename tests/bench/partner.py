"""A partner's list and file: what the two walls cost against the plain SQL that returns the same rows."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.utils import timezone

from cases.partners import selectors
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Agent
from tests.bench.caseload import SHARED_EVERY, empty, fill, open_office

ROUNDS, WARM = 60, 10
SHARES = """
    select s.id, s.public_id, s.purpose, s.legal_basis, s.sections, s.state, s.starts_on, s.ends_on,
        c.id, c.reference, c.household_id
    from cases_share s join cases_casefile c on c.id = s.case_id
    where s.agency_id = %s and s.state = 'active' and current_date between s.starts_on and s.ends_on
"""
MEMBERS = """
    select m.household_id, m.role, p.birth_name, p.usage_name, p.given_names, p.birth_year, p.birth_month,
        p.birth_day
    from people_membership m join people_person p on p.id = m.person_id
    where m.household_id = any(%s) and m.since <= current_date and (m.until is null or m.until > current_date)
    order by m.id
"""


def run(files: int) -> list[dict[str, Any]]:
    """Median seconds of the rows of each page, among ten times `files` files, one in ten shared."""
    office = open_office()
    partner = office.partner
    try:
        fill(office, 1, 10 * files)
        shown = _list(partner)[0].public_id
        pairs: dict[str, tuple[Callable, Callable]] = {
            "list": (lambda: _list(partner), lambda: _plain_list(partner)),
            "file": (lambda: _file(partner, shown), lambda: _plain_file(partner, shown)),
        }
        lines = [_line(name, *pair, files) for name, pair in pairs.items()]
    finally:
        empty()
    return lines


def _line(name: str, ours: Callable, plain: Callable, files: int) -> dict[str, Any]:
    times: dict[str, list[float]] = {"ours": [], "plain": []}
    for _ in range(ROUNDS + WARM):
        for which, work in (("plain", plain), ("ours", ours)):
            start = time.perf_counter()
            work()
            times[which].append(time.perf_counter() - start)
    median = {which: statistics.median(values[WARM:]) for which, values in times.items()}
    return {
        "name": f"rows of a partner's {name}, {10 * files // SHARED_EVERY:,} files shared of {10 * files:,}",
        "ours": round(median["ours"], 6),
        "baseline": round(median["plain"], 6),
        "ratio": round(median["ours"] / median["plain"], 2),
        "unit": "s",
        "n": ROUNDS,
        "note": "ours: its transaction, both walls, the ORM's objects; baseline: the owner's plain SQL",
    }


def _list(partner: Agent) -> list:
    with acting(*actor_of(partner)):
        found = selectors.page_of(partner, selectors.search_shares(partner))
        selectors.applicants_of(found.rows, timezone.localdate())
    return found.rows


def _plain_list(partner: Agent) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"{SHARES} order by s.id desc limit 26", [partner.agency_id])
        rows = cursor.fetchall()[:25]
        cursor.execute(MEMBERS, [[row[-1] for row in rows]])
        cursor.fetchall()


def _file(partner: Agent, public_id) -> None:
    with acting(*actor_of(partner)):
        share, _sections = selectors.share_for(partner, public_id)
        selectors.members_of(share.case, timezone.localdate())


def _plain_file(partner: Agent, public_id) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"{SHARES} and s.public_id = %s", [partner.agency_id, public_id])
        (row,) = cursor.fetchall()
        cursor.execute(MEMBERS, [[row[-1]]])
        cursor.fetchall()
