"""An authority for tests: root, intermediate, signer, time-stamping unit, revocation lists. All SPÉCIMEN."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.now(UTC)
USAGES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment")
USAGES += ("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")


class Party:
    """A name with its RSA key and certificate (pyHanko's own time stamper signs with RSA only)."""

    def __init__(self, name: str, issuer: "Party | None", *uses: str, stamping: bool = False):
        self.key = rsa.generate_private_key(65537, 2048)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"SPÉCIMEN {name}")])
        self.issuer = issuer or self
        authority = "key_cert_sign" in uses
        builder = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(self.issuer.name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=1))
            .not_valid_after(NOW + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**{use: use in uses for use in USAGES}), critical=True)
        )
        if stamping:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        self.certificate = builder.sign(self.issuer.key, SHA256())

    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def revocation_list(self, *revoked: "Party") -> bytes:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(NOW - timedelta(hours=1))
            .next_update(NOW + timedelta(days=7))
        )
        for party in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(party.certificate.serial_number)
                .revocation_date(NOW - timedelta(hours=2))
                .build()
            )
        return builder.sign(self.key, SHA256()).public_bytes(Encoding.PEM)


@cache
def parties() -> dict[str, Party]:
    root = Party("Racine", None, "key_cert_sign", "crl_sign")
    middle = Party("Intermédiaire", root, "key_cert_sign", "crl_sign")
    return {
        "root": root,
        "middle": middle,
        "signer": Party("Exports", middle, "digital_signature", "content_commitment"),
        "stamper": Party("Horodatage", root, "digital_signature", stamping=True),
    }


def write_identity(folder: Path, *, lists: bool, revoked: bool = False) -> None:
    """A signing identity under an intermediate authority, with or without revocation lists."""
    folder.mkdir(parents=True)
    known = parties()
    (folder / "key.pem").write_bytes(known["signer"].key_pem())
    (folder / "cert.pem").write_bytes(known["signer"].pem() + known["middle"].pem())
    (folder / "anchors.pem").write_bytes(known["root"].pem())
    if lists:
        withdrawn = (known["signer"],) if revoked else ()
        made = known["root"].revocation_list() + known["middle"].revocation_list(*withdrawn)
        (folder / "crl.pem").write_bytes(made)


def time_stamper() -> DummyTimeStamper:
    """Signs time stamps here and now, as an outside authority would."""
    stamper = parties()["stamper"]
    (certificate,) = load_certs_from_pemder_data(stamper.pem())
    return DummyTimeStamper(
        tsa_cert=certificate,
        tsa_key=load_private_key_from_pemder_data(stamper.key_pem(), None),
        certs_to_embed=SimpleCertificateStore(),
    )
