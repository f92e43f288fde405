"""The by-law beside OpenFisca-Paris: every disagreement is in the docs with the article that settles it."""

import re
from pathlib import Path

import pytest

from eligibility import engine
from eligibility.situation import Situation
from tests.eligibility import openfisca_paris
from tests.eligibility.households import variants

PAGE = Path("docs/explanation/openfisca-paris.md")


def _ours(variant):
    result = engine.check(Situation.from_json(variant.household), national=False)
    right = result.right(variant.code)
    if variant.code in openfisca_paris.PASSES:
        return float(right.entitled)
    return right.amount if right.entitled else 0


def _listed():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| I")]
    assert all(re.match(r"\| (?:[IV]+-\S+ (?:\w/)?\d(?:, \w/\d)*(?:, )?)+ \|", row) for row in rows)
    return [name for row in rows for name in row.rstrip(" |").split(" | ")[-1].split("; ")]


@pytest.fixture(scope="module")
def compared():
    told = [variant for variant in variants() if openfisca_paris.expressible(variant)]
    return list(zip(told, openfisca_paris.amounts(told), strict=True))


def test_every_benefit_it_has_is_compared_in_and_out(compared):
    for code in (*openfisca_paris.VARIABLES, *openfisca_paris.PASSES):
        sums = [amount for variant, amount in compared if variant.code == code]
        assert len(sums) >= 4
        assert any(sums)
        assert not all(sums)


def test_every_disagreement_is_listed_with_its_article_and_none_has_vanished(compared):
    different = {
        variant.name
        for variant, theirs in compared
        if (ours := _ours(variant)) is None or abs(ours - theirs) >= 0.01
    }
    listed = _listed()
    assert len(listed) == len(set(listed))
    assert different == set(listed)
