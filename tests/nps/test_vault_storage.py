"""A folder unless a bucket is named; then its keys must have been given."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from nps.secrets import Secrets
from nps.vault_storage import vault_storage


@pytest.fixture
def secrets(tmp_path):
    return Secrets(tmp_path, create=True, error=ImproperlyConfigured)


def test_a_folder_when_no_bucket_is_named(secrets, tmp_path):
    found = vault_storage({}, secrets, tmp_path)
    assert found["BACKEND"] == "documents.storage.VaultStorage"
    assert found["OPTIONS"]["location"] == tmp_path / "vault"


def test_a_bucket_with_the_keys_that_were_given(secrets, tmp_path):
    (tmp_path / "s3.id").write_text("SPECIMEN-ID\n")
    (tmp_path / "s3.secret").write_text("SPECIMEN-SECRET\n")
    told = {"NPS_S3_BUCKET": "vault", "NPS_S3_ENDPOINT": "https://s3.example.org"}
    options = vault_storage(told, secrets, tmp_path)["OPTIONS"]
    assert (options["access_key"], options["secret_key"]) == ("SPECIMEN-ID", "SPECIMEN-SECRET")
    assert options["endpoint_url"] == "https://s3.example.org"


def test_a_key_that_was_not_given_is_named_and_none_is_made(secrets, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="s3.id"):
        vault_storage({"NPS_S3_BUCKET": "vault"}, secrets, tmp_path)
    assert not (tmp_path / "s3.id").exists()
