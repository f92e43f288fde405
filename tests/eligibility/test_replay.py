"""A kept check made again: the same, or each difference by name; and the database keeps what was kept."""

import copy
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from cases.services import files
from eligibility import checks, engine, parameters, replay
from eligibility.models import RightsCheck
from eligibility.parameters import Version
from eligibility.situation import Situation
from nps.accounts.acting import acting
from tests.eligibility.households import household
from tests.support.accounts import make_agent
from tests.support.cases import make_case_file, make_rights_check

ON = date(2024, 3, 15)
OTHERWISE = Version(date(2024, 1, 1), 5000.0, "SPÉCIMEN")
NAME = "paris_logement.amount.single"


def kept(figures=None, **fields) -> RightsCheck:
    """A check of the retired tenant, as `check_household` keeps it."""
    situation = Situation.from_json(household("retired_tenant"))
    inputs = situation.to_json()
    result = engine.check(situation, on=ON, national=False, figures=figures).to_json()
    digest = checks.digest_of(inputs, result)
    told = {"inputs": inputs, "result": result, "versions": result["law"], "digest": digest, "on": ON}
    return RightsCheck(**{**told, **fields})


def test_the_same_inputs_on_the_same_day_give_the_same():
    again = replay.replay(kept())
    assert again == replay.Replay(True, ())


def test_a_changed_result_is_named_right_by_right():
    check = kept()
    changed = copy.deepcopy(check.result)
    right = next(one for one in changed["rights"] if one["code"] == "paris_logement")
    right["amount"] += 1
    right["conditions"][0]["value"] = "SPÉCIMEN"
    found = replay.replay(kept(result=changed))
    named = {(one.right, one.field) for one in found.differences}
    condition = f"conditions.{right['conditions'][0]['name']}"
    assert not found.same
    assert named == {("", "digest"), ("paris_logement", "amount"), ("paris_logement", condition)}
    amounts = next(one for one in found.differences if one.field == "amount")
    assert (amounts.then, amounts.now) == (right["amount"], right["amount"] - 1)


def test_figures_still_known_are_used_again():
    other = parameters.published().with_versions({NAME: OTHERWISE})
    check = kept(figures=other)
    assert replay.replay(check, (other,)) == replay.Replay(True, ())


def test_figures_no_longer_known_are_named():
    other = parameters.published().with_versions({NAME: OTHERWISE})
    check = kept(figures=other)
    told = replay.replay(check).versions
    assert [(one.field, one.then) for one in told] == [("figures", other.digest[:12])]


def test_a_right_that_was_not_known_then_is_named():
    check = kept()
    former = copy.deepcopy(check.result)
    gone = former["rights"].pop(0)
    found = list(replay.differences(former, check.result))
    assert found == [replay.Difference(gone["code"], "status", None, gone["status"])]


def test_a_field_the_former_result_did_not_have_is_no_difference():
    check = kept()
    former = copy.deepcopy(check.result)
    for right in former["rights"]:
        del right["authority"]
    assert list(replay.differences(former, check.result)) == []


def test_inputs_that_cannot_be_read_any_more_are_said():
    found = replay.replay(kept(inputs={"persons": [{"id": "a", "role": "dragon"}]}))
    assert [one.field for one in found.differences] == ["inputs"]


def test_a_check_kept_by_the_service_is_found_again(system):
    worker = make_agent()
    case = make_case_file(worker)
    check = files.check_rights(actor=worker, case=case, on=ON, national=False)
    assert replay.replay(RightsCheck.objects.get(pk=check.pk)).same


UPDATE, DELETE = "update eligibility_rightscheck set digest = ''", "delete from eligibility_rightscheck"
TRUNCATE = "truncate eligibility_rightscheck cascade"


@pytest.mark.parametrize(
    ("kind", "act"),
    [(kind, act) for kind in ("staff", "admin") for act in (UPDATE, DELETE, TRUNCATE)]
    + [("system", UPDATE), ("system", TRUNCATE)],  # the job that erases a whole file removes its checks
)
def test_the_database_refuses_to_change_or_remove_a_check(kind, act, db):
    with acting("system"):
        make_rights_check(make_case_file())
    with pytest.raises(DatabaseError, match="permission denied"), acting(kind), transaction.atomic():
        connection.cursor().execute(act)
