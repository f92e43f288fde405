"""Words of a page become proposals: types, names, days, periods and sums, each with its place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.proposing import How, Member, cues, lines_of, propose
from documents.recognition import Word, read_table
from documents.types import FIXTURE

ADA = Member("ada", ("Okafor-Spécimen",), "Ada Chioma")
BEN = Member("ben", ("Lévêque", "Ndiaye"), "Ben")


def page(*lines: str, sure: int = 100, skew: float = 0.0) -> list[Word]:
    """Words of a page, a line under the other; `skew`: how much a line falls over its width."""
    found = []
    for number, line in enumerate(lines):
        at = 0.1
        for text in line.split(" "):
            width, top = 0.009 * len(text), 0.1 + 0.03 * number + skew * at
            found.append(Word(text, 0, (at, top, at + width, top + 0.015), sure))
            at += width + 0.01
    return found


def told(words, *members) -> dict[str, list[tuple[str, str]]]:
    found = {}
    for proposal in propose(words, members):
        found.setdefault(proposal.field, []).append((proposal.value, proposal.how.value))
    return found


NOTICE = (
    "Direction générale des finances publiques",
    "AVIS D’IMPÔT 2023 sur les revenus 2022",
    "MME CHIOMA ADA OKAFOR SPECIMEN",
    "Revenu fiscal de référence 18 540",
    "Date de mise en recouvrement : 31/07/2023",
)


@pytest.mark.parametrize("skew", [0.0, 0.05, -0.05])
def test_a_tax_notice(skew):
    assert told(page(*NOTICE, skew=skew), ADA, BEN) == {
        "type": [("tax_notice", "read")],
        "issuer": [("Direction générale des finances publiques", "read")],
        "person": [("ada", "read")],
        "issued_on": [("2023-07-31", "read")],
        "period": [("2023", "read")],
        "reference_income": [("18540.00", "read")],
    }


def test_a_rent_receipt():
    lines = (
        "Quittance de loyer",
        "Période du 01/02/2024 au 29/02/2024",
        "Locataire : Ben Leveque",
        "Loyer hors charges 900,00 €",
        "Provision pour charges 85,50 €",
        "Fait à Paris, le 4 mars 2024",
    )
    found = told(page(*lines), ADA, BEN)
    assert found["type"] == [("rent_receipt", "read")]
    assert found["period"] == [("2024-02", "read")]
    assert found["person"] == [("ben", "read")]
    assert found["rent"] == [("900.00", "read")]
    assert found["service_charges"] == [("85.50", "read")]
    assert found["issued_on"] == [("2024-03-04", "read")]


def test_a_sum_under_its_name_is_to_be_confirmed():
    found = told(page("Bulletin de paie février 2024", "Net à payer", "1 300,25 €"))
    assert found["net_pay"] == [("1300.25", "to_confirm")]
    assert found["period"] == [("2024-02", "read")]


def test_an_end_written_on_the_paper():
    found = told(page("Carte nationale d’identité", "Valable jusqu’au : 4 mars 2032"))
    assert found["stated_until"] == [("2032-03-04", "read")]


def test_words_badly_read_are_to_be_confirmed():
    assert {how for rows in told(page(*NOTICE, sure=50), ADA).values() for _v, how in rows} == {"to_confirm"}


def test_one_letter_misread_is_still_recognised_and_to_be_confirmed():
    found = told(page("Quittance de loyer", "Ada Okafor Spéclmen"), ADA)
    assert found["person"] == [("ada", "to_confirm")]


def test_somebody_else_is_nobody():
    assert "person" not in told(page("Quittance de loyer", "Adama Okoye", "Ada Ndiaye"), ADA, BEN)


def test_the_employer_is_no_rent():
    assert "rent" not in told(page("Employeur SPÉCIMEN 900,00 €"))


def test_two_types_as_likely_are_both_to_be_confirmed():
    found = told(page("Devis", "Mutuelle SPÉCIMEN"))
    assert [how for _code, how in found["type"]] == ["to_confirm", "to_confirm"]


def test_nothing_said_nothing_proposed():
    assert propose([], []) == propose(page("SPÉCIMEN"), [ADA]) == []


def test_the_place_is_that_of_the_words():
    words = page(*NOTICE)
    proposal = next(p for p in propose(words, [ADA]) if p.field == "reference_income")
    first, last = (next(w for w in words if w.text == text) for text in ("18", "540"))
    assert proposal.box == (first.box[0], first.box[1], last.box[2], last.box[3])
    assert (proposal.page, proposal.how) == (0, How.READ)
    assert "Revenu fiscal de référence 18 540" in proposal.around


def test_lines_are_read_from_the_top_page_after_page():
    words = [Word("b", 1, (0.1, 0.1, 0.2, 0.12)), Word("a", 0, (0.1, 0.5, 0.2, 0.52))]
    assert [line.text for line in lines_of(words)] == ["a", "b"]


@pytest.mark.parametrize("code", sorted(cues()["types"]))
def test_every_type_is_recognised_by_its_own_cues(code):
    heaviest = max(cues()["types"][code], key=lambda row: row[1])[0]
    assert told(page(" ".join(heaviest)))["type"][0][0] == code


def test_cues_name_types_of_the_catalogue():
    assert set(cues()["types"]) == {row["code"] for row in json.loads(FIXTURE.read_text("utf-8"))}


@given(st.lists(st.text(min_size=1, max_size=20), max_size=30))
def test_any_words_are_read_without_a_fault(texts):
    words = [Word(text, 0, (0.1, n / 40, 0.3, n / 40 + 0.02)) for n, text in enumerate(texts) if text.strip()]
    for proposal in propose(words, [ADA, BEN]):
        assert len(proposal.box) == 4


def test_the_table_of_the_engine():
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    rows = (
        "1\t1\t0\t0\t0\t0\t0\t0\t1000\t2000\t-1\t\n"
        '5\t1\t1\t1\t1\t1\t100\t200\t50\t20\t91.5\t"Avis\n'
        "5\t1\t1\t1\t1\t2\tx\t200\t50\t20\t91\tlost\n5\t1\n"
    )
    assert read_table(head + rows, 2, (1000, 2000)) == [Word('"Avis', 2, (0.1, 0.1, 0.15, 0.11), 92)]


@given(st.text(max_size=200))
def test_any_table_is_read_without_a_fault(table):
    read_table("level\tleft\ttop\twidth\theight\tconf\ttext\n" + table, 0, (100, 100))
