"""Where sealed pieces lie: a folder, or a bucket of a server that speaks S3. No key of a piece enters."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nps.secrets import Secrets


def vault_storage(environment: Mapping[str, str], secrets: Secrets, var: Path) -> dict[str, Any]:
    """The entry of STORAGES. With NPS_S3_BUCKET, the secrets `s3.id` and `s3.secret` must be given."""
    bucket = environment.get("NPS_S3_BUCKET", "")
    if not bucket:
        options = {"location": var / "vault", "file_permissions_mode": 0o600}
        return {"BACKEND": "documents.storage.VaultStorage", "OPTIONS": options}
    options = {
        "bucket_name": bucket,
        "endpoint_url": environment.get("NPS_S3_ENDPOINT") or None,
        "region_name": environment.get("NPS_S3_REGION") or None,
        "access_key": secrets.given("s3.id"),
        "secret_key": secrets.given("s3.secret"),
    }
    return {"BACKEND": "documents.object_storage.ObjectStorage", "OPTIONS": options}
