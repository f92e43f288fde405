"""A partner's list and file page among many files, against the plain SQL that returns the same rows."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connections
from django.utils import timezone

from cases.partners import selectors
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Agent, Role
from tests.support.accounts import make_agent

SIZE, SHARED, QUERIES, WARM = 1_000_000, 10, 200, 10  # one file in SHARED is shared with the agency
SECTIONS = ("identity", "applications")
TABLES = "people_person, people_household, cases_casefile"
FILL = (
    """insert into people_person (public_id, birth_name, usage_name, given_names, birth_year, nationality,
        safe_contact, phone, email, tokens, sort_key, created_at)
    select gen_random_uuid(), 'Specimen' || n, '', 'Ada', 1980, 'french', false, '', '', '{specimen}',
        'specimen' || n, now() from generate_series(1, %(size)s) n""",
    """insert into people_household (public_id, created_at)
    select gen_random_uuid(), now() from generate_series(1, %(size)s)""",
    """insert into people_membership (household_id, person_id, role, since)
    select h.id, p.id, 'applicant', '2020-01-01'
    from (select id, row_number() over (order by id) n from people_household) h
    join (select id, row_number() over (order by id) n from people_person) p using (n)""",
    """insert into cases_casefile (reference, household_id, site_id, referent_id, opened_by_id, opened_on,
        last_contact_on, closing_reason, state)
    select 'D-24-' || id, id, %(site)s, %(agent)s, %(agent)s, '2024-01-15', '2024-01-15', '', 'intake'
    from people_household""",
    """insert into cases_share (public_id, case_id, agency_id, purpose, legal_basis, sections, starts_on,
        ends_on, consent, consented_on, shared_by_id, state)
    select gen_random_uuid(), id, %(agency)s, 'SPÉCIMEN', 'CSP', '{identity,applications}', current_date - 9,
        current_date + 90, 'oral', current_date - 9, %(agent)s, 'active'
    from cases_casefile where id %% %(shared)s = 0""",
    """insert into cases_casefilegrouppermission (content_object_id, group_id, permission_id)
    select case_id, %(group)s, p from cases_share, unnest(%(permissions)s::int[]) p""",
    "analyze",
)
MEMBERS = """
    select m.id, m.household_id, m.role, p.birth_name, p.usage_name, p.given_names, p.birth_year,
        p.birth_month, p.birth_day from people_membership m join people_person p on p.id = m.person_id
    where m.household_id = any(%s) and m.since <= current_date and (m.until is null or m.until > current_date)
"""
SHARES = """
    select s.public_id, s.purpose, s.ends_on, f.reference, f.household_id, f.id from cases_share s
    join cases_casefile f on f.id = s.case_id
    where s.agency_id = %s and s.state = 'active' and current_date between s.starts_on and s.ends_on
        and exists (
            select 1 from cases_casefilegrouppermission g where g.content_object_id = f.id and g.group_id = %s
        )
"""
APPLICATIONS = (
    "select benefit, state, received_on from cases_application where case_id = %s and state <> 'draft'"
)


def run(size: int = SIZE, queries: int = QUERIES) -> dict[str, Any]:
    """Median seconds of the list's rows; the file page's are noted. Fills and empties a test database."""
    if not connections["owner"].settings_dict["NAME"].startswith("test_"):
        raise RuntimeError("this benchmark fills and empties case files: give it a test database")
    with acting("system"):
        worker, partner = make_agent(), make_agent(Role.PARTNER)
    try:
        _fill(size, worker, partner)
        page = _compare(lambda: _list(partner), lambda cursor: _plain_list(cursor, partner), partner, queries)
        last = _as(partner, lambda: selectors.window(partner, selectors.shares_for(partner))).rows[-1]
        file = _compare(
            lambda: _file(partner, last.public_id),
            lambda cursor: _plain_file(cursor, partner, last.public_id),
            partner,
            queries,
        )
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"truncate {TABLES} cascade")
    ours, plain = page
    return {
        "name": f"partner's list among {size:,} files, {size // SHARED:,} shared",
        "ours": round(ours, 5),
        "baseline": round(plain, 5),
        "ratio": round(ours / plain, 2),
        "unit": "s",
        "n": queries,
        "note": "rows without template and journal; file page: "
        f"{file[0]:.5f} against {file[1]:.5f}, ratio {file[0] / file[1]:.2f}",
    }


def _fill(size: int, worker: Agent, partner: Agent) -> None:
    codenames = [f"see_shared_{section}" for section in SECTIONS]
    told = {
        "size": size,
        "shared": SHARED,
        "site": worker.site_id,
        "agent": worker.pk,
        "agency": partner.agency_id,
        "group": partner.agency.group_id,
        "permissions": list(Permission.objects.filter(codename__in=codenames).values_list("pk", flat=True)),
    }
    with connections["owner"].cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, told if "%(" in statement else None)


def _list(partner: Agent) -> int:
    rows = selectors.window(partner, selectors.shares_for(partner)).rows
    return len(rows) + len(selectors.applicants_of(rows, timezone.localdate()))


def _plain_list(cursor, partner: Agent) -> int:
    limit = " order by s.id desc limit 26"
    cursor.execute(SHARES + limit, [partner.agency_id, partner.agency.group_id])
    rows = cursor.fetchall()[:25]
    cursor.execute(MEMBERS + " and m.role = 'applicant'", [[row[4] for row in rows]])
    return len(rows) + len(cursor.fetchall())


def _file(partner: Agent, public_id) -> int:
    share, _sections = selectors.share_for(partner, public_id)
    members = selectors.members_of(share.case, timezone.localdate())
    return 1 + len(members) + len(selectors.applications_of(share.case))


def _plain_file(cursor, partner: Agent, public_id) -> int:
    cursor.execute(SHARES + " and s.public_id = %s", [partner.agency_id, partner.agency.group_id, public_id])
    share = cursor.fetchone()
    cursor.execute(MEMBERS, [[share[4]]])
    members = cursor.fetchall()
    cursor.execute(APPLICATIONS, [share[5]])
    return 1 + len(members) + len(cursor.fetchall())


def _as(partner: Agent, work: Callable) -> Any:
    with acting(*actor_of(partner)):
        return work()


def _compare(ours: Callable, plain: Callable, partner: Agent, queries: int) -> tuple[float, float]:
    """Median seconds of both, taken in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(queries + WARM):
        start = time.perf_counter()
        found = _as(partner, ours)
        between = time.perf_counter()
        with connections["owner"].cursor() as cursor:
            same = plain(cursor)
        times[0].append(between - start)
        times[1].append(time.perf_counter() - between)
        if found != same:
            raise RuntimeError(f"not the same rows: {found} and {same}")
    return statistics.median(times[0][WARM:]), statistics.median(times[1][WARM:])
