"""Where sealed files lie on a disk: under their final name only when they are complete and on the platter."""

import os
from pathlib import Path
from uuid import uuid4

from django.core.files.storage import FileSystemStorage

UNFINISHED = ".part"


class VaultStorage(FileSystemStorage):
    """Django's file system storage, crash-safe: temporary file, fsync, rename, fsync of the folder.

    A process killed at any point leaves at most a `.part` file that nothing refers to.
    """

    def _save(self, name, content):
        final = Path(self.path(name))
        self._make_folder(final.parent)
        unfinished = final.with_name(f"{final.name}.{uuid4().hex}{UNFINISHED}")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            try:
                for chunk in content.chunks():
                    view = memoryview(chunk)
                    while view:
                        view = view[os.write(descriptor, view) :]
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            os.rename(unfinished, final)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _sync_folder(final.parent)
        return name

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
