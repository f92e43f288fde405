"""`manage.py run_clocks`: what the legal delays say on a day, applied, or only said (--dry-run)."""

import json
import sys
from collections import Counter
from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.services import ticking
from nps.accounts.acting import acting

STEP = 500  # lines between two words of progress


class Command(BaseCommand):
    """Exit 0 with the counts as JSON on stdout; 2 with one line on stderr for a bad day."""

    help = "Warns before legal dates and applies those that have passed; run twice, it does nothing more."

    def add_arguments(self, parser):
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day (default: today)")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, do nothing")

    def handle(self, *, on: str | None, dry_run: bool, **_options) -> None:
        today = timezone.localdate()
        try:
            day = date.fromisoformat(on) if on else today
        except ValueError:
            self._refuse(f"--on: not a date: {on}")
        if day > today and not dry_run:
            self._refuse(f"--on: {day} has not come yet: a day to come can only be looked at (--dry-run)")
        counts = self._look(day) if dry_run else self._run(day)
        self.stdout.write(json.dumps({"on": day.isoformat(), "dry_run": dry_run, "counts": counts}))

    def _refuse(self, fault: str) -> None:
        self.stderr.write(fault)
        sys.exit(2)

    def _look(self, day: date) -> dict[str, int]:
        counts: Counter = Counter()
        with acting("system"):
            for step in ticking.steps(day):
                self.stdout.write(f"{step.case_reference} {step.reference} {step.act} {step.day.isoformat()}")
                counts[step.act] += 1
        return dict(sorted(counts.items()))

    def _run(self, day: date) -> dict[str, int]:
        counts: Counter = Counter()
        for number, done in enumerate(ticking.run_clocks(day), start=1):
            counts[f"{done.step.act} {done.came_to}"] += 1
            if done.came_to == "held_back":
                self.stderr.write(f"{done.step.case_reference} {done.step.reference}: {done.why}")
            if number % STEP == 0:
                self.stderr.write(f"{number}…")
        return dict(sorted(counts.items()))
