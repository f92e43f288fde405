"""The certificates an administrator trusts to sign 2D-Doc: trust one, withdraw one, read those in force.

No household and no document enters: what a seal is worth is decided in seal_verdicts.
"""

from cryptography.hazmat.primitives.serialization import Encoding
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from documents.models import TrustedSigner
from documents.seal_verdicts import TEST_AUTHORITY, NotACertificate, Signer, read_certificate
from nps.accounts.models import Agent
from nps.accounts.permissions import require_administrator
from nps.journal.services import record

LARGEST = 16 << 10  # bytes of a certificate


class AlreadyTrusted(Exception):
    """These two names are already those of a trusted certificate: withdraw it first."""


def trusted_signers(actor: Agent) -> QuerySet[TrustedSigner]:
    """Every certificate, withdrawn ones too. Raises PermissionDenied."""
    require_administrator(actor)
    return TrustedSigner.objects.select_related("trusted_by", "withdrawn_by")


def signers() -> list[Signer]:
    """The certificates in force, as verdicts need them."""
    return [
        Signer(
            authority=row.authority,
            certificate=row.certificate,
            key=read_certificate(bytes(row.der)).public_key(),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            specimen=row.specimen,
        )
        for row in TrustedSigner.objects.filter(withdrawn_at__isnull=True)
    ]


@transaction.atomic
def trust_signer(
    *, actor: Agent, data: bytes, authority: str, certificate: str, specimen: bool
) -> TrustedSigner:
    """Trust a certificate (PEM or DER) under the names seals give it; FR00 is always a specimen.

    Raises NotACertificate, AlreadyTrusted, PermissionDenied.
    """
    require_administrator(actor)
    if len(data) > LARGEST:
        raise NotACertificate("unreadable")
    read = read_certificate(data)
    try:
        with transaction.atomic():
            signer = TrustedSigner.objects.create(
                authority=authority,
                certificate=certificate,
                holder=read.subject.rfc4514_string()[:200],
                der=read.public_bytes(Encoding.DER),
                valid_from=read.not_valid_before_utc.date(),
                valid_until=read.not_valid_after_utc.date(),
                specimen=specimen or authority == TEST_AUTHORITY,
                trusted_by=actor,
            )
    except IntegrityError:
        raise AlreadyTrusted from None
    record(act="trust_signer", actor=actor, subject=signer, data=_named(signer))
    return signer


@transaction.atomic
def withdraw_signer(*, actor: Agent, signer: TrustedSigner, reason: str) -> TrustedSigner:
    """Trust it no more: its seals are those of an unknown signer. Twice is once. Raises PermissionDenied."""
    require_administrator(actor)
    current = TrustedSigner.objects.select_for_update(of=("self",)).get(pk=signer.pk)
    if current.withdrawn_at is None:
        current.withdrawn_by, current.withdrawn_at = actor, timezone.now()
        current.save(update_fields=["withdrawn_by", "withdrawn_at"])
        record(act="withdraw_signer", actor=actor, subject=current, data=_named(current), reason=reason)
    return current


def _named(signer: TrustedSigner) -> dict[str, str | bool]:
    return {
        "authority": signer.authority,
        "certificate": signer.certificate,
        "valid_until": signer.valid_until.isoformat(),
        "specimen": signer.specimen,
    }
