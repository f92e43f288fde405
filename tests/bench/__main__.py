"""`make bench`: one JSON object a line. What fails is told on stderr, the rest still runs; then exit 1.

BENCH_FILES (2 000), BENCH_WORKLIST (ten times as many), BENCH_PEOPLE (100 000), BENCH_CASELOAD (2 000),
BENCH_HOUSEHOLDS (10 000) set the sizes;
`python -m tests.bench moves pdf` runs two.
"""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.test.utils import override_settings, setup_databases, teardown_databases

from tests.bench import (
    asked,
    bylaw,
    caseload_check,
    check,
    moves,
    partner,
    pdf,
    planning,
    search,
    vault,
    worklist,
)

FILES = int(os.environ.get("BENCH_FILES", "2000"))
WORKLIST = int(os.environ.get("BENCH_WORKLIST", str(10 * FILES)))
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "100000"))
BENCHES = {
    "bylaw": bylaw.run,
    "check": check.run,
    "caseload": caseload_check.run,
    "planning": planning.run,
    "asked": asked.run,
    "moves": moves.run,
    "vault": vault.run,
    "pdf": partial(pdf.run, 2),
    "worklist": partial(worklist.run, FILES, WORKLIST),
    "partner": partial(partner.run, FILES),
    "search": partial(search.run, PEOPLE),
}


@contextmanager
def ground() -> Iterator[None]:
    """A database and folders of their own, removed at the end."""
    with tempfile.TemporaryDirectory(prefix="nps-bench-") as name:
        with redirect_stdout(sys.stderr):  # Django tells of its tables there: stdout is for JSON
            made = setup_databases(verbosity=0, interactive=False)
        vault_storage = settings.STORAGES["vault"]
        options = {**vault_storage["OPTIONS"], "location": Path(name) / "vault"}
        storages = {**settings.STORAGES, "vault": {**vault_storage, "OPTIONS": options}}
        witness = Path(name) / "heads.jsonl"
        try:
            with override_settings(STORAGES=storages, JOURNAL_WITNESS=witness, SECOND_FACTOR_REQUIRED=False):
                yield
        finally:
            for connection in connections.all():
                connection.close()
            teardown_databases(made, 0)


def main(names: list[str]) -> int:
    """The number of benchmarks that failed."""
    failed = 0
    with ground():
        for name in names:
            try:
                found = BENCHES[name]()
            except Exception:
                failed += 1
                print(f"{name}: not measured", file=sys.stderr)
                traceback.print_exc()
                continue
            for line in found if isinstance(found, list) else [found]:
                print(json.dumps(line, ensure_ascii=False), flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(min(1, main(sys.argv[1:] or list(BENCHES))))
