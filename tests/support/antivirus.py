"""A real clamd on a socket of its own, with the signatures it is given: the test file's in two lines.

Nothing is downloaded, and no daemon of the machine is touched.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import md5
from pathlib import Path

import pytest

from documents.antivirus import EICAR

# The file alone, and its bytes anywhere in another.
SIGNATURES = {
    "specimen.hdb": f"{md5(EICAR, usedforsecurity=False).hexdigest()}:{len(EICAR)}:Specimen.Eicar\n",
    "specimen.ndb": f"Specimen.Eicar.Inside:0:*:{EICAR.hex()}\n",
}
NO_SIGNATURE = {"specimen.ign2": "Specimen.Nothing\n"}  # a wholly empty folder, and clamd does not start
STREAM_LIMIT = 512 * 1024  # bytes

needs_clamd = pytest.mark.skipif(
    not shutil.which("clamd"), reason="clamd is not installed (Debian: clamav-daemon)"
)


class Scanner:
    """A clamd that can be stopped and started again; `address` goes into settings.CLAMD."""

    def __init__(self, folder: Path):
        self.folder, self.address = folder, str(folder / "clamd.sock")
        self._process: subprocess.Popen | None = None

    def start(self, signatures: dict[str, str], extra: Sequence[str] = ()) -> None:
        """Ready to answer when this returns."""
        shutil.rmtree(self.folder / "db", ignore_errors=True)
        (self.folder / "db").mkdir()
        for name, text in signatures.items():
            (self.folder / "db" / name).write_text(text)
        lines = (
            f"LocalSocket {self.address}",
            f"DatabaseDirectory {self.folder / 'db'}",
            f"TemporaryDirectory {self.folder}",
            f"StreamMaxLength {STREAM_LIMIT}",
            "Foreground yes",
            *extra,
        )
        (self.folder / "clamd.conf").write_text("\n".join(lines) + "\n")
        command = ["clamd", "-c", str(self.folder / "clamd.conf")]
        with (self.folder / "log").open("w") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        until = time.monotonic() + 30
        while not Path(self.address).exists():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.02)

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = None
        Path(self.address).unlink(missing_ok=True)


@contextmanager
def scanner() -> Iterator[Scanner]:
    """Not started yet; stopped at the end. Its folder has a short name, as sockets want."""
    with tempfile.TemporaryDirectory(prefix="clamd-") as name:
        made = Scanner(Path(name))
        try:
            yield made
        finally:
            made.stop()
