"""What a household could still claim: due or one answer away, not received, nothing left to discretion."""

from datetime import date

import pytest

from eligibility import engine, radar
from eligibility.engine import Bundle, Result
from eligibility.received import AUTOMATIC, RECEIVED_AS
from eligibility.rules.verdict import ENTITLED, NOT_ENTITLED, UNDETERMINED, Right
from eligibility.situation import Situation

ON = date(2024, 3, 15)
NONE = Bundle((), 0, 0)


def found(*rights: Right, bundle: Bundle = NONE, possible: Bundle = NONE, **facts) -> list[tuple]:
    situation = Situation.from_json(
        {
            "on": "2024-03-15",
            "persons": [{"id": "a", "role": "applicant", **facts.pop("person", {})}],
            **facts,
        }
    )
    return list(radar.unclaimed(situation, Result(ON, {}, rights, bundle, possible)))


def national(code: str, status: str = ENTITLED, **more) -> Right:
    return Right(code, None, status, "month", 100.0, **more)


def test_a_right_of_the_best_bundle_is_told_and_a_rival_is_not():
    best = Right("paris_logement", "II-2.1", ENTITLED, "month", 84.0)
    rival = Right("paris_logement_familles", "IV-2.1", ENTITLED, "month", 80.0)
    assert found(best, rival, bundle=Bundle(("paris_logement",), 84, 0)) == [
        ("paris_logement", ENTITLED, 84.0, "month", ())
    ]


def test_what_one_answer_would_decide_is_told_without_a_sum():
    near = national("rsa", UNDETERMINED, missing=("housing.tenure",))
    far = national("aspa", UNDETERMINED, missing=("housing.tenure", "couple"))
    assert found(near, far) == [("rsa", UNDETERMINED, None, "month", ("housing.tenure",))]


def test_what_is_not_due_left_to_discretion_or_not_computed_is_not_told():
    refused = national("rsa", NOT_ENTITLED)
    free = Right("secours", "V-2.1", ENTITLED, "once", None, discretionary=True)
    failed = national("asf", UNDETERMINED, missing=("x",), error="could not be computed")
    assert found(refused, free, failed, bundle=Bundle(("secours",), 0, 0)) == []


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("rsa", {"person": {"incomes": [{"kind": "rsa", "monthly_net": 500}]}}),
        ("prime_activite", {"person": {"incomes": [{"kind": "activity_bonus", "monthly_net": 90}]}}),
        ("asf", {"person": {"incomes": [{"kind": "family_benefit", "monthly_net": 180}]}}),
        ("aide_logement", {"housing": {"housing_benefit": {"claimed": True, "monthly": 210}}}),
        ("css", {"health_cover": "css_paid"}),
    ],
)
def test_a_national_benefit_that_is_received_is_not_told(code, facts):
    assert found(national(code), **facts) == []


def test_what_ended_before_is_not_received():
    ended = {"incomes": [{"kind": "rsa", "monthly_net": 500, "until": "2024-02"}]}
    assert [one[0] for one in found(national("rsa"), person=ended)] == ["rsa"]


def test_every_national_code_of_the_tables_exists():
    assert {*RECEIVED_AS, *AUTOMATIC} <= {*engine.CODES}


def test_sums_of_different_periods_stay_apart():
    rights = (
        radar.Unclaimed("a", ENTITLED, 84.0, "month", ()),
        radar.Unclaimed("b", ENTITLED, 138.0, "year", ()),
        radar.Unclaimed("c", UNDETERMINED, None, "month", ("x",)),
    )
    assert radar.tally(rights) == {
        "households": 1,
        "with_a_right": 1,
        "benefits": {"a": {"entitled": 1, "month": 84.0}, "b": {"entitled": 1, "year": 138.0},
                     "c": {"undetermined": 1}},
    }  # fmt: skip
