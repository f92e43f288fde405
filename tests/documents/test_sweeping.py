"""The janitor removes what nobody names, a day later, and names what is lost."""

import os
import time
from datetime import timedelta

import pytest

from documents.sweeping import GRACE, sweep

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def leave(folder, name: str, age: timedelta) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"SPECIMEN")
    then = time.time() - age.total_seconds()
    os.utime(path, (then, then))


def test_old_orphans_go_and_everything_else_stays(keep, folder):
    keep()
    old = GRACE + timedelta(hours=1)
    leave(folder, "aa/orphan", old)
    leave(folder, "aa/unfinished.0.part", old)
    leave(folder, "aa/arriving.1.part", timedelta(minutes=5))
    assert (sweep(dry_run=True).removed, (folder / "aa/orphan").exists()) == (2, True)
    swept = sweep()
    assert (swept.removed, swept.kept, swept.missing) == (2, 1, ())
    assert not (folder / "aa/orphan").exists()
    assert (folder / "aa/arriving.1.part").exists()


def test_a_content_without_its_file_is_named(keep, folder):
    document = keep()
    (folder / document.content.name).unlink()
    assert sweep().missing == (str(document.content.reference),)


def test_an_empty_storage_is_no_fault():
    assert sweep().removed == 0
