"""The escrow copy: all secrets, only for the holder of the certificate's key."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID
from django.core.management import call_command

from nps.secrets import MAKERS


@pytest.fixture
def holder(tmp_path):
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "SPÉCIMEN Dépositaire")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "holder.pem"
    path.write_bytes(certificate.public_bytes(Encoding.PEM))
    return path, certificate, key


def test_only_the_holder_reads_every_secret(holder, settings, tmp_path, capsys):
    path, certificate, key = holder
    shared = settings.SECRETS
    settings.SECRETS = type(shared)(tmp_path / "secrets", create=True, error=shared.error)
    settings.SECRETS.require_all()
    settings.SECRETS.add("documents.kek.next", like="documents.kek")
    output = tmp_path / "escrow.p7m"
    call_command("escrow_keys", certificate=str(path), output=str(output))
    opened = json.loads(pkcs7.pkcs7_decrypt_der(output.read_bytes(), certificate, key, []))
    assert set(opened) == {*MAKERS, "documents.kek.next"}
    kept = (tmp_path / "secrets" / "people.kek").read_bytes().strip()
    assert base64.b64decode(opened["people.kek"]) == kept
    assert kept not in output.read_bytes()


@pytest.mark.parametrize("content", [b"", b"not a certificate"])
def test_a_bad_certificate_writes_nothing(tmp_path, content, capsys):
    path, output = tmp_path / "bad.pem", tmp_path / "escrow.p7m"
    path.write_bytes(content)
    with pytest.raises(SystemExit) as stopped:
        call_command("escrow_keys", certificate=str(path), output=str(output))
    assert stopped.value.code == 2
    assert not output.exists()
