"""`check_rights FILE`: the rights of a household given as JSON. Reads no database, keeps nothing."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from eligibility import engine
from eligibility.contradictions import warnings
from eligibility.situation import SIZE, Situation, SituationFaults


class Command(BaseCommand):
    """Exit 0 with the result on stdout; exit 2 with one line per fault on stderr."""

    help = "Checks the rights of a household (JSON file, or - for standard input)."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help="household as JSON, at most 10 MB; - reads standard input")
        parser.add_argument(
            "--on", metavar="YYYY-MM-DD", help="date of the check (default: the file's, or today)"
        )
        parser.add_argument(
            "--national", action=argparse.BooleanOptionalAction, default=True, help="national rights too"
        )

    def handle(self, *, file: str, on: str | None, national: bool, **options: Any) -> None:
        try:
            day = _day(on)
            situation = Situation.from_text(_text(file), day)
            result = engine.check(
                situation, on=day or situation.on or timezone.localdate(), national=national
            )
        except SituationFaults as error:
            for fault in error.faults:
                self.stderr.write(fault)
            sys.exit(2)
        told = {**result.to_json(), "warnings": warnings(situation, result.on)}
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SituationFaults(["--on: not a date"])


def _text(file: str) -> bytes:
    try:
        if file == "-":
            return sys.stdin.buffer.read(SIZE + 1)
        with Path(file).open("rb") as source:
            return source.read(SIZE + 1)
    except OSError as error:
        raise SituationFaults([f"file: cannot be read ({error.strerror})"])
