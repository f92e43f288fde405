"""Lines along an income: what is unknown is a gap, sums of months only, places inside the paper."""

import itertools

import pytest

from eligibility import curves
from eligibility.bundles import best_bundle
from eligibility.curves import Curve
from eligibility.engine import Result
from eligibility.rules.verdict import ENTITLED, NOT_ENTITLED, UNDETERMINED, Right
from tests.eligibility.test_what_if import ON


def result(*rights: Right) -> Result:
    bundle = best_bundle(right for right in rights if right.entitled)
    return Result(ON, {}, rights, bundle, bundle)


RENT, RENT_OF_FAMILIES = "paris_logement_familles_monoparentales", "paris_logement_familles"


def test_what_is_sure_counts_once_what_cannot_be_held_together():
    found = result(
        Right(RENT, "IV-2.2", ENTITLED, "month", 150.0),
        Right(RENT_OF_FAMILIES, "IV-2.1", ENTITLED, "month", 116.0),
        Right("rsa", None, ENTITLED, "month", 570.08),
    )
    assert curves.total(found) == 720.08


def test_years_single_payments_and_kind_are_in_no_line():
    found = result(
        Right("paris_energie_familles", "IV-2.4", ENTITLED, "year", 138.0),
        Right("css", None, ENTITLED, "in_kind", None),
        Right("rsa", None, ENTITLED, "month", 570.0),
    )
    lines = curves.curves([found])
    assert [line.code for line in lines] == [curves.TOTAL, "rsa"]
    assert lines[0].amounts == (570.0,)


def test_unknown_is_a_gap_never_nothing():
    found = [
        result(Right("rsa", None, ENTITLED, "month", 570.0)),
        result(Right("rsa", None, UNDETERMINED, "month", None)),
        result(Right("rsa", None, NOT_ENTITLED, "month", 0.0)),
    ]
    total, line = curves.curves(found)
    assert line.amounts == (570.0, None, 0.0)
    assert curves.untold(found) == ("rsa",)
    assert curves.picture(line, (0, 100, 200)).pieces == ()
    assert len(curves.picture(line, (0, 100, 200)).dots) == 2


def test_a_right_nobody_can_have_along_the_line_is_not_drawn():
    assert [
        line.code for line in curves.curves([result(Right("rsa", None, NOT_ENTITLED, "month", 0.0))])
    ] == [curves.TOTAL]


@pytest.mark.parametrize("incomes", [(0, 500, 1000), (900,), (0, 0.5), (1200, 1300)])
@pytest.mark.parametrize("top", [0, 0.4, 3, 150, 999.99, 12345])
def test_everything_is_on_the_paper(incomes, top):
    drawn = curves.picture(Curve("rsa", tuple(top for _ in incomes)), incomes, here=incomes[0])
    places = [(float(x), float(y)) for x, y in drawn.dots]
    assert len(places) == len(incomes)
    assert all(0 <= x <= curves.WIDTH and 0 <= y <= curves.HEIGHT for x, y in places)
    assert all(a[0] < b[0] for a, b in itertools.pairwise(places))
    assert all(0 <= float(tick.at) <= curves.WIDTH for tick in drawn.incomes)
    assert drawn.here == drawn.dots[0][0]


def test_the_household_outside_the_incomes_shown_has_no_mark():
    assert curves.picture(Curve("rsa", (1, 2)), (0, 100), here=500).here == ""
    assert curves.picture(Curve("rsa", (1, 2)), (0, 100), here=None).here == ""


@pytest.mark.parametrize(("euros", "top"), [(0, 1), (1, 1), (1.2, 2), (150, 200), (220, 250), (999, 1000)])
def test_scales_end_at_a_round_sum(euros, top):
    assert curves.round_above(euros) == top
