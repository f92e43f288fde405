"""A kept check made again, as an agent reads it."""

import datetime as dt

import pytest

from cases.services import files
from eligibility.models import RightsCheck
from nps.accounts.acting import acting
from tests.cases.services.test_caseload import office_file
from tests.support.accounts import make_agent, sign_in
from tests.support.client import Browser

pytestmark = pytest.mark.usefixtures("one_factor")
TODAY = dt.date(2024, 3, 15)


@pytest.fixture
def worker(db):
    return make_agent()


@pytest.fixture
def case(worker):
    with acting("system"):
        return office_file(worker, "retired_tenant")


def replayed(worker, case, check) -> str:
    where = f"/cases/{case.reference}/rights/{check.public_id}/replay/"
    return sign_in(Browser(), worker).get(where).content.decode()


def test_the_same_is_said_with_the_digest(worker, case):
    with acting("system"):
        check = files.check_rights(actor=worker, case=case, on=TODAY, national=False)
    shown = replayed(worker, case, check)
    assert "Identique" in shown
    assert check.digest in shown


def test_a_difference_is_named_in_words(worker, case):
    with acting("system"):
        check = files.check_rights(actor=worker, case=case, on=TODAY, national=False)
        result = check.result
        right = next(one for one in result["rights"] if one["code"] == "paris_logement")
        right |= {"status": "not_entitled", "amount": 0.0}
        other = RightsCheck.objects.create(
            household=case.household, on=TODAY, inputs=check.inputs, versions=check.versions, result=result,
            digest=check.digest, made_by=worker,
        )  # fmt: skip
    shown = replayed(worker, case, other)
    for said in (
        "Différent",
        "Paris Logement",
        "N’a pas droit",
        "A droit",
        "84,00\u00a0€",
        "ne correspond plus",
    ):
        assert said in shown
