"""The command others script: shape, exit status, one line per fault, no database."""

import io
import json
import sys

import pytest
from django.core.management import call_command

from tests.eligibility.households import FOLDER, household


def run(*arguments, stdin=None, monkeypatch=None):
    out, err = io.StringIO(), io.StringIO()
    status = 0
    if stdin is not None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    try:
        call_command("check_rights", *arguments, stdout=out, stderr=err)
    except SystemExit as left:
        status = left.code
    return status, out.getvalue(), err.getvalue().splitlines()


def test_a_file_is_answered_without_a_database():
    status, out, faults = run(str(FOLDER / "retired_tenant.json"), "--no-national")
    result = json.loads(out)
    assert (status, faults) == (0, [])
    bundle = result["bundle"]
    assert bundle["rights"][:3] == ["paris_solidarite", "complement_sante_paris", "paris_logement"]
    assert (bundle["monthly"], bundle["yearly"], bundle["once"]) == (200.98, 468.0, 0)
    assert result["law"]["reglement"] == "2019-09-01"


def test_what_should_be_read_again_is_told_and_blocks_nothing(monkeypatch):
    family = household("lone_parent")
    family["housing"] |= {"tenure": "owner", "rent": 900}
    text = json.dumps(family).encode()
    status, out, faults = run("-", "--no-national", stdin=text, monkeypatch=monkeypatch)
    assert (status, faults) == (0, [])
    assert "housing.rent: not expected of this tenure" in json.loads(out)["warnings"]


def test_standard_input_and_a_date(monkeypatch):
    text = json.dumps(household("retired_tenant")).encode()
    status, out, _ = run("-", "--on", "2019-11-15", "--no-national", stdin=text, monkeypatch=monkeypatch)
    assert status == 0
    assert json.loads(out)["on"] == "2019-11-15"


def test_each_fault_has_its_line_and_nothing_is_written(monkeypatch):
    text = b'{"persons": [{"id": "a", "role": "applicant", "birth_date": "soon"}], "housing": {"rent": -1}}'
    status, out, faults = run("-", "--no-national", stdin=text, monkeypatch=monkeypatch)
    assert (status, out) == (2, "")
    assert faults == ["persons[0].birth_date: not a date", "housing.rent: negative"]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("no/such/file.json",), "file: cannot be read (No such file or directory)"),
        ((str(FOLDER / "retired_tenant.json"), "--on", "yesterday"), "--on: not a date"),
        (
            (str(FOLDER / "retired_tenant.json"), "--on", "2016-01-31"),
            "on: no by-law at hand before 2016-02-01",
        ),
        ((str(FOLDER / "lone_parent.json"), "--on", "2018-06-01"), "persons[2].birth_date: after the date"),
    ],
)
def test_bad_arguments_are_faults_too(arguments, fault):
    status, out, faults = run(*arguments, "--no-national")
    assert (status, out) == (2, "")
    assert faults[0].startswith(fault)


def test_more_than_ten_megabytes_is_refused(tmp_path):
    big = tmp_path / "big.json"
    big.write_bytes(b" " * (10 * 1024 * 1024 + 1))
    assert run(str(big)) == (2, "", ["household: larger than 10 MB"])
