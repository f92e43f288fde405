"""`plan_documents`: the contract's example, and one clear line for each fault."""

import io
import json
import sys

import pytest
from django.core.management import call_command

EXAMPLE = {
    "requirements": [{"id": "r1", "any_of": [["tax_notice:ana"], ["pay_slips:ana", "rent_receipt:ana"]]}],
    "held": ["rent_receipt:ana"],
    "costs": {"tax_notice:ana": 1},
}

R = {"id": "r", "any_of": [["a"]]}


@pytest.fixture
def run(tmp_path, capsys):
    def command(content, exit_code=0):
        path = tmp_path / "problem.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return _call(str(path), exit_code, capsys)

    return command


def _call(argument, exit_code, capsys):
    if exit_code:
        with pytest.raises(SystemExit) as left:
            call_command("plan_documents", argument)
        assert left.value.code == exit_code
    else:
        call_command("plan_documents", argument)
    out, err = capsys.readouterr()
    assert bool(out) is not bool(err)
    return err.splitlines() if exit_code else json.loads(out)


ANSWER = {
    "requests": ["tax_notice:ana"],
    "cost": 1,
    "answers": {"r1": ["tax_notice:ana"]},
    "proven_minimal": True,
}


def test_the_contract_s_example(run):
    assert run(EXAMPLE) == ANSWER


def test_the_file_may_come_on_standard_input(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(EXAMPLE).encode())))
    assert _call("-", 0, capsys) == ANSWER


def test_costs_decide(run):
    answer = run({**EXAMPLE, "costs": {"pay_slips:ana": 0.5}})
    assert (answer["requests"], answer["cost"]) == (["pay_slips:ana"], 0.5)
    assert answer["answers"] == {"r1": ["pay_slips:ana", "rent_receipt:ana"]}


def test_nothing_required_asks_for_nothing(run):
    assert run({"requirements": []}) == {"requests": [], "cost": 0, "answers": {}, "proven_minimal": True}


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", ["file: not JSON: line 1, column 1"]),
        (b"\xff", ["file: not UTF-8"]),
        (b"[" * 100_000, ["file: nested too deeply"]),
        (
            b'{"requirements": [], "requirements": []}',
            ["file: the key requirements is given twice in one object"],
        ),
        ([], ["file: not an object"]),
        ({}, ["requirements: missing"]),
        ({"requirements": {}}, ["requirements: not a list"]),
        ({"requirements": [], "helds": []}, ["helds: unknown key"]),
        ({"requirements": [], "held": "a"}, ["held: not a list"]),
        ({"requirements": [], "held": ["a", 1, ""]}, ["held[1]: not a text", "held[2]: not a text"]),
        ({"requirements": [], "held": ["\ud800"]}, ["held[0]: not a text"]),
        ({"requirements": ["r"]}, ["requirements[0]: not an object"]),
        (
            {"requirements": [{"id": "r1", "any_of": []}]},
            ["requirements[0].any_of: r1 is impossible, it has no alternative"],
        ),
        ({"requirements": [{}]}, ["requirements[0].id: missing", "requirements[0].any_of: missing"]),
        (
            {"requirements": [{"id": 1, "any_of": 1}]},
            ["requirements[0].id: not a text", "requirements[0].any_of: not a list"],
        ),
        (
            {"requirements": [{"id": "r", "any_of": ["a", [2]], "why": 1}]},
            [
                "requirements[0].why: unknown key",
                "requirements[0].any_of[0]: not a list",
                "requirements[0].any_of[1][0]: not a text",
            ],
        ),
        (
            {"requirements": [R, {**R, "indispensable": 1}]},
            [
                "requirements[1].id: r is already requirements[0]",
                "requirements[1].indispensable: not true or false",
            ],
        ),
        ({"requirements": [], "costs": []}, ["costs: not an object"]),
        *(
            (b'{"requirements": [], "costs": {"a": %s}}' % cost, ["costs.a: not a finite number, 0 or more"])
            for cost in (b"-1", b"NaN", b"Infinity", b"1e999", b"true", b'"1"', b"null")
        ),
    ],
)
def test_each_fault_is_one_line_naming_the_field(run, content, faults):
    assert run(content, exit_code=2) == faults


def test_a_file_that_is_not_there_is_told(capsys):
    assert _call("/nowhere/problem.json", 2, capsys) == ["file: No such file or directory"]


def test_enormous_costs_are_numbers_too(run):
    costs = {"a": 10**400, "b": 1e308, "c": 0.5}
    answer = run({"requirements": [{"id": p, "any_of": [[p]]} for p in "abc"], "costs": costs})
    assert answer["requests"] == ["a", "b", "c"]
