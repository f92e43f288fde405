import json
from io import StringIO

import pypdfium2
import pytest
from django.core.management import call_command

from cases.exports import audit_file
from nps.accounts.acting import acting
from nps.journal.sealing import seal
from nps.journal.services import record
from tests.support.export_specimen import specimen


@pytest.fixture
def exported(tmp_path):
    export, contents = specimen(3, 1, timeline=(), journal=None)
    path = tmp_path / "export.pdf"
    path.write_bytes(audit_file.make(export, contents))
    return path


def verify_export(path, *options) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_export", str(path), *options, stdout=out, stderr=err)
    except SystemExit as left:
        return left.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_an_intact_export_is_told_so_and_the_command_ends_with_0(exported):
    code, out, err = verify_export(exported, "--without-journal")
    report = json.loads(out)
    assert (code, err, report["valid"], report["case"]) == (0, "", True, "D-24-19QZ")
    assert set(report) >= {"signed_by", "signed_at", "signature_level", "journal", "attachments", "faults"}


def test_a_changed_export_is_told_so_and_the_command_ends_with_1(exported):
    data = bytearray(exported.read_bytes())
    data[len(data) // 2] ^= 1
    exported.write_bytes(data)
    code, out, _ = verify_export(exported, "--without-journal")
    assert code == 1
    assert json.loads(out)["faults"]


def test_another_file_or_none_ends_with_2_and_one_line(tmp_path):
    other = tmp_path / "other.pdf"
    pypdfium2.PdfDocument.new().save(other)
    for path in (other, tmp_path / "missing.pdf", tmp_path):
        code, out, err = verify_export(path, "--without-journal")
        assert (code, out) == (2, "")
        assert err.startswith("file: ")
        assert err.count("\n") == 1


def test_the_living_journal_is_asked(exported, db):
    assert verify_export(exported)[0] == 0
    with acting("system"):
        record(act="specimen", actor=None)
        head = seal()
        assert audit_file.had_root(head.size, bytes(head.root).hex())
        assert not audit_file.had_root(head.size, "00" * 32)
        assert not audit_file.had_root(head.size + 1, bytes(head.root).hex())
