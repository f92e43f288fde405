"""The check of a whole caseload against OpenFisca's Web API, household by household; and its memory.

Ours: files read, by-law and national rights found, results kept, by the same batches as the service.
"""

import os
import random
import resource
import time
from datetime import date
from typing import Any

from cases.services.caseload import active_households, start_caseload_check
from cases.synthetic.homes import households
from cases.synthetic.register import files
from eligibility import caseload, engine
from eligibility.models import RunKind
from eligibility.situation import Situation
from nps.accounts.acting import acting
from nps.accounts.models import Agent
from tests.bench.caseload import empty
from tests.bench.check import api_seconds
from tests.support.accounts import make_agent

COMPARED = 5
FILES = int(os.environ.get("BENCH_CASELOAD", "2000"))
ON = date(2024, 3, 15)
MEGABYTE = 1024


def run(number: int = FILES) -> list[dict[str, Any]]:
    """Processor seconds a household, against the Web API's on some of the same households."""
    empty()
    with acting("system"):
        agent = make_agent()
        files([agent], households(number, ON), ON, draw=random.Random(20))
    lines = [_measured(agent, number, national) for national in (False, True)]
    empty()
    asked = api_seconds([Situation.from_json(home, ON) for home in households(COMPARED, ON)])
    for line in lines:
        line |= {"baseline": round(asked, 4), "ratio": round(line["ours"] / asked, 6)}
    return lines


def _measured(agent: Agent, number: int, national: bool) -> dict[str, Any]:
    with acting("system"):
        engine.check_many([Situation.from_json(next(households(1, ON)), ON)], on=ON, national=national)
        found = start_caseload_check(
            actor=None, kind=RunKind.RADAR, on=ON, site=agent.site, national=national
        )
        batches = [one.pk for one in caseload.plan(run=found, households=active_households(agent.site))]
    start = time.process_time()
    for batch in batches:
        with acting("system"):
            caseload.check_batch(batch=batch)
    each = (time.process_time() - start) / number
    with acting("system"):
        total = caseload.totals(found)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE
    return {
        "name": f"whole caseload, {'by-law and national' if national else 'by-law'}, files to results",
        "ours": round(each, 6),
        "unit": "s",
        "n": number,
        "note": f"a household; {total['with_a_right']} with a right not claimed; "
        f"{memory} MB at most in this process",
    }
