"""`manage.py check_caseload`: every active file, on all cores, shared with the workers of other machines."""

import json
import os
import subprocess
import sys
import time
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.jobs import plan_caseload
from cases.services.caseload import start_caseload_check
from eligibility import caseload, parameters
from eligibility.models import CaseloadRun, RunKind
from eligibility.parameters import Figures, NoParameter, Version
from eligibility.versions import FIRST_DAY
from nps.accounts.acting import acting
from nps.accounts.models import Site

PAUSE = 0.5  # seconds between two looks at what others do
STEP = 10  # percent between two lines of progress


class Fault(ValueError):
    """A line for whoever typed the command."""


class Command(BaseCommand):
    """Exit 0 with the sums as JSON on stdout; 1 when batches were given up; 2 with one line per fault."""

    help = "Looks for rights not claimed in every active file, or studies other figures (--with)."

    def add_arguments(self, parser):
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="day of the check (default: today)")
        parser.add_argument("--national", action="store_true", default=True, help="national rights too")
        parser.add_argument("--no-national", action="store_false", dest="national")
        parser.add_argument("--site", metavar="CODE", help="the files of one site (default: all)")
        parser.add_argument(
            "--with", metavar="NAME=EUROS", action="append", default=[], dest="values",
            help="study the effect of this figure from the day of the check; may be repeated",
        )  # fmt: skip
        parser.add_argument("--resume", nargs="?", const="last", metavar="RUN", help="take up an unended run")
        parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="processes (default: all)")

    def handle(self, *, cores: int, resume: str | None, **options: Any) -> None:
        try:
            run = _unended(resume) if resume else _asked(**options)
        except Fault as fault:
            self.stderr.write(str(fault))
            sys.exit(2)
        plan_caseload(run=run.pk)
        helpers = [_helper(run) for _ in range(cores - 1)]
        try:
            self._work(run)
        finally:
            for helper in helpers:
                helper.wait() if _ended(run) else helper.terminate()
        self._report(run)

    def _work(self, run: CaseloadRun) -> None:
        """Do batches until none is left that anybody can do."""
        shown = 0
        while True:
            with acting("system"):
                waiting = caseload.waiting(run)
                told = caseload.progress(run)
            if told.percent >= shown + STEP:
                shown = told.percent
                self.stderr.write(f"{told.checked} / {told.households} households ({shown} %)")
            if not waiting:
                return
            if not any(_done(batch) for batch in waiting):  # the first in nobody's hands
                time.sleep(PAUSE)

    def _report(self, run: CaseloadRun) -> None:
        with acting("system"):
            run.refresh_from_db()
            told, total = caseload.progress(run), caseload.totals(run)
        said = {"run": str(run.public_id), "kind": run.kind, "on": run.on.isoformat()}
        self.stdout.write(json.dumps({**said, **total, "failed_batches": told.failed}, ensure_ascii=False))
        if told.failed:
            self.stderr.write(f"{told.failed} batches were given up: check_caseload --resume {run.public_id}")
            sys.exit(1)


def _done(batch: int) -> bool:
    try:
        with acting("system"):
            return caseload.check_batch(batch=batch)
    except Exception as fault:  # one batch must not stop the others; it is counted
        sys.stderr.write(f"batch {batch}: {type(fault).__name__}\n")
        with acting("system"):
            caseload.note_failure(batch=batch)
        return True


def _ended(run: CaseloadRun) -> bool:
    with acting("system"):
        return not caseload.waiting(run)


def _helper(run: CaseloadRun) -> subprocess.Popen:
    """One more process on the same run, that ends with this one."""
    manage = str(settings.ROOT / "manage.py")
    own = [sys.executable, manage, "check_caseload", "--resume", str(run.public_id), "--cores", "1"]
    bound = [sys.executable, "-m", "nps.supervise", str(os.getpid()), *own]
    return subprocess.Popen(bound, cwd=settings.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _unended(which: str) -> CaseloadRun:
    with acting("system"):
        runs = CaseloadRun.objects.filter(ended_at=None).order_by("-pk")
        if which != "last":
            runs = [one for one in runs if str(one.public_id) == which]
        if not runs:
            raise Fault("--resume: no such run is left to do")
        return runs[0]


def _asked(*, on: str | None, national: bool, site: str | None, values: list[str], **_: Any) -> CaseloadRun:
    day = _day(on)
    figures = _figures(values, day) if values else None
    with acting("system"):
        place = Site.objects.filter(code=site).first() if site else None
        if site and place is None:
            raise Fault(f"--site: none has the code {site!r}")
        return start_caseload_check(
            actor=None,
            kind=RunKind.EFFECT if figures else RunKind.RADAR,
            on=day,
            site=place,
            figures=figures,
            national=national and not figures,  # municipal figures change no national right
        )


def _day(text: str | None) -> date:
    try:
        day = date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise Fault("--on: not a date")
    if day < FIRST_DAY:
        raise Fault(f"--on: no by-law at hand before {FIRST_DAY}")
    return day


def _figures(values: list[str], since: date) -> Figures:
    figures = parameters.published()
    for value in values:
        name, _equals, euros = value.partition("=")
        try:
            figures = figures.with_versions({name: Version(since, float(euros), "check_caseload --with")})
        except (NoParameter, ValueError) as fault:
            raise Fault(f"--with {value}: {fault}")
    return figures
