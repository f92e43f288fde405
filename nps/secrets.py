"""Secrets kept in files outside the database, one per name. No default value of a secret may enter here."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def _random_key() -> bytes:
    return base64.b64encode(secrets.token_bytes(32))


def _signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


MAKERS: dict[str, Callable[[], bytes]] = {
    "django.key": _random_key,
    "documents.kek": _random_key,  # wraps the key of each document
    "documents.index": _random_key,  # keyed fingerprints of contents
    "people.kek": _random_key,  # NIR and IBAN
    "people.index": _random_key,  # exact search on NIR and IBAN
    "journal.key": _signing_key,  # signs the heads of the journal
}


class Secrets:
    """Reads `<folder>/<name>`; makes a missing one only when `create` (development and tests)."""

    def __init__(self, folder: Path, *, create: bool, error: type[Exception]):
        self.folder, self.create, self.error = folder, create, error

    def raw(self, name: str) -> bytes:
        """The file's bytes. Raises `error` naming the secret when it is missing."""
        path = self.folder / name
        if not path.exists():
            if not self.create:
                raise self.error(
                    f"The secret {name} is missing: expected the file {name} in NPS_SECRETS_DIR. "
                    "Nothing was started and nothing was changed. Restore it from the escrow copy."
                )
            self._make(path, MAKERS[name]())
        return path.read_bytes().strip()

    def text(self, name: str) -> str:
        return self.raw(name).decode()

    def optional_text(self, name: str) -> str | None:
        """A secret given by another service, kept in a file here; None when there is none. Never made."""
        try:
            return (self.folder / name).read_text(encoding="utf-8").strip() or None
        except (FileNotFoundError, UnicodeDecodeError):
            return None

    def key(self, name: str) -> bytes:
        """A 32-byte key stored in base64."""
        try:
            key = base64.b64decode(self.raw(name), validate=True)
        except ValueError:
            key = b""
        if len(key) != 32:
            raise self.error(f"The secret {name} is not a 32-byte key in base64. Nothing was changed.")
        return key

    def given(self, name: str) -> str:
        """A secret of another service, which nobody here can make. Raises `error` naming it."""
        if not (self.folder / name).exists():
            raise self.error(
                f"The secret {name} is missing: put it in the file {name} in NPS_SECRETS_DIR. "
                "Nothing was started and nothing was changed."
            )
        return self.text(name)

    def __getitem__(self, name: str) -> bytes:
        """The usable secret: 32 bytes for a key, PEM bytes for the journal's signing key."""
        return self.raw(name) if name == "journal.key" else self.key(name)

    def beside(self, name: str) -> dict[str, bytes]:
        """The other keys of the same use, by file name: the next one while keys rotate, the retired ones."""
        return {path.name: self.key(path.name) for path in sorted(self.folder.glob(f"{name}.*"))}

    def add(self, name: str, *, like: str) -> bytes:
        """The key `name`, made like `like` when there is none yet."""
        if not (self.folder / name).exists():
            self._make(self.folder / name, MAKERS[like]())
        return self.key(name)

    def promote(self, name: str, *, over: str, retired: str) -> None:
        """`name` becomes `over`, which stays under `retired`. Killed at any point, run again: one result."""
        if not (self.folder / name).exists():
            return
        if not (self.folder / retired).exists():
            os.link(self.folder / over, self.folder / retired)
        os.replace(self.folder / name, self.folder / over)

    def everything(self) -> dict[str, bytes]:
        """Every secret, those beside them and the signing identity, by path: what an escrow copy holds."""
        kept = (path for path in sorted(self.folder.rglob("[!.]*")) if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes().strip() for path in kept}

    def require_all(self) -> None:
        """Read every secret once, so that a missing one stops the start, not the first request."""
        for name in MAKERS:
            self[name]

    def _make(self, path: Path, content: bytes) -> None:
        # link() refuses an existing name: two processes starting together agree on the first one's secret.
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(content)
            os.fsync(fd)
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
