import os
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from cases.exports import identity
from cases.exports.identity import IdentityMissing, ensure_demo_identity, missing, read_identity, read_trust


def test_a_missing_file_is_named(tmp_path):
    assert missing(tmp_path) == ["key.pem", "cert.pem", "anchors.pem"]
    with pytest.raises(IdentityMissing, match=r"cert\.pem"):
        read_identity(tmp_path)
    with pytest.raises(IdentityMissing, match=r"anchors\.pem"):
        read_trust(tmp_path, {})


def test_the_demonstration_identity_says_it_is_worth_nothing(identity_folder):
    certificate = x509.load_pem_x509_certificate((identity_folder / "cert.pem").read_bytes())
    assert "SPÉCIMEN, sans valeur" in certificate.subject.rfc4514_string().replace("\\", "")


def test_the_demonstration_identity_is_made_once(identity_folder):
    before = {path.name: path.read_bytes() for path in identity_folder.iterdir()}
    ensure_demo_identity(identity_folder)
    assert {path.name: path.read_bytes() for path in identity_folder.iterdir()} == before


def test_its_files_are_readable_by_their_owner_only(identity_folder):
    assert all(os.stat(path).st_mode & 0o077 == 0 for path in [identity_folder, *identity_folder.iterdir()])


def test_an_ageing_revocation_list_is_renewed(tmp_path, monkeypatch):
    folder = tmp_path / "export"
    with monkeypatch.context() as patch:
        patch.setattr(identity, "LIST_DAYS", 1)
        ensure_demo_identity(folder)
    ensure_demo_identity(folder)
    renewed = x509.load_pem_x509_crl((folder / "crl.pem").read_bytes())
    assert renewed.next_update_utc > datetime.now(UTC) + timedelta(days=30)
