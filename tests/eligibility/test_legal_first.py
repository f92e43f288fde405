"""Legal benefits before the by-law's (I-A 4): found, not received, not claimed; never supposed."""

from datetime import date

import pytest

from eligibility import engine
from eligibility.legal_first import to_claim_first
from eligibility.national import CODES
from eligibility.received import RECEIVED_AS
from eligibility.rules.verdict import ENTITLED, NOT_ENTITLED, UNDETERMINED, Right
from eligibility.situation import Situation
from tests.eligibility.households import household

ON = date(2024, 3, 15)


def first(*codes, status=ENTITLED, claimed=None, **changes):
    person = {"id": "a", "role": "applicant", "legal_benefits_claimed": claimed, **changes.pop("person", {})}
    situation = Situation.from_json({"persons": [person], **changes})
    return to_claim_first(situation, [Right(code, None, status, "month", 1.0) for code in codes], "2024-03")


def test_what_is_found_and_neither_received_nor_claimed_comes_first():
    assert first("rsa", "aide_logement", "css") == ("rsa", "aide_logement", "css")
    assert first("rsa", claimed=False) == ("rsa",)


@pytest.mark.parametrize("status", [NOT_ENTITLED, UNDETERMINED])
def test_only_what_is_found_for_certain(status):
    assert first("rsa", status=status) == ()


def test_who_claimed_has_nothing_to_claim_first():
    assert first("rsa", claimed=True) == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("rsa", {"person": {"incomes": [{"kind": "rsa"}]}}),
        ("allocations_familiales", {"person": {"incomes": [{"kind": "family_benefit"}]}}),
        ("aide_logement", {"housing": {"housing_benefit": {"claimed": True}}}),
        ("aide_logement", {"housing": {"housing_benefit": {"monthly": 120}}}),
        ("css", {"health_cover": "css_paid"}),
    ],
)
def test_what_is_received_is_not_to_be_claimed(code, changes):
    assert first(code, **changes) == ()


def test_what_ended_may_be_claimed_again():
    assert first("ass", person={"incomes": [{"kind": "ass", "until": "2023-12"}]}) == ("ass",)


def test_every_national_right_is_thought_of():
    assert set(CODES) - set(RECEIVED_AS) == {"cheque_energie"}  # sent without being asked for


@pytest.mark.filterwarnings("default")  # OpenFisca's own
def test_the_check_tells_them_and_supposes_nothing():
    home = household("retired_tenant")
    home["persons"][0]["legal_benefits_claimed"] = None
    result = engine.check(Situation.from_json(home, ON), on=ON)
    assert "aspa" in result.to_json()["first"]
    right = result.right("paris_solidarite")
    legal = next(condition for condition in right.conditions if condition.name == "legal_benefits")
    assert legal.holds is None

    home["persons"][0]["legal_benefits_claimed"] = False
    result = engine.check(Situation.from_json(home, ON), on=ON)
    assert "aspa" in result.first
    right = result.right("paris_solidarite")
    legal = next(condition for condition in right.conditions if condition.name == "legal_benefits")
    assert (legal.basis, legal.article) == ("exception", "II-1.1 b/2")
