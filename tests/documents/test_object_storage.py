"""The vault on a server that speaks S3: stored, opened, erased, swept, rotated; broken, nothing is kept."""

import io
import socket
import subprocess
import sys
import time
import tracemalloc
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from documents import keys, sweeping, vault
from documents.models import SupportingDocument
from documents.object_storage import PART, ObjectStorage
from documents.sealing import Damaged
from documents.sweeping import sweep
from tests.documents import specimens

awsrequest = pytest.importorskip("botocore.awsrequest", reason="boto3 is not installed")
botocore_exceptions = pytest.importorskip("botocore.exceptions", reason="boto3 is not installed")
pytest.importorskip("flask", reason="moto's server needs flask")
from moto import server as server_of  # noqa: E402 - after the line that skips

boto3 = pytest.importorskip("boto3", reason="boto3 is not installed")
pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture(scope="module")
def endpoint():
    server = server_of.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def options(endpoint):
    found = {"endpoint_url": endpoint, "region_name": "us-east-1", "bucket_name": f"vault-{uuid.uuid4().hex}"}
    found |= {"access_key": "SPECIMEN", "secret_key": "SPECIMEN", "addressing_style": "path"}
    client_of(found).create_bucket(Bucket=found["bucket_name"])
    return found


def client_of(options):
    return boto3.client(
        "s3", endpoint_url=options["endpoint_url"], region_name=options["region_name"],
        aws_access_key_id=options["access_key"], aws_secret_access_key=options["secret_key"],
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _on_a_server(_production_storage, settings, options):
    served = {"BACKEND": "documents.object_storage.ObjectStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "vault": served}


@pytest.fixture
def names(options):
    """What lies in the bucket."""

    def found() -> list[str]:
        told = client_of(options).list_objects_v2(Bucket=options["bucket_name"])
        return [one["Key"] for one in told.get("Contents", [])]

    return found


def uploads_under_way(options) -> list:
    return client_of(options).list_multipart_uploads(Bucket=options["bucket_name"]).get("Uploads", [])


def test_a_document_is_stored_opened_and_erased(keep, agent, names, django_capture_on_commit_callbacks):
    data = specimens.pdf()
    document = keep(data=data)
    assert names() == [document.content.name]
    assert vault.read_document(document) == data
    with django_capture_on_commit_callbacks(execute=True):
        vault.erase(actor=agent, document=document, reason="SPÉCIMEN : demande du foyer")
    assert names() == []


def test_equal_content_is_kept_once(keep, names):
    first, second = keep(), keep()
    assert names() == [first.content.name] == [second.content.name]


def test_what_is_gone_is_damage_told(keep, options):
    document = keep()
    client_of(options).delete_object(Bucket=options["bucket_name"], Key=document.content.name)
    with pytest.raises(Damaged):
        vault.read_document(document)


def test_the_janitor_sweeps_a_bucket(keep, options, names, monkeypatch):
    document = keep()
    client_of(options).put_object(Bucket=options["bucket_name"], Key="aa/orphan", Body=b"SPECIMEN")
    assert sweep().removed == 0  # younger than a day
    monkeypatch.setattr(sweeping, "GRACE", -timedelta(minutes=1))
    assert sweep().removed == 1
    assert names() == [document.content.name]
    client_of(options).delete_object(Bucket=options["bucket_name"], Key=document.content.name)
    assert sweep().missing == (str(document.content.reference),)


def test_keys_rotate_without_touching_the_bucket(keep, options):
    data = specimens.pdf()
    document = keep(data=data)
    before = storages["vault"].get_modified_time(document.content.name)
    assert keys.rotate().wrapped == 1
    document.content.refresh_from_db()
    assert vault.read_document(document) == data
    assert storages["vault"].get_modified_time(document.content.name) == before <= timezone.now()


def test_an_upload_that_breaks_leaves_nothing(options, names):
    class Broken:
        def chunks(self):
            for _ in range(3):
                yield bytes(PART)
            raise ConnectionError("the line went down")

    with pytest.raises(ConnectionError):
        storages["vault"]._save("aa/broken", Broken())
    assert names() == []
    assert uploads_under_way(options) == []


@pytest.mark.parametrize("wrong", [{"endpoint_url": "http://127.0.0.1:9"}, {"bucket_name": "no-such-bucket"}])
def test_a_server_that_refuses_or_is_away_is_a_fault_of_the_disk(keep, settings, options, wrong):
    served = {"BACKEND": "documents.object_storage.ObjectStorage", "OPTIONS": {**options, **wrong}}
    settings.STORAGES = {**settings.STORAGES, "vault": served}
    with pytest.raises(OSError, match="object storage"):
        keep()
    assert not SupportingDocument.objects.exists()


def test_wrong_keys_are_told_as_a_fault_of_the_disk(options):
    """The answer of a server that checks them, which moto does not."""
    storage = ObjectStorage(**options)
    storage.client.meta.events.register("before-send.s3.PutObject", refused)
    with pytest.raises(OSError, match="InvalidAccessKeyId"):
        storage._save("aa/x", io_chunks(b"SPECIMEN"))


def refused(**_request):
    body = b"<Error><Code>InvalidAccessKeyId</Code><Message>no</Message></Error>"
    raw = io.BytesIO(body)
    raw.stream = lambda *_args, **_more: iter([body])
    return awsrequest.AWSResponse("http://127.0.0.1", 403, {}, raw)


def io_chunks(data: bytes):
    class One:
        def chunks(self):
            return iter([data])

    return One()


@pytest.fixture
def elsewhere(options):
    """A server in a process of its own, so that what it keeps is not counted here."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    served = {**options, "endpoint_url": f"http://127.0.0.1:{port}"}
    try:
        for _ in range(150):
            try:
                client_of(served).create_bucket(Bucket=served["bucket_name"])
                break
            except botocore_exceptions.BotoCoreError:
                time.sleep(0.2)
        yield served
    finally:
        process.kill()
        process.wait()


def test_memory_stays_flat_however_large(elsewhere):
    storage, peaks = ObjectStorage(**elsewhere), []
    for size in (24, 72):
        tracemalloc.start()
        storage._save(f"aa/{size}", Large(size))
        with storage.open(f"aa/{size}") as file:
            assert sum(len(block) for block in iter(lambda: file.read(1 << 20), b"")) == size << 20
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + (8 << 20) < 8 * PART


class Large:
    """So many megabytes, made as they are asked for."""

    def __init__(self, megabytes: int):
        self.megabytes = megabytes

    def chunks(self):
        return (bytes(1 << 20) for _ in range(self.megabytes))
