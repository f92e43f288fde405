"""Making the audit file of a case, and examining a file that claims to be one. No page, no wording here."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.exports import audit_file
from cases.exports.context import CaseExport
from cases.exports.context_from_case import Contents, Profile, gather
from cases.exports.verification import MARK, Findings, NotAnExport
from cases.models import CaseFile
from cases.permissions import can_supervise
from cases.services.moves import MoveRefused, NotYours
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Agent
from nps.journal import sealing
from nps.journal.models import Entry, Leaf
from nps.journal.selectors import entries_of_case
from nps.journal.services import record

LANGUAGE = "fr"  # the language of the by-law and of those who check it
ATTEMPTS = 5
EXAMINER_SECONDS = 90
NO_EXPORT = 2  # exit status of the examiner, as CONTRACTS says of verify_export


@dataclass(frozen=True)
class AuditFile:
    """A signed PDF and a name that says nothing of anybody: the case's reference and the time."""

    name: str
    data: bytes


def make_audit_file(*, actor: Agent | None, case: CaseFile, profile: Profile = Profile.AUDITOR) -> AuditFile:
    """The audit file of a case. `actor` None: the system, for commands.

    The export is journaled and sealed first, so that it stands in its own timeline with its proof; nothing is
    kept here. Raises NotYours, MoveRefused (the case does not stand still), what `audit_file.make` raises.
    """
    entry = _journaled(actor, case, profile)
    _seal_up_to(entry)
    at = timezone.now()
    with override(LANGUAGE):
        export, contents = _gathered(actor, case, profile, at)
        data = audit_file.make(export, contents, language=LANGUAGE)
    return AuditFile(f"{case.reference}-{timezone.localtime(at):%Y%m%d-%H%M%S}.pdf", data)


def export_case_file(*, actor: Agent | None, case: CaseFile, profile: Profile = Profile.AUDITOR) -> Path:
    """The same, kept under EXPORT_DIR; its path. Raises OSError too, and then nothing is written."""
    file = make_audit_file(actor=actor, case=case, profile=profile)
    path = Path(settings.EXPORT_DIR) / file.name
    write_whole(path, file.data)
    return path


def examine(file: BinaryIO) -> dict[str, Any]:
    """What verification finds of a file, in a limited process apart; the living journal is asked here.

    Never fails on a hostile file. Raises NotAnExport.
    """
    with tempfile.TemporaryFile() as whole:  # it has no name: once read, it is gone
        shutil.copyfileobj(file, whole)
        whole.seek(0)
        found = _examined(whole)
        if found is None:
            whole.seek(0)
            if MARK not in whole.read():
                raise NotAnExport("the file is too much to be read")
            found = Findings(faults=["file: cut or damaged, it cannot be read any more"]).to_json()
    journal = found["journal"]
    if journal["root"] and not _living(journal["size"], journal["root"]):
        found["faults"].append("journal: it did not have this root at this size")
        found["valid"] = journal["consistent"] = False
    return found


def _examined(whole: BinaryIO) -> dict[str, Any] | None:
    """The findings of the examiner; None when it died of the file. Raises NotAnExport."""
    try:
        done = subprocess.run(
            [sys.executable, str(settings.ROOT / "manage.py"), "examine_export"],
            cwd=settings.ROOT,
            stdin=whole,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a parser says may quote the file
            timeout=EXAMINER_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode == NO_EXPORT:
        raise NotAnExport("not an export of a case")
    return json.loads(done.stdout) if done.returncode == 0 else None


def _living(size: int, root: str) -> bool:
    with acting("system"):
        return audit_file.had_root(size, root)


def write_whole(path: Path, data: bytes) -> None:
    """The file appears whole or not at all, readable by its owner only. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise


def _as(actor: Agent | None) -> AbstractContextManager[None]:
    return acting(*actor_of(actor)) if actor else acting("system")


def _journaled(actor: Agent | None, case: CaseFile, profile: Profile) -> Entry:
    with _as(actor):
        if actor and not can_supervise(case, actor):
            raise NotYours(_("Cet acte revient à : %(who)s.") % {"who": can_supervise.by})
        return record(
            act="case_exported",
            actor=actor,
            subject=case,
            case_reference=case.reference,
            data={"profile": str(profile)},
        )


def _seal_up_to(entry: Entry) -> None:
    """Sealed in transactions of their own: the sealer's lock is not held while the file is printed."""
    placed = False
    while not placed:  # each turn places a batch
        with acting("system"):
            sealing.seal()
            placed = Leaf.objects.filter(entry=entry).exists()


def _gathered(
    actor: Agent | None, case: CaseFile, profile: Profile, at: datetime
) -> tuple[CaseExport, Contents]:
    """The values of one moment: every act writes in the journal, so nothing happened if it did not grow."""
    for _attempt in range(ATTEMPTS):
        with _as(actor):
            before = entries_of_case(case.reference).count()
            still = CaseFile.objects.select_related("site", "referent__site", "household").get(pk=case.pk)
            gathered = gather(still, actor=actor, at=at, profile=profile)
            if entries_of_case(case.reference).count() == before:
                return gathered
    raise MoveRefused(_("Le dossier change en ce moment. Recommencez dans une minute."))
