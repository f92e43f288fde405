"""One export printed and signed for all tests of this folder."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from cases.exports.context import CaseExport
from cases.exports.identity import Identity, Trust, ensure_demo_identity, read_identity, read_trust
from cases.exports.rendering import render
from cases.exports.signature import sign
from tests.support.export_specimen import JOURNAL_KEYS, specimen


@dataclass(frozen=True)
class Printed:
    export: CaseExport
    contents: dict[str, list[bytes]]
    pdf: bytes
    signed: bytes


@pytest.fixture(scope="session")
def identity_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("secrets") / "export"
    ensure_demo_identity(folder)
    return folder


@pytest.fixture(scope="session")
def identity(identity_folder) -> Identity:
    return read_identity(identity_folder)


@pytest.fixture(scope="session")
def trust(identity_folder) -> Trust:
    return read_trust(identity_folder, JOURNAL_KEYS)


@pytest.fixture(scope="session")
def printed(identity) -> Printed:
    export, contents = specimen()
    pdf = render(export, contents)
    return Printed(export, contents, pdf, sign(pdf, identity))
