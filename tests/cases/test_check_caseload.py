"""`manage.py check_caseload`: the whole, resumed, refused in one line."""

import datetime as dt
import io
import json

import pytest
from django.core.management import call_command

from cases.services import caseload as service
from eligibility.models import CaseloadResult, CaseloadRun, RunKind
from nps.accounts.acting import acting
from tests.cases.services.test_caseload import AMOUNT, office_file
from tests.support.accounts import make_agent
from tests.support.cases import make_case_file

ON = "2024-03-15"


def run(*arguments):
    out, err, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command("check_caseload", *arguments, "--cores", "1", "--no-national", stdout=out, stderr=err)
    except SystemExit as left:
        status = left.code
    return status, json.loads(out.getvalue() or "null"), err.getvalue().splitlines()


@pytest.fixture
def tenant(db):
    with acting("system"):
        return office_file(make_agent(), "retired_tenant")


def test_every_active_file_is_checked(tenant):
    status, told, progress = run("--on", ON)
    assert (status, told["kind"], told["households"], told["failed_batches"]) == (0, "radar", 1, 0)
    assert told["benefits"]["paris_logement"] == {"entitled": 1, "month": 84.0}
    assert progress == ["1 / 1 households (100 %)"]


def test_one_site_alone(tenant):
    with acting("system"):
        make_case_file(make_agent())
    assert run("--on", ON, "--site", tenant.site.code)[1]["households"] == 1
    assert run("--on", ON)[1]["households"] == 2


def test_other_figures_are_studied(tenant):
    status, told, _progress = run("--on", ON, "--with", f"{AMOUNT}=100")
    assert (status, told["kind"], told["winners"], told["sums"]) == (0, "effect", 1, {"month": 16.0})


def test_a_run_left_is_taken_up(tenant):
    with acting("system"):
        left = service.start_caseload_check(
            actor=None, kind=RunKind.RADAR, on=dt.date(2024, 3, 15), national=False
        )
    status, told, _progress = run("--resume")
    assert (status, told["run"]) == (0, str(left.public_id))
    with acting("system"):
        assert CaseloadResult.objects.filter(run=left).exists()
        assert CaseloadRun.objects.get().ended_at


def test_without_any_file_nothing_is_found(db):
    assert run("--on", ON)[:2][0] == 0


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--on", "tomorrow"], "--on: not a date"),
        (["--on", "1999-01-01"], "--on: no by-law at hand before"),
        (["--site", "nowhere"], "--site: none has the code 'nowhere'"),
        (["--with", "dragon=3"], "--with dragon=3: dragon: no such parameter"),
        (["--with", f"{AMOUNT}=much"], f"--with {AMOUNT}=much: could not convert"),
        (["--resume"], "--resume: no such run is left to do"),
    ],
)
def test_bad_input_is_told_in_one_line(db, arguments, fault):
    status, told, faults = run(*arguments)
    assert (status, told) == (2, None)
    assert len(faults) == 1
    assert faults[0].startswith(fault)
