"""Who wins and who loses by other figures, on results of the real engine and at the edges."""

from datetime import date

import pytest

from eligibility import effect, engine, parameters
from eligibility.effect import Change
from eligibility.parameters import Version
from eligibility.rules.verdict import ENTITLED, NOT_ENTITLED, UNDETERMINED
from eligibility.situation import Situation
from tests.eligibility.households import household

ON = date(2024, 3, 15)


def studied(**versions: float) -> tuple[Change, ...]:
    """What these values would change for the retired tenant."""
    names = {name.replace("__", "."): Version(ON, value, "SPÉCIMEN") for name, value in versions.items()}
    situation = Situation.from_json(household("retired_tenant"))
    figures = parameters.published().with_versions(names)
    before = engine.check(situation, on=ON, national=False)
    return effect.changes(before, engine.check(situation, on=ON, national=False, figures=figures))


def test_the_same_figures_change_nothing():
    assert studied(paris_logement__amount__single=84.0) == ()


def test_a_higher_amount_is_told_with_its_difference():
    (change,) = studied(paris_logement__amount__single=100.0)
    assert (change.code, change.kind, change.every) == ("paris_logement", effect.HIGHER, "month")
    assert change.difference == round(change.amount - change.former_amount, 2) > 0
    assert effect.side((change,)) == "winners"


def test_a_lower_ceiling_loses_the_right():
    (change,) = studied(paris_logement__ceiling__without_child=1.0)
    assert (change.kind, change.status, change.amount) == (effect.LOST, NOT_ENTITLED, 0.0)
    assert effect.tally((change,)) == {
        "households": 1,
        "losers": 1,
        "sums": {"month": change.difference},
        "benefits": {"paris_logement": {"lost": 1, "month": change.difference}},
    }


def change(code: str, former: float | None, now: float | None, every: str = "month", **more) -> Change:
    statuses = {"former_status": ENTITLED if former else NOT_ENTITLED,
                "status": ENTITLED if now else NOT_ENTITLED, **more}  # fmt: skip
    return Change(code, every, former_amount=former, amount=now, **statuses)


@pytest.mark.parametrize(
    ("side", "found"),
    [
        ("winners", [change("a", 84.0, 0.0), change("b", 0.0, 116.0)]),
        ("losers", [change("a", 84.0, 0.0), change("b", 0.0, 50.0)]),
        ("same", [change("a", 84.0, 0.0), change("b", 0.0, 84.0)]),
        ("both", [change("a", 84.0, 90.0), change("b", 138.0, 0.0, "year")]),
        ("winners", [change("a", 0.0, None, "in_kind", status=ENTITLED)]),
        ("unsure", [change("a", 84.0, None, status=UNDETERMINED)]),
        ("same", []),
    ],
)
def test_a_household_wins_or_loses_on_the_whole(side, found):
    assert effect.side(tuple(found)) == side


def test_what_cannot_be_told_costs_nothing():
    (one,) = [change("a", 84.0, None, status=UNDETERMINED)]
    assert (one.kind, one.difference) == (effect.UNSURE, 0.0)
