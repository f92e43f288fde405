"""Who signs exports, and whom a verifier believes: from files outside the database, never from a PDF.

In the folder: key.pem, cert.pem (signer, then its chain), anchors.pem, and if there is one crl.pem.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import crl as asn1_crl
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.sign import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

FOLDER = "export"  # of settings.SECRETS_DIR
REQUIRED = ("key.pem", "cert.pem", "anchors.pem")
LIST, DEMO_CA_KEY = "crl.pem", "specimen-ca.pem"
SPECIMEN = "SPÉCIMEN, sans valeur"
CERTIFICATE_DAYS, LIST_DAYS = 3650, 60


class IdentityMissing(RuntimeError):
    """A file of the signing identity is not there. Nothing was signed."""


@dataclass(frozen=True)
class Trust:
    """Whom a verifier believes. `journal_keys`: raw Ed25519 public keys by their short name."""

    anchors: tuple[asn1_x509.Certificate, ...] = ()
    revocation_lists: tuple[asn1_crl.CertificateList, ...] = ()
    journal_keys: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Identity:
    """What signs: the key with its certificate, and what is needed to embed proof that it was not revoked."""

    signer: SimpleSigner
    trust: Trust


def missing(folder: Path) -> list[str]:
    """The required files that are not in `folder`."""
    return [name for name in REQUIRED if not (folder / name).is_file()]


def read_trust(folder: Path, journal_keys: Mapping[str, bytes]) -> Trust:
    """Anchors and revocation list of `folder`. Raises IdentityMissing naming the file."""
    anchors = load_certs_from_pemder_data(_read(folder, "anchors.pem"))
    lists = _read_list(folder / LIST) if (folder / LIST).is_file() else []
    return Trust(tuple(anchors), tuple(lists), dict(journal_keys))


def read_identity(folder: Path) -> Identity:
    """The signing identity of `folder`. Raises IdentityMissing naming the file."""
    certificates = list(load_certs_from_pemder_data(_read(folder, "cert.pem")))
    store = SimpleCertificateStore()
    store.register_multiple(certificates[1:])
    signer = SimpleSigner(
        signing_cert=certificates[0],
        signing_key=load_private_key_from_pemder_data(_read(folder, "key.pem"), None),
        cert_registry=store,
    )
    return Identity(signer, read_trust(folder, {}))


def ensure_demo_identity(folder: Path) -> None:
    """Development and tests only: an own authority, a signer named SPÉCIMEN, a fresh revocation list."""
    if missing(folder):
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = folder.with_name(f".{folder.name}.{os.getpid()}.{secrets.token_hex(4)}")
        fresh.mkdir(mode=0o700)
        _make(fresh)
        try:
            fresh.rename(folder)  # whole or not at all; another process may have been first
        except OSError:
            for path in fresh.iterdir():
                path.unlink()
            fresh.rmdir()
    if (folder / DEMO_CA_KEY).is_file():
        _renew_list(folder)


def _read(folder: Path, name: str) -> bytes:
    path = folder / name
    if not path.is_file():
        raise IdentityMissing(f"{name} is missing in the folder of the export identity. Nothing was signed.")
    return path.read_bytes()


def _read_list(path: Path) -> list[asn1_crl.CertificateList]:
    blocks = pem.unarmor(path.read_bytes(), multiple=True)
    return [asn1_crl.CertificateList.load(der) for _, _, der in blocks]


def _write(path: Path, data: bytes) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    fresh.replace(path)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, SPECIMEN),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _make(folder: Path) -> None:
    authority_key, signer_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _name("SPÉCIMEN Autorité de démonstration")
    signer = _name("SPÉCIMEN Nouveau Paris Solidaire, exports")
    anchor = _certificate(authority, authority, authority_key, authority_key, is_authority=True)
    certificate = _certificate(signer, authority, signer_key, authority_key, is_authority=False)
    for name, key in ((DEMO_CA_KEY, authority_key), ("key.pem", signer_key)):
        _write(folder / name, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _write(folder / "anchors.pem", anchor.public_bytes(Encoding.PEM))
    _write(folder / "cert.pem", certificate.public_bytes(Encoding.PEM))


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    wanted = ("key_cert_sign", "crl_sign") if is_authority else ("digital_signature", "content_commitment")
    usage.update(dict.fromkeys(wanted, True))
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=CERTIFICATE_DAYS))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
        .sign(issuer_key, SHA256())
    )


def _renew_list(folder: Path) -> None:
    """A new, empty list of the demonstration authority when half of the last one's life is over."""
    now, path = datetime.now(UTC), folder / LIST
    if path.is_file():
        last = x509.load_pem_x509_crl(path.read_bytes())
        if last.next_update_utc and last.next_update_utc > now + timedelta(days=LIST_DAYS / 2):
            return
    key = load_pem_private_key(_read(folder, DEMO_CA_KEY), None)
    anchor = x509.load_pem_x509_certificate(_read(folder, "anchors.pem"))
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(anchor.subject)
        .last_update(now - timedelta(hours=1))
        .next_update(now + timedelta(days=LIST_DAYS))
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(anchor.public_key()), critical=False
        )
        .sign(key, SHA256())
    )
    _write(path, made.public_bytes(Encoding.PEM))
