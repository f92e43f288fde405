"""One state change through its door (lock, rights, guards, journal) against two plain statements."""

import statistics
import time
from typing import Any

from django.db import connections, transaction

from cases.models import Application
from cases.services.moves import move
from nps.accounts.acting import acting, actor_of
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_case_file

ROUNDS, WARM = 400, 40
UPDATE = "update cases_application set state = %s where id = %s and state = %s"
INSERT = """
    insert into journal_entry (id, at, act, actor_role, case_reference, subject_kind, subject_key, reason,
        data, leaf)
    values (gen_random_uuid(), now(), 'application.start_review', 'system', 'D-24-SPECIMEN',
        'cases.application', %s, '', '{"from": "complete", "to": "under_review"}', %s)
"""


def run(rounds: int = ROUNDS) -> dict[str, Any]:
    """Median seconds of each in turn, on one application sent back between; both commit.

    Ours is the whole act of a request: its transaction, the actor told to PostgreSQL, the move, the entry.
    """
    with acting("system"):
        agent = make_agent()
        application = make_application(make_case_file(agent), "complete")
    times: dict[str, list[float]] = {"ours": [], "plain": [], "door": []}
    try:
        for _ in range(rounds + WARM):
            times["plain"].append(_timed(lambda: _plain(application.pk)))
            _back(application.pk)
            times["ours"].append(_timed(lambda: _acted(agent, application)))
            _back(application.pk)
            with acting(*actor_of(agent)):
                times["door"].append(_timed(lambda: move(application, "start_review", actor=agent)))
            _back(application.pk)
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("truncate cases_application, journal_entry cascade")
    median = {name: statistics.median(values[WARM:]) for name, values in times.items()}
    return {
        "name": "one state change through its door",
        "ours": round(median["ours"], 6),
        "baseline": round(median["plain"], 6),
        "ratio": round(median["ours"] / median["plain"], 2),
        "unit": "s",
        "n": rounds,
        "note": "baseline: one UPDATE and one INSERT in one transaction, same connection settings; ours with "
        f"its transaction and its actor; the door alone, inside a transaction: {median['door']:.6f} s",
    }


def _acted(agent, application: Application) -> None:
    with acting(*actor_of(agent)):
        move(application, "start_review", actor=agent)


def _plain(pk: int) -> None:
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute(UPDATE, ["under_review", pk, "complete"])
        cursor.execute(INSERT, [str(pk), b"0" * 32])


def _back(pk: int) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(UPDATE, ["complete", pk, "under_review"])


def _timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
