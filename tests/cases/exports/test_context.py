import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cases.exports.context import CaseExport, Coded, Fact, Site
from tests.support.export_schema import schema
from tests.support.export_specimen import specimen

PUBLISHED = Path("docs/reference/schemas/case_export.schema.json")
SOME = Coded(code="some", label="Quelconque")


def smallest(**changes) -> CaseExport:
    values = {
        "reference": "D-24-0001",
        "state": SOME,
        "generated_at": datetime(2024, 3, 21, 11, 2, tzinfo=UTC),
        "generated_by": "SPÉCIMEN",
        "profile": SOME,
        "site": Site(name="SPÉCIMEN"),
    }
    return CaseExport(**{**values, **changes})


def test_the_same_values_give_the_same_bytes():
    assert specimen(30)[0].to_json() == specimen(30)[0].to_json()


def test_sums_are_exact_and_times_carry_their_zone():
    written = json.loads(specimen(1)[0].to_json())
    assert written["awards"][0]["amount"] == "150"
    assert written["generated_at"].endswith("+00:00")


def test_any_text_can_be_written_and_read_back():
    strange = "a\x00b\u202e\ud800 ﷺ 王 \U0001f600"
    fact = Fact(label="note", value=strange, source=SOME)
    assert json.loads(smallest(facts=(fact,)).to_json())["facts"][0]["value"] == strange


@pytest.mark.parametrize("sum_", ["NaN", "Infinity"])
def test_what_is_not_a_sum_is_refused(sum_):
    award = replace(specimen(1)[0].awards[0], amount=Decimal(sum_))
    with pytest.raises(ValueError, match="not a sum"):
        smallest(awards=(award,)).to_json()


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="generated_at"):
        smallest(generated_at=datetime(2024, 3, 21, 11, 2))


def test_two_pieces_cannot_be_attached_under_one_name():
    piece = specimen(1)[0].pieces[0]
    with pytest.raises(ValueError, match="file_name"):
        smallest(pieces=(piece, piece))


def test_the_published_schema_is_the_one_of_the_code():
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == schema()
