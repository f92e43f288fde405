"""Pieces asked of a whole caseload, against the same aids asking one by one; and the page that tells it."""

import os
import time
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from cases.models import CaseFile, PieceCount
from cases.services import counting
from nps.accounts.acting import acting
from nps.accounts.models import Agent, Role
from tests.bench.caseload import empty

HOUSEHOLDS = int(os.environ.get("BENCH_HOUSEHOLDS", "10000"))
SEED = 9


def run(households: int = HOUSEHOLDS) -> dict[str, Any]:
    """The counter's own figures (docs/explanation/requests-avoided.md) over every site."""
    empty()
    start = time.process_time()
    call_command("generate_caseload", households=households, seed=SEED, stdout=StringIO())
    spent = time.process_time() - start
    with acting("system"):
        since = CaseFile.objects.order_by("opened_on").values_list("opened_on", flat=True).first()
        supervisors = Agent.objects.filter(role=Role.SUPERVISOR, site__code__startswith=f"specimen-{SEED}-")
        sums = [
            counting.total(counting.of_site(one, since, timezone.localdate()).values()) for one in supervisors
        ]
        whole = counting.total(sums)
        settled = PieceCount.objects.count()
    empty()
    if whole.applications != settled:
        raise RuntimeError(f"{settled} applications settled, {whole.applications} in the sums of sites")
    return {
        "name": f"pieces asked with the vault, {households:,} generated households",
        "ours": whole.asked,
        "baseline": whole.alone,
        "ratio": round(whole.asked / whole.alone, 3),
        "unit": "pieces",
        "n": whole.applications,
        "note": "n: applications settled; baseline: each asks for its own smallest list, nothing known; "
        f"{whole.avoided:,} requests avoided; first requests only, nothing was held before; "
        f"generated in {spent:.0f} s of processor time",
    }
