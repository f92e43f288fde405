"""`examine_export`: verification within limits, started by the site for a file of unknown origin.

The file comes on standard input, what is found goes out as JSON. Exit 2: no export.
"""

import json
import resource
import sys

from django.core.management.base import BaseCommand

from cases.exports import audit_file
from cases.exports.verification import NotAnExport, verify
from cases.services.exports import NO_EXPORT

LIMITS = {
    resource.RLIMIT_CPU: 60,  # seconds
    resource.RLIMIT_AS: 1536 << 20,  # bytes of address space, libraries included
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: 64,
}


class Command(BaseCommand):
    help = "Verifies the file on standard input within limits. Started by the site; people use verify_export."
    requires_system_checks = []  # it starts at each verification, and asks the database nothing

    def handle(self, **options):
        trust = audit_file.trust()
        _limit()
        try:
            found = verify(sys.stdin.buffer.read(), trust=trust)
        except NotAnExport:
            sys.exit(NO_EXPORT)
        self.stdout.write(json.dumps(found))


def _limit() -> None:
    for what, value in LIMITS.items():
        try:
            resource.setrlimit(what, (value, value))
        except (ValueError, OSError):  # macOS refuses a limit below what is already mapped
            if sys.platform == "linux":
                raise
