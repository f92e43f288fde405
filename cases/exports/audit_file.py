"""The front door: an audit file is made and signed here, and verified here, with this service's keys."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from cases.exports.context import CaseExport
from cases.exports.identity import FOLDER, Trust, ensure_demo_identity, read_identity, read_trust
from cases.exports.rendering import render
from cases.exports.signature import HttpTimeStamper, sign
from cases.exports.verification import Journal, verify
from nps.journal.models import TreeHead
from nps.journal.sealing import key_id, public_bytes, signing_key


def make(export: CaseExport, contents: Mapping[str, Iterable[bytes]], *, language: str = "fr") -> bytes:
    """The signed PDF of a case: PDF/A-3a, PDF/UA-1, PAdES, `case.json` and the pieces attached.

    `contents`: the bytes of each attached piece in chunks, by `file_name`. Raises IdentityMissing,
    ContentDiffers, PrintFailed; nothing is written to disk.
    """
    identity = read_identity(_folder())
    address = getattr(settings, "EXPORT_TSA_URL", "")
    stamper = HttpTimeStamper(address) if address else None
    return sign(render(export, contents, language=language), identity, timestamper=stamper)


def check(data: bytes, *, journal: Journal | None = None) -> dict[str, Any]:
    """What verification finds, with the trust of this service. Raises NotAnExport, IdentityMissing."""
    return verify(data, trust=trust(), journal=journal)


def trust() -> Trust:
    """The anchors and revocation list of the export folder, and this service's journal key."""
    key = signing_key().public_key()
    return read_trust(_folder(), {key_id(key): public_bytes(key)})


def had_root(size: int, root: str) -> bool:
    """Whether the living journal was sealed with this root at this size."""
    return TreeHead.objects.filter(size=size, root=bytes.fromhex(root)).exists()


def _folder() -> Path:
    folder = Path(settings.SECRETS_DIR) / FOLDER
    if settings.SECRETS.create:  # development and tests: a specimen identity, renewed as it ages
        ensure_demo_identity(folder)
    return folder
