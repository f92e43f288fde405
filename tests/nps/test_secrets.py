"""Secrets live in files only their owner reads; none is invented in production, none is made twice."""

import stat
import threading

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from nps.secrets import MAKERS, Secrets


class Refused(Exception):
    """What the settings would raise."""


@pytest.fixture
def make(tmp_path):
    return lambda *, create: Secrets(tmp_path / "secrets", create=create, error=Refused)


def test_development_makes_each_once_and_finds_it_again(make):
    first = {name: make(create=True)[name] for name in MAKERS}
    assert {name: make(create=True)[name] for name in MAKERS} == first
    assert len(set(first.values())) == len(MAKERS)


def test_only_the_owner_reads_them(make, tmp_path):
    make(create=True).require_all()
    folder = tmp_path / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert {path.name for path in folder.iterdir()} == set(MAKERS)  # no half-written file is left


@pytest.mark.parametrize("name", MAKERS)
def test_production_makes_none_and_names_the_missing_one(name, make, tmp_path):
    with pytest.raises(Refused, match=f"The secret {name} is missing.*Nothing was started"):
        make(create=False)[name]
    assert not (tmp_path / "secrets").exists()


@pytest.mark.parametrize("content", [b"", b"AA==", b"%%%", b"QUJD" * 16, "clé".encode()])
def test_a_key_that_is_none_is_refused_without_being_shown(content, make, tmp_path):
    make(create=True).require_all()
    (tmp_path / "secrets" / "people.kek").write_bytes(content)
    with pytest.raises(Refused) as refused:
        make(create=False).require_all()
    assert "people.kek is not a 32-byte key" in str(refused.value)
    assert not content or content.decode() not in str(refused.value)


def test_the_journal_s_key_is_an_ed25519_key_in_pem(make):
    key = load_pem_private_key(make(create=True)["journal.key"], password=None)
    assert len(key.sign(b"x")) == 64


def test_processes_that_start_together_agree(make):
    found: list[bytes] = []
    gate = threading.Barrier(8)

    def start() -> None:
        gate.wait(10)
        found.append(make(create=True)["django.key"])

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (len(found), len(set(found))) == (8, 1)
