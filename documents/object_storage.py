"""Sealed files on a server that speaks S3: under their name only when complete, a stream in and a stream out.

Every fault of the server is an OSError, as those of a disk. Nothing in clear enters: bytes come sealed.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

PART = 8 << 20  # bytes sent at a time: all that one upload holds in memory
# One part after the other in this very thread; what fails is aborted on the server, nothing takes the name.
ONE_BY_ONE = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, use_threads=False)
PATIENCE = Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 3, "mode": "standard"})
ABSENT = ("404", "NoSuchKey", "NotFound")


class ObjectStorage(S3Storage):
    """django-storages' S3, streaming both ways. Raises OSError, FileNotFoundError for what is not there."""

    def __init__(self, **options):
        super().__init__(
            **{"client_config": PATIENCE, "file_overwrite": False, "querystring_auth": True, **options}
        )

    @property
    def client(self):
        return self.connection.meta.client

    def _save(self, name, content):
        with _as_of_a_disk():
            self.client.upload_fileobj(_Stream(content.chunks()), self.bucket_name, name, Config=ONE_BY_ONE)
        return name

    def _open(self, name, mode="rb"):
        with _as_of_a_disk():
            body = self.client.get_object(Bucket=self.bucket_name, Key=name)["Body"]
        return _Body(body, name)

    def exists(self, name):
        try:
            with _as_of_a_disk():
                self.client.head_object(Bucket=self.bucket_name, Key=name)
        except FileNotFoundError:
            return False
        return True

    def delete(self, name):
        with _as_of_a_disk():
            self.client.delete_object(Bucket=self.bucket_name, Key=name)

    def listdir(self, name):
        with _as_of_a_disk():
            return super().listdir(name)

    def get_modified_time(self, name):
        with _as_of_a_disk():
            return super().get_modified_time(name)


class _Body(File):
    """An object read as it comes."""

    def read(self, size=-1):
        with _as_of_a_disk():
            return self.file.read(None if size < 0 else size)


class _Stream(io.RawIOBase):
    """What boto3 reads of an upload: the chunks one after the other, never two held."""

    def __init__(self, chunks: Iterator[bytes]):
        self._chunks, self._left = iter(chunks), memoryview(b"")

    def readable(self):
        return True

    def readinto(self, buffer) -> int:
        if not self._left:
            self._left = memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size

    def read(self, size=-1) -> bytes:
        """Exactly `size` bytes unless the end comes first."""
        parts, missing = [], size
        while size < 0 or missing:
            part = super().read(missing if size >= 0 else PART)
            if not part:
                break
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


@contextmanager
def _as_of_a_disk():
    try:
        yield
    except ClientError as fault:
        code = str(fault.response.get("Error", {}).get("Code", ""))
        kind = FileNotFoundError if code in ABSENT else OSError
        raise kind(f"object storage: {code}") from fault
    except (BotoCoreError, HTTPClientError) as fault:
        raise OSError(f"object storage: {type(fault).__name__}") from fault
