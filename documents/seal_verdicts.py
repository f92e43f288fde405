"""What a seal is worth: its signature against the certificates an administrator trusts. Pure calculations.

A seal says that a text was signed, never that the paper around it is the one it was signed for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from documents.seal_reading import Seal

TEST_AUTHORITY = "FR00"  # of the published specimens: anybody has its key
DIGESTS = {
    "secp256r1": (hashes.SHA256(), 32),  # curve → digest, bytes of each half of the signature
    "secp384r1": (hashes.SHA384(), 48),
    "secp521r1": (hashes.SHA512(), 66),
}


class Verdict(TextChoices):
    """The exact words for a seal. None says that a paper is genuine."""

    VERIFIED = "verified", _("2D-Doc lu, signature vérifiée")
    SPECIMEN = "specimen", _("2D-Doc lu\u00a0: spécimen, il ne prouve rien")
    UNKNOWN_SIGNER = "unknown_signer", _("2D-Doc lu, signataire inconnu")
    OUT_OF_VALIDITY = "out_of_validity", _("2D-Doc lu, certificat non valable le jour de la signature")
    FALSE_SIGNATURE = "false_signature", _("2D-Doc lu, signature fausse")
    UNREADABLE = "unreadable", _("2D-Doc illisible")
    ABSENT = "absent", _("Aucun 2D-Doc trouvé")


class NotACertificate(ValueError):
    """These bytes are no certificate that can sign a 2D-Doc; `code` says why."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Signer:
    """One trusted certificate, by the names seals give it. The days of validity are both included."""

    authority: str
    certificate: str
    key: ec.EllipticCurvePublicKey
    valid_from: date
    valid_until: date
    specimen: bool


def read_certificate(data: bytes) -> x509.Certificate:
    """A certificate in PEM or DER whose key can sign a 2D-Doc. Raises NotACertificate."""
    try:
        load = x509.load_pem_x509_certificate if b"-----BEGIN" in data else x509.load_der_x509_certificate
        certificate = load(data)
        key = certificate.public_key()
    except Exception:  # whatever the parser raises, it is no certificate
        raise NotACertificate("unreadable") from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in DIGESTS:
        raise NotACertificate("other_key")
    return certificate


def verdict_of(seal: Seal, signers: Iterable[Signer]) -> Verdict:
    """What this seal is worth against these signers."""
    named = (seal.authority, seal.certificate)
    signer = next((s for s in signers if (s.authority, s.certificate) == named), None)
    if signer is None:
        return Verdict.SPECIMEN if seal.authority == TEST_AUTHORITY else Verdict.UNKNOWN_SIGNER
    if not signed_by(seal, signer.key):
        return Verdict.FALSE_SIGNATURE
    if signer.specimen or seal.authority == TEST_AUTHORITY:
        return Verdict.SPECIMEN
    if seal.signed_on is None or not signer.valid_from <= seal.signed_on <= signer.valid_until:
        return Verdict.OUT_OF_VALIDITY
    return Verdict.VERIFIED


def signed_by(seal: Seal, key: ec.EllipticCurvePublicKey) -> bool:
    """Whether the holder of this key signed the seal (ECDSA, the two halves one behind the other)."""
    digest, half = DIGESTS[key.curve.name]
    if len(seal.signature) != 2 * half:
        return False
    r, s = (int.from_bytes(part, "big") for part in (seal.signature[:half], seal.signature[half:]))
    try:
        key.verify(encode_dss_signature(r, s), seal.message, ec.ECDSA(digest))
    except InvalidSignature:
        return False
    return True
