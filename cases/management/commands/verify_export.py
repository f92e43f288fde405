"""`verify_export FILE`: whether an audit file is exactly what was signed. Reads, never writes."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from cases.exports import audit_file
from cases.exports.verification import NotAnExport
from nps.accounts.acting import acting

MOST = 512 * 1024 * 1024  # bytes


class Command(BaseCommand):
    help = "Verifies an audit file: exit 0 intact, 1 altered, 2 no export."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--without-journal",
            action="store_true",
            help="do not ask the living journal; the proof inside the file is still checked",
        )

    def handle(self, *, file: Path, without_journal: bool, **options):
        try:
            if file.stat().st_size > MOST:
                raise NotAnExport(f"larger than {MOST} bytes")
            report = self._report(file.read_bytes(), without_journal=without_journal)
        except (OSError, NotAnExport) as fault:
            self.stderr.write(f"file: {getattr(fault, 'strerror', None) or fault}")
            sys.exit(2)
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        if not report["valid"]:
            sys.exit(1)

    def _report(self, data: bytes, *, without_journal: bool) -> dict:
        if without_journal:
            return audit_file.check(data)
        with acting("system"):
            return audit_file.check(data, journal=audit_file.had_root)
