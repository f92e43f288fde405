"""`export_case REFERENCE --output FILE`: the signed audit file of one case, written whole or not at all."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from cases.exports.context_from_case import Profile
from cases.exports.identity import IdentityMissing
from cases.models import CaseFile
from cases.printing.printer import ContentDiffers, PrintFailed
from cases.services.exports import make_audit_file, write_whole
from cases.services.moves import MoveRefused
from documents.sealing import Damaged, KeyMissing, KeyWrong
from nps.accounts.acting import acting

# What can go wrong without being a fault of the program, with the part that is at fault.
REFUSALS = {
    IdentityMissing: "identity",
    ContentDiffers: "attachments",
    Damaged: "attachments",
    KeyMissing: "attachments",
    KeyWrong: "attachments",
    PrintFailed: "file",
    MoveRefused: "case",
    OSError: "output",
}


class Command(BaseCommand):
    help = "Writes the signed audit file (PDF/A-3a, PDF/UA-1) of a case. Journaled."

    def add_arguments(self, parser):
        parser.add_argument("reference", metavar="REFERENCE")
        parser.add_argument("--output", metavar="FILE", type=Path, required=True)
        parser.add_argument("--profile", choices=Profile.values, default=Profile.AUDITOR.value)

    def handle(self, *, reference: str, output: Path, profile: str, **options):
        with acting("system"):
            case = CaseFile.objects.filter(reference=reference).first()
        if case is None:
            self._refuse(f"reference: no case file {reference!r}")
        if not output.parent.is_dir() or output.is_dir():
            self._refuse(f"output: {str(output)!r} cannot be written")
        try:
            file = make_audit_file(actor=None, case=case, profile=Profile(profile))
            write_whole(output, file.data)
        except tuple(REFUSALS) as fault:
            part = next(part for kind, part in REFUSALS.items() if isinstance(fault, kind))
            self._refuse(f"{part}: {getattr(fault, 'strerror', None) or fault}")
        self.stdout.write(str(output))

    def _refuse(self, line: str):
        self.stderr.write(line)
        sys.exit(2)
