"""The janitor of the storage: sealed files that no row names are removed, rows without a file are named.

Only names and dates are looked at; no document is opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.storage import Storage, storages
from django.utils import timezone

from documents.models import Content, UploadPart
from nps.accounts.acting import acting

GRACE = timedelta(days=1)  # an upload under way names its file only when it ends


@dataclass(frozen=True, slots=True)
class Swept:
    """`removed`: files nobody named; `kept`: files named; `missing`: contents and uploads without theirs."""

    removed: int
    kept: int
    missing: tuple[str, ...]


def sweep(*, dry_run: bool = False) -> Swept:
    """Compare the storage with the rows; files younger than a day are left alone. Harmless when repeated."""
    storage = storages["vault"]
    before = timezone.now() - GRACE
    found = set(_names(storage, ""))
    with acting("system"):  # read after the listing: what is stored meanwhile has its row
        rows = Content.objects.filter(erased_at__isnull=True).values_list("name", "reference")
        parts = UploadPart.objects.values_list("name", "upload__reference")
        named = {name: str(reference) for name, reference in [*rows.iterator(), *parts.iterator()]}
    orphans = [name for name in found - set(named) if storage.get_modified_time(name) < before]
    if not dry_run:
        for name in orphans:
            storage.delete(name)
    missing = (
        reference for name, reference in named.items() if name not in found and not storage.exists(name)
    )
    return Swept(len(orphans), len(found & set(named)), tuple(sorted(missing)))


def _names(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in files)
    for inner in folders:
        yield from _names(storage, f"{prefix}{inner}")
